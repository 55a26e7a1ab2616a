// The ways to a token that a server may offer, best first.

import type { DirectGrantForm, ServerForm } from '../lib/ipc';

export type How = 'browser' | 'device' | 'implicit' | DirectGrantForm['is'];

interface Way {
  value: How;
  label: string;
  about: string;
}

export function offered(server: ServerForm): Way[] {
  const ways: (Way | false)[] = [
    server.authorize_url !== '' && {
      value: 'browser',
      label: 'Log in in the browser',
      about: 'For your own account: the way to choose where there is no reason for another.',
    },
    server.device_url !== '' && {
      value: 'device',
      label: 'Log in on another device',
      about: 'You type a short code on a phone or another computer.',
    },
    {
      value: 'client_credentials',
      label: 'Without a person',
      about: 'A token for the client itself (client credentials). It needs a secret.',
    },
    {
      value: 'jwt_bearer',
      label: 'With a JWT that the client signs',
      about: 'As service accounts do. The client needs a private key.',
    },
    {
      value: 'assertion',
      label: 'With a JWT from elsewhere',
      about: 'You paste an assertion that somebody else signed.',
    },
    {
      value: 'token_exchange',
      label: 'For another token',
      about: 'The server gives a token for one that you have (token exchange).',
    },
    {
      value: 'password',
      label: 'Name and password (old servers only)',
      about: 'Tokenry sees your password. Only for servers that offer nothing better.',
    },
    server.authorize_url !== '' && {
      value: 'implicit',
      label: 'Token in the address (old servers only)',
      about:
        'The implicit grant: you paste the address you land on. The token stays in the browser’s history and cannot be renewed. Only for servers that offer nothing better.',
    },
  ];
  return ways.filter((way) => way !== false);
}

/** A grant without a browser, before anything was typed. */
export function emptyGrant(how: How, tokenId: string): DirectGrantForm {
  switch (how) {
    case 'password':
      return { is: 'password', username: '', password: '' };
    case 'jwt_bearer':
      return { is: 'jwt_bearer', subject: '' };
    case 'assertion':
      return { is: 'assertion', assertion: '' };
    case 'token_exchange':
      return {
        is: 'token_exchange',
        subject_id: tokenId,
        actor_id: '',
        requested_type: '',
      };
    default:
      return { is: 'client_credentials' };
  }
}

/** What a login page understands besides what Tokenry sets (OpenID Connect Core §3.1.2.1). */
export const knownParameters = [
  'login_hint',
  'max_age',
  'acr_values',
  'ui_locales',
  'claims',
  'id_token_hint',
];
