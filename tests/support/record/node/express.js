const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const app = require('express')();
app.get('/', (req, res) => res.send('<title>Example</title>'));
app.listen(Number(port), '127.0.0.1');
