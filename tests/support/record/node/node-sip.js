const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const sip = require('sip');
sip.start({ port: Number(port), address: '127.0.0.1' },
          (request) => sip.send(sip.makeResponse(request, 405, 'Method Not Allowed')));
