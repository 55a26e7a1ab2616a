// The ways a login can come back, each with the redirect URI that asks for it.

import { parseUrl } from '../lib/url';

export type RedirectKind = 'loopback' | 'link' | 'code' | 'own';

export const redirects: Record<RedirectKind, { label: string; about: string; uri: string }> = {
  loopback: {
    label: 'By itself, to this computer',
    about:
      'Tokenry listens on this port during the login. Without a port it takes any free one, which many servers allow.',
    uri: 'http://127.0.0.1:8719/callback',
  },
  link: {
    label: 'By a link that opens Tokenry',
    about: 'For servers that accept a scheme of an app’s own.',
    uri: 'app.tokenry:/callback',
  },
  code: {
    label: 'As a code that you paste',
    about: 'The server shows a code (out of band). Mastodon, GoToSocial and others do this.',
    uri: 'urn:ietf:wg:oauth:2.0:oob',
  },
  own: {
    label: 'To an address of my own',
    about: 'You paste the address that the browser lands on. Any registered address will do.',
    uri: '',
  },
};

export function redirectKind(uri: string): RedirectKind {
  if (uri.startsWith('urn:ietf:wg:oauth:2.0:oob')) return 'code';
  if (uri.startsWith('app.tokenry:')) return 'link';
  const host = parseUrl(uri)?.hostname;
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]' ? 'loopback' : 'own';
}
