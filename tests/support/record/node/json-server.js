const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const server = require('json-server');
const app = server.create();
app.use(server.router({ items: [{ id: 1 }] }));
app.listen(Number(port), '127.0.0.1');
