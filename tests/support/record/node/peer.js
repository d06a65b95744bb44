const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { PeerServer } = require('peer');
PeerServer({ port: Number(port), host: '127.0.0.1', path: '/' });
