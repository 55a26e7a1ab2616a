// A client before anything was typed.

import type { ClientForm, ServerForm } from '../lib/ipc';
import { LOOPBACK } from './redirects';

/** Scopes that name who logged in and keep the token fresh, where the server knows them. */
const USUAL = ['openid', 'profile', 'email', 'offline_access'];

export function emptyClient(server: ServerForm): ClientForm {
  return {
    name: '',
    client_id: '',
    auth: 'none',
    redirect_uri: LOOPBACK,
    further_redirects: [],
    scopes: USUAL.filter((scope) => server.scopes.includes(scope)),
    token_style: null,
    placement: null,
    extras: [],
    hardening: {
      signing_alg: '',
      signing_key_id: '',
      audience_is_issuer: false,
      pushed: false,
      dpop: false,
    },
    secret: null,
  };
}
