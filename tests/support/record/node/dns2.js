const [port, folder] = process.argv.slice(2);
process.on('uncaughtException', () => {});
const { createServer, Packet } = require('dns2');
createServer({ udp: true, handle: (request, send) => {
  const response = Packet.createResponseFromRequest(request);
  const [question] = request.questions;
  if (question) response.answers.push({ name: question.name, type: Packet.TYPE.A, class: Packet.CLASS.IN,
                                        ttl: 60, address: '192.0.2.1' });
  send(response);
} }).listen({ udp: { port: Number(port), address: '127.0.0.1' } });
