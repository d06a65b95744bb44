const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const Koa = require('koa');
const app = new (Koa.default || Koa)();
app.silent = true;
app.use(async (context) => { if (context.path === '/') context.body = 'Example'; });
app.listen(Number(port), '127.0.0.1');
