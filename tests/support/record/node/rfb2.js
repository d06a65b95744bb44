const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { RfbServer } = require('rfb2/rfbserver.js');
require('net').createServer((socket) => {
  socket.on('error', () => {});
  new RfbServer(socket, { width: 64, height: 48, shared: true });
}).listen(Number(port), '127.0.0.1');
