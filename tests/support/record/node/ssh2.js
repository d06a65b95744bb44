const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { Server, utils } = require('ssh2');
const key = utils.generateKeyPairSync('ed25519').private;
new Server({ hostKeys: [key] }, (client) => client.on('error', () => {})).listen(Number(port), '127.0.0.1');
