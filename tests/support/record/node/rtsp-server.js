const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const server = require('rtsp-server').createServer((req, res) => {
  if (req.method === 'OPTIONS') res.setHeader('Public', 'OPTIONS'); else res.statusCode = 501;
  res.end();
});
server.on('error', () => {});
server.listen(Number(port), '127.0.0.1');
