const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { SMTPServer } = require('smtp-server');
const server = new SMTPServer({ authOptional: true, name: 'hosp.example', disableReverseLookup: true });
server.on('error', () => {});
server.listen(Number(port), '127.0.0.1');
