const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
import('file://' + require.resolve('bittorrent-tracker')).then(({ Server }) => {
  const server = new Server({ udp: false, http: true, ws: false, stats: true });
  server.on('error', () => {});
  server.on('warning', () => {});
  server.listen(Number(port), '127.0.0.1');
});
