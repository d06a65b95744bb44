const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
import('file://' + require.resolve('aedes')).then(async ({ Aedes }) => {
  const broker = await Aedes.createBroker();
  broker.on('clientError', () => {});
  require('net').createServer(broker.handle).listen(Number(port), '127.0.0.1');
});
