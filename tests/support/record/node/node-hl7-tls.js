// An HL7 listener of node-hl7-server inside of TLS.
const { readFileSync } = require('fs');
const { Server } = require('node-hl7-server');
const [port, , key, cert] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const tls = { key: readFileSync(key), cert: readFileSync(cert), requestCert: false, rejectUnauthorized: false };
new Server({ bindAddress: '127.0.0.1', tls }).createInbound({ port: Number(port) },
  async (req, res) => { await res.sendResponse('AA'); }).on('error', () => {});
