const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { ServerTCP } = require('modbus-serial');
const zero = () => 0;
new ServerTCP({ getInputRegister: zero, getHoldingRegister: zero, getCoil: () => false },
              { host: '127.0.0.1', port: Number(port), unitID: 0 });
