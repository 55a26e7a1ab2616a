// The ways to a token that a server may offer, best first.

import type { ServerForm } from '../lib/ipc';

export type How = 'browser' | 'device' | 'client' | 'password';

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
      value: 'client',
      label: 'Without a person',
      about: 'A token for the client itself (client credentials). It needs a secret.',
    },
    {
      value: 'password',
      label: 'Name and password (old servers only)',
      about: 'Tokenry sees your password. Only for servers that offer nothing better.',
    },
  ];
  return ways.filter((way) => way !== false);
}
