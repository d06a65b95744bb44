const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
require('minecraft-protocol').createServer({ host: '127.0.0.1', port: Number(port), version: '1.19',
  'online-mode': false, motd: 'Example' }).on('error', () => {});
