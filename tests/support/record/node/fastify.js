const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const app = require('fastify')();
app.get('/', async () => ({ hello: 'example' }));
app.listen({ port: Number(port), host: '127.0.0.1' });
