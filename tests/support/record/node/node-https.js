const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { execFileSync } = require('child_process');
const fs = require('fs');
const [key, cert] = [`${folder}/key.pem`, `${folder}/cert.pem`];
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '365', '-subj',
  '/O=Example/CN=hosp.example', '-keyout', key, '-out', cert], { stdio: 'ignore' });
require('https').createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) },
  (q, a) => a.end('Example')).listen(Number(port), '127.0.0.1');
