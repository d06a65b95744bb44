const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
require('hoodiecrow-imap')({ plugins: ['ID', 'IDLE'], id: { name: 'example' } }).listen(Number(port));
