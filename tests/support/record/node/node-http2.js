const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const server = require('http2').createServer((q, a) => a.end('Example'));
server.on('sessionError', () => {});
server.listen(Number(port), '127.0.0.1');
