const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const server = require('tftp').createServer({ host: '127.0.0.1', port: Number(port), root: folder });
server.on('error', () => {});
server.listen();
