const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { OPCUAServer } = require('node-opcua-server');
const server = new OPCUAServer({ port: Number(port), resourcePath: '/example',
  serverCertificateManager: undefined, disableDiscovery: true });
server.initialize().then(() => server.start());
