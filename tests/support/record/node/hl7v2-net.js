// An HL7 listener of hl7v2-net that accepts, or fails while it handles a message.
const { HL7Server } = require('hl7v2-net');
const [port, , mode] = process.argv.slice(2);
const server = HL7Server.createServer();
server.use(async () => { if (mode === 'error') throw new Error('no such patient'); });
server.on?.('error', () => {});
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});
server.listen(Number(port));
