const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { WebSocketServer } = require('ws');
new WebSocketServer({ port: Number(port), host: '127.0.0.1' }).on('wsClientError', () => {});
