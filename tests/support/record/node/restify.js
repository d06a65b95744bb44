const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const server = require('restify').createServer({ name: 'example' });
server.get('/', (req, res, next) => { res.send({ hello: 'example' }); next(); });
server.listen(Number(port), '127.0.0.1');
