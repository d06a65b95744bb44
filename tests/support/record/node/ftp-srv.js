const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { FtpSrv } = require('ftp-srv');
const server = new FtpSrv({ url: `ftp://127.0.0.1:${port}`, anonymous: true });
server.on('login', (_, resolve) => resolve({ root: folder }));
server.listen();
