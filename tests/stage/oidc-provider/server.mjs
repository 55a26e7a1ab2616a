// A certified authorization server (npm `oidc-provider`) and the API it protects, in one process.
//
// Options come as JSON in STAGE_OPTIONS; ../src/oidc/options.rs describes them. The first line of
// standard output is JSON with the addresses. Everything listens on 127.0.0.1 and lives in memory.
//
//   main.issuer     the authorization server, /api/… and the control door /control/…
//   secure          the same as main over TLS, which asks for the client's certificate (with options.tls)
//   elsewhere       a second origin with the same open API routes, to see what strays there

import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';

import { createApi } from './api.mjs';
import { createControl } from './control.mjs';
import { registerGrants } from './grants.mjs';
import { createLedger } from './ledger.mjs';
import { createProvider } from './provider.mjs';
import { createStore } from './store.mjs';

const options = JSON.parse(process.env.STAGE_OPTIONS ?? '{}');

const main = await listen();
const elsewhere = await listen();
const issuer = address(main);
const secure = options.tls ? await listen(createSecureServer({
  ...options.tls, requestCert: true, rejectUnauthorized: false,
})) : undefined;
const secureOrigin = secure ? `https://localhost:${secure.address().port}` : undefined;

const store = createStore();
const settings = { accessTokenTtl: options.access_token_ttl ?? 3600 };
const ledger = createLedger();
const provider = await createProvider({ issuer, secureOrigin, options, settings, store });
registerGrants({ provider, issuer, options });
provider.on('server_error', (_ctx, error) => console.error(error));
const answer = provider.callback();
const control = createControl({ ledger, settings, store });
const api = createApi({ issuer, ledger, options, provider, store });
const strayApi = createApi({ issuer: address(elsewhere), ledger, options, provider, store });

main.on('request', serve);
secure?.on('request', serve);
elsewhere.on('request', strayApi);

console.log(JSON.stringify({ issuer, secure: secureOrigin, elsewhere: address(elsewhere) }));

function serve(request, response) {
  const { pathname } = new URL(request.url, issuer);
  if (pathname.startsWith('/control/')) control(request, response);
  else if (/^\/(api|v1)\//.test(pathname)) api(request, response);
  else if (pathname === (options.token_path ?? '/token')) ledger.tokenCall(request, response, answer);
  else if (pathname.startsWith('/.well-known/') && options.discovery === false) notFound(response);
  else answer(request, response);
}

async function listen(server = createServer()) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function address(server) {
  return `http://127.0.0.1:${server.address().port}`;
}

function notFound(response) {
  response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>');
}
