// An HL7 listener of node-hl7-server that answers with the code of its third argument.
const { Server } = require('node-hl7-server');
const [port, , code] = process.argv.slice(2);
const inbound = new Server({ bindAddress: '127.0.0.1' }).createInbound({ port: Number(port) },
  async (req, res) => { await res.sendResponse(code); });
inbound.on('error', () => {});
inbound.on('client.error', () => {});
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});
