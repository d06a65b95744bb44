const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const ldap = require('ldapjs');
const server = ldap.createServer();
server.bind('cn=root', (req, res, next) => (req.credentials === 'x' ? res.end() : next(new ldap.InvalidCredentialsError())) );
server.search('', (req, res) => {
  res.send({ dn: '', attributes: { objectclass: ['top'], namingcontexts: ['o=example'] } });
  res.end();
});
server.listen(Number(port), '127.0.0.1');
