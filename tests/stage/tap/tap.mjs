// A proxy that hears everything between a program and servers with names of their own.
//
// Options come as JSON in STAGE_OPTIONS; ../src/tap.rs describes them. The first line of standard
// output is JSON with the address. A program reaches it as its HTTPS proxy and trusts its certificate.
// What goes to a name that is not in `hosts` is refused.
//
//   GET /control/heard       every request with its reply, oldest first

import { createServer, request as ask } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

const { hosts, keep, certificate, key } = JSON.parse(process.env.STAGE_OPTIONS);
const heard = [];

const inner = createTlsServer({ cert: certificate, key }, (request, response) => {
  pass(request, response).catch((error) => response.writeHead(502).end(`${error}`));
});

const outer = createServer((request, response) => {
  const known = request.url === '/control/heard';
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(known ? heard : { error: 'no such door' }));
});
outer.on('connect', (request, socket, head) => {
  const [host] = request.url.split(':');
  if (!hosts[host]) {
    socket.end('HTTP/1.1 502 Unknown host\r\n\r\n');
    return;
  }
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  if (head.length > 0) socket.unshift(head);
  inner.emit('connection', socket);
});

outer.listen(0, '127.0.0.1');
await once(outer, 'listening');
console.log(JSON.stringify({ url: `http://127.0.0.1:${outer.address().port}` }));

async function pass(request, response) {
  const [path, query = ''] = request.url.split('?');
  const body = await buffer(request);
  const call = { method: request.method, path, query, headers: request.headers, body: body.toString(), status: null, reply: '' };
  heard.push(call);

  const target = new URL(hosts[request.headers.host]);
  const onward = ask({
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: request.url,
    headers: request.headers,
  });
  onward.end(body);
  const [answer] = await once(onward, 'response');
  const whole = await buffer(answer);
  const reply = answer.statusCode < 300 ? trim(path, whole) : whole;
  call.status = answer.statusCode;
  call.reply = reply.toString();

  const headers = { ...answer.headers, 'content-length': reply.length };
  delete headers['transfer-encoding'];
  response.writeHead(answer.statusCode, headers).end(reply);
}

/** The reply as the server's document has it: with these members and no others. */
function trim(path, reply) {
  const members = keep[path];
  if (!members) return reply;
  const whole = JSON.parse(reply);
  return Buffer.from(JSON.stringify(Object.fromEntries(members.map((name) => [name, whole[name]]))));
}
