const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const socks = require('socksv5');
const server = socks.createServer((info, accept, deny) => deny());
server.useAuth(socks.auth.None());
server.listen(Number(port), '127.0.0.1');
