const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const server = require('coap').createServer((req, res) => res.end('example'));
server.on('error', () => {});
server.listen(Number(port), '127.0.0.1');
