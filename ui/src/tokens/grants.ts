// The options to a token that a server may offer, best first.

import type { DirectGrantForm, ServerForm } from '../lib/ipc';

export type GrantType = 'browser' | 'device' | 'implicit' | DirectGrantForm['type'];

interface GrantOption {
  value: GrantType;
  label: string;
  about: string;
}

export function grantOptions(server: ServerForm): GrantOption[] {
  const options: (GrantOption | false)[] = [
    server.authorize_url !== '' && {
      value: 'browser',
      label: 'Authorization code (browser)',
      about: 'Log in using your browser. The usual choice.',
    },
    server.device_url !== '' && {
      value: 'device',
      label: 'Device code',
      about: 'Log in on a phone or another computer by entering a short code.',
    },
    {
      value: 'client_credentials',
      label: 'Client credentials',
      about: 'A token for the client itself. Needs a client secret or key.',
    },
    {
      value: 'jwt_bearer',
      label: 'JWT bearer (signed by the client)',
      about: 'For service accounts. Needs a private key.',
    },
    {
      value: 'assertion',
      label: 'JWT bearer (pasted assertion)',
      about: 'Paste an assertion signed by another party.',
    },
    {
      value: 'token_exchange',
      label: 'Token exchange',
      about: 'Exchange one of your tokens for another one.',
    },
    {
      value: 'password',
      label: 'Password (legacy)',
      about: 'Tokenry sees your password. Use this only if the server supports nothing better.',
    },
    server.authorize_url !== '' && {
      value: 'implicit',
      label: 'Implicit (legacy)',
      about:
        'You paste the final URL. The token remains in the browser history and cannot be refreshed. Use this only if the server supports nothing better.',
    },
  ];
  return options.filter((option) => option !== false);
}

/** A grant without a browser, before anything was typed. */
export function emptyGrant(type: GrantType, tokenId: string): DirectGrantForm {
  switch (type) {
    case 'password':
      return { type: 'password', username: '', password: '' };
    case 'jwt_bearer':
      return { type: 'jwt_bearer', subject: '' };
    case 'assertion':
      return { type: 'assertion', assertion: '' };
    case 'token_exchange':
      return {
        type: 'token_exchange',
        subject_id: tokenId,
        actor_id: '',
        requested_type: '',
      };
    default:
      return { type: 'client_credentials' };
  }
}

/** Optional parameters of the authorization request (OpenID Connect Core §3.1.2.1). */
export const knownParameters = [
  'login_hint',
  'max_age',
  'acr_values',
  'ui_locales',
  'claims',
  'id_token_hint',
];

/** As whom the browser is to log in (OpenID Connect Core §3.1.2.1). */
export type Prompt = 'none' | 'select_account' | 'login' | 'consent';

export const prompts: { value: Prompt; label: string }[] = [
  { value: 'none', label: 'Current browser session' },
  { value: 'select_account', label: 'Choose an account' },
  { value: 'login', label: 'Ask for the password again' },
  { value: 'consent', label: 'Ask for consent again' },
];
