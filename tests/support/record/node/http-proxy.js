const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const proxy = require('http-proxy').createProxyServer({ target: 'http://127.0.0.1:9' });
proxy.on('error', (e, req, res) => { res.writeHead(502); res.end('Bad Gateway'); });
proxy.listen(Number(port), '127.0.0.1');
