const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const server = require('mysql2').createServer();
server.on('connection', (connection) => {
  connection.on('error', () => {});
  connection.serverHandshake({ protocolVersion: 10, serverVersion: '5.6.10', connectionId: 1,
    statusFlags: 2, characterSet: 8, capabilityFlags: 0xffffff });
});
server.listen(Number(port), '127.0.0.1');
