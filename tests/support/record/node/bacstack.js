const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const Bacnet = require('bacstack');
const client = new Bacnet({ port: Number(port), interface: '127.0.0.1' });
client.on('whoIs', () => client.iAmResponse(4194300, Bacnet.enum.Segmentations?.NO_SEGMENTATION ?? 3, 260));
client.on('readProperty', (data) => client.readPropertyResponse(data.address, data.invokeId,
  data.request.objectId, data.request.property, [{ type: 12, value: { type: 8, instance: 44 } }]));
