// The control door: how a test looks at the server and changes it while it runs.
//
//   GET  /control/ledger          {token_calls, api_calls, held}
//   POST /control/ttl             {"seconds": 2}: of access tokens issued from now on
//   POST /control/revoke          {"what": "access_tokens" | "everything"}
//   POST /control/fault           see ledger.mjs
//   POST /control/held            {"at_least": 1}: answers when so many token requests are held
//   POST /control/release         lets held token requests go on: {"released": 1}

import { text } from 'node:stream/consumers';

import { parameters } from './ledger.mjs';

export function createControl({ ledger, settings, store }) {
  const doors = {
    'GET /control/ledger': () => ({
      token_calls: ledger.tokenCalls.map((call) => ({ ...call, parameters: parameters(call) })),
      api_calls: ledger.apiCalls,
      held: ledger.heldCount,
    }),
    'POST /control/ttl': ({ seconds }) => {
      settings.accessTokenTtl = seconds;
      return {};
    },
    'POST /control/revoke': ({ what }) => {
      if (what === 'everything') store.revokeEverything();
      else store.revokeAccessTokens();
      return {};
    },
    'POST /control/fault': (fault) => {
      ledger.addFault(fault);
      return {};
    },
    'POST /control/held': async ({ at_least: count }) => {
      await ledger.heldAtLeast(count);
      return {};
    },
    'POST /control/release': () => ({ released: ledger.release() }),
  };

  return async (request, response) => {
    const door = doors[`${request.method} ${request.url}`];
    const body = await text(request);
    const [status, reply] = door ? [200, await door(JSON.parse(body || '{}'))] : [404, { error: 'no such door' }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  };
}
