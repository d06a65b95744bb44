const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const net = require('net');
const modbus = require('jsmodbus');
const server = new net.Server();
new modbus.server.TCP(server, { holding: Buffer.alloc(100) });
server.listen(Number(port), '127.0.0.1');
