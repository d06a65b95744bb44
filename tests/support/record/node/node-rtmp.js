const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const Media = require('node-media-server');
new Media({ bind: '127.0.0.1', rtmp: { port: Number(port), chunk_size: 60000, ping: 30, ping_timeout: 60 } }).run();
