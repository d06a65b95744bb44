// An HL7 listener of simple-hl7 that accepts, or fails while it handles a message.
const hl7 = require('simple-hl7');
const [port, , mode] = process.argv.slice(2);
const app = hl7.tcp();
app.use((req, res, next) => { if (mode === 'error') throw new Error('no such patient'); next(); });
app.use((req, res) => res.end());
app.use((err, req, res, next) => {
  const msa = res.ack.getSegment('MSA');
  msa.setField(1, 'AE');
  msa.setField(3, err.message);
  res.end();
});
process.on('uncaughtException', () => {});
app.start(Number(port));
