const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const http = require('http').createServer();
new (require('socket.io').Server)(http);
http.listen(Number(port), '127.0.0.1');
