// The API behind the server. A token may come as a bearer header or as `?access_token=` (RFC 6750).
//
//   GET  /api/me                        the account, with any token that is good
//   GET  /v1/connectors                 an empty list, with any token that is good
//   GET  /api/notes                     needs the scope notes:read, else 403 insufficient_scope
//   POST /api/notes                     needs notes:write; adds a note, so it shows a doubled call
//   *    /api/echo                      open: method, headers, query and body as they arrived
//   GET  /api/large?bytes=N             open: N bytes of JSON, streamed
//   GET  /api/slow?ms=N&chunks=K        open: K pieces spread over N milliseconds
//   GET  /api/redirect?to=URL&status=S  open: a redirect anywhere
//   GET  /api/status?code=N             open: an empty answer with that status

import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';

import { createProofs } from './proof.mjs';
import { account } from './provider.mjs';

export function createApi({ issuer, ledger, options, provider, store }) {
  const refusal = createProofs({ nonces: options.dpop_nonces === true });
  const notes = [{ id: 1, text: 'Water the plants' }, { id: 2, text: 'Call the bank' }];

  const routes = {
    '/api/me': guarded(null, ({ token, response }) => json(response, 200, {
      ...(token.accountId ? account(token.accountId) : {}),
      client_id: token.clientId,
      scope: token.scope ?? '',
    })),
    '/v1/connectors': guarded(null, ({ response }) => json(response, 200, [])),
    '/api/notes': notesRoute,
    '/api/echo': echo,
    '/api/large': large,
    '/api/slow': slow,
    '/api/redirect': ({ url, response }) => {
      response.writeHead(Number(url.searchParams.get('status') ?? 307), { location: url.searchParams.get('to') }).end();
    },
    '/api/status': ({ url, response }) => response.writeHead(Number(url.searchParams.get('code') ?? 204)).end(),
  };

  return async (request, response) => {
    ledger.apiCall(request, response);
    const url = new URL(request.url, issuer);
    const route = routes[url.pathname];
    if (route) await route({ request, response, url });
    else json(response, 404, { error: 'not_found', path: url.pathname });
  };

  function notesRoute(call) {
    if (call.request.method === 'POST') {
      return guarded('notes:write', async ({ request, response }) => {
        const note = { id: notes.length + 1, text: await text(request) };
        notes.push(note);
        json(response, 201, note);
      })(call);
    }
    return guarded('notes:read', ({ response }) => json(response, 200, notes))(call);
  }

  function guarded(scope, route) {
    return async (call) => {
      const { scheme, value } = credentials(call);
      const token = value && await find(value);
      const wrong = token && await unproven(call, scheme, value, token);
      if (wrong) refuse(call.response, 401, wrong);
      else if (!value) refuse(call.response, 401, 'Bearer realm="stage"');
      else if (!token) refuse(call.response, 401, 'Bearer realm="stage", error="invalid_token", error_description="the access token is unknown, expired or revoked"');
      else if (scope && !(token.scope ?? '').split(' ').includes(scope)) {
        refuse(call.response, 403, `Bearer realm="stage", error="insufficient_scope", error_description="this call needs ${scope}", scope="${scope}"`);
      } else await route({ ...call, token });
    };
  }

  /** A bound token goes with its proof and under its own scheme, a plain one without. */
  function unproven({ request, response, url }, scheme, value, token) {
    const certificate = token['x5t#S256'];
    if (certificate && certificate !== shown(request)) return 'Bearer error="invalid_token", error_description="the token is bound to a certificate"';
    const thumbprint = token.jkt;
    if (!thumbprint) return scheme === 'dpop' ? 'Bearer error="invalid_token"' : undefined;
    if (scheme !== 'dpop') return 'DPoP error="invalid_token", error_description="the token is bound to a key"';
    return refusal({ request, response, url, value, thumbprint, origin: issuer });
  }

  async function find(value) {
    const token = await provider.AccessToken.find(value) ?? await provider.ClientCredentials.find(value);
    if (token) return token.isValid ? token : undefined;
    return findJwt(value);
  }

  async function findJwt(value) {
    try {
      const keys = createLocalJWKSet(await (await fetch(`${issuer}/jwks`)).json());
      const { payload } = await jwtVerify(value, keys, { issuer, audience: `${issuer}/api` });
      if (decodeJwt(value).iat * 1000 <= store.jwtsVoidUntil) return undefined;
      return { accountId: payload.sub, clientId: payload.client_id, scope: payload.scope, jkt: payload.cnf?.jkt };
    } catch {
      return undefined;
    }
  }
}

function credentials({ request, url }) {
  const [, scheme, value] = /^(Bearer|DPoP) (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (value) return { scheme: scheme.toLowerCase(), value };
  return { scheme: 'query', value: url.searchParams.get('access_token') };
}

/** The SHA-256 of the certificate that the client showed. */
function shown({ socket }) {
  const certificate = socket.getPeerX509Certificate?.();
  return certificate && hash('sha256', certificate.raw, 'base64url');
}

function refuse(response, status, challenge) {
  const error = /error="([^"]+)"/.exec(challenge)?.[1] ?? 'missing_token';
  response.setHeader('www-authenticate', challenge);
  json(response, status, { error });
}

function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

async function echo({ request, response, url }) {
  const body = await text(request);
  json(response, 200, {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body,
  });
}

// A JSON array of short objects, padded with spaces to the byte.
async function large({ response, url }) {
  const bytes = Number(url.searchParams.get('bytes') ?? 1024);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes });
  if (bytes < 2) {
    response.end(' '.repeat(bytes));
    return;
  }
  let left = bytes - 2;
  let piece = '[';
  for (let id = 1; ; id += 1) {
    const row = `${id === 1 ? '' : ','}{"id":${id},"name":"person ${id}","active":${id % 2 === 0}}`;
    if (row.length > left) break;
    left -= row.length;
    piece += row;
    if (piece.length > 65536) {
      if (!response.write(piece)) await new Promise((goOn) => { response.once('drain', goOn); response.once('close', goOn); });
      if (response.destroyed) return;
      piece = '';
    }
  }
  response.end(`${piece}]${' '.repeat(left)}`);
}

async function slow({ request, response, url }) {
  const chunks = Number(url.searchParams.get('chunks') ?? 10);
  const ms = Number(url.searchParams.get('ms') ?? 1000);
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  response.flushHeaders();
  for (let number = 1; number <= chunks && !request.socket.destroyed; number += 1) {
    await pause(ms / chunks);
    response.write(`piece ${number} of ${chunks}\n`);
  }
  response.end();
}
