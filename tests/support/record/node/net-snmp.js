const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const snmp = require('net-snmp');
const agent = snmp.createAgent({ port: Number(port), address: '127.0.0.1', disableAuthorization: true },
                               () => {});
agent.registerProvider({ name: 'sysDescr', type: snmp.MibProviderType.Scalar,
  oid: '1.3.6.1.2.1.1.1', scalarType: snmp.ObjectType.OctetString, maxAccess: snmp.MaxAccess['read-only'] });
agent.getMib().setScalarValue('sysDescr', 'Example agent');
