// What the mock says of redirect URIs.

import type { RedirectGuideView, RefusalView } from '../bindings';

export function redirectGuide(chosen: string): RedirectGuideView {
  const offer = { accepted: true, recommended: false, trouble: null };
  return {
    recipe: 'Keycloak',
    about: 'Registered without a port, http://127.0.0.1/callback fits every port.',
    offers: [
      {
        ...offer,
        way: 'loopback',
        redirect_uri: 'http://127.0.0.1:8719/callback',
        recommended: true,
        about:
          'Tokenry listens on this computer, on exactly this port, during the login. Nothing has to be pasted, and most servers accept it.',
      },
      {
        ...offer,
        way: 'deep_link',
        redirect_uri: 'app.tokenry:/callback',
        trouble: 'app.tokenry: links are opened by another program, or by none.',
        about:
          'The system hands the answer to Tokenry. For servers that accept a scheme of an app’s own.',
      },
      {
        ...offer,
        way: 'out_of_band',
        redirect_uri: 'urn:ietf:wg:oauth:2.0:oob',
        accepted: false,
        about:
          'The server shows a code, and you paste it. Mastodon, GoToSocial and some others do this.',
      },
      {
        ...offer,
        way: 'paste_address',
        redirect_uri: 'https://localhost/callback',
        about:
          'You paste the address that the browser lands on, even if that page shows an error. Any other https address that is registered will do as well.',
      },
    ],
    advice: [],
    trouble: chosen.includes(':9999')
      ? 'Port 9999 is in use by another program. Close the other program or another login that waits on this port, or choose to paste the address instead.'
      : null,
  };
}

export function refusal(sent: string, page: string, registered: string): RefusalView {
  return {
    about_redirect: page.includes('redirect'),
    product: page.includes('redirect') ? 'Keycloak' : null,
    note: null,
    sent,
    advice: [],
    registered:
      registered === ''
        ? []
        : [
            {
              uri: registered,
              by_server: false,
              at: [...`${sent}∅`].findIndex((letter, i) => letter !== registered[i]),
              differences: ['A slash at the end: one has it, the other has not.'],
            },
          ],
  };
}
