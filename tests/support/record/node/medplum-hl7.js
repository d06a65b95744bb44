// An HL7 listener of @medplum/hl7 that answers with the code of its third argument.
const { Hl7Server } = require('@medplum/hl7');
const [port, , ackCode] = process.argv.slice(2);
new Hl7Server((connection) => {
  connection.addEventListener('error', () => {});
  connection.addEventListener('message', ({ message }) =>
    connection.send(message.buildAck({ ackCode })));
}).start(Number(port));
process.on('uncaughtException', () => {});
