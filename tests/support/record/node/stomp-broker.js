const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const Stomp = require('stomp-broker-js');
const server = require('http').createServer();
new Stomp({ server, path: '/stomp' });
server.listen(Number(port), '127.0.0.1');
