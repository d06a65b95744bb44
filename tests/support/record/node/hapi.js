const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const server = require('@hapi/hapi').server({ port: Number(port), host: '127.0.0.1' });
server.route({ method: 'GET', path: '/', handler: () => 'Example' });
server.start();
