const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const Turn = require('node-turn');
new Turn({ listeningIps: ['127.0.0.1'], relayIps: ['127.0.0.1'], listeningPort: Number(port),
           authMech: 'long-term', realm: 'hosp.example', debugLevel: 'OFF' }).start();
