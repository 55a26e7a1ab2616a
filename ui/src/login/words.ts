// What a login waits for, by the way its answer comes back.

import type { AuthMethodView, LoginView, WayView } from '../lib/ipc';

/** Where a login failed, to follow "The login failed". */
export function failedAt(step: string, server: string): string {
  switch (step) {
    case 'authorize':
      return `at the login page of ${server}`;
    case 'callback':
      return 'on the way back from the browser';
    case 'token':
      return 'when the code was exchanged for a token';
    default:
      return 'when the token was stored';
  }
}

interface Waiting {
  waiting: string;
  next: string;
  paste: string;
  /** Nothing comes back by itself: pasting is the way. */
  pasteFirst: boolean;
}

/** What happens between the answer and the token. */
export function arrived(login: LoginView): string {
  return login.implicit
    ? 'The token arrived. Looking whose it is…'
    : 'The code arrived. Exchanging it for a token…';
}

export function waitingFor(login: LoginView): Waiting {
  const server = login.server_name;
  if (login.implicit) {
    return {
      waiting: `Waiting for the URL from ${server}`,
      next: 'Log in in your browser. Then paste the whole final URL here, including everything after the #, even if that page shows an error.',
      paste: 'Final URL, with the token',
      pasteFirst: true,
    };
  }
  if (!login.opens_browser && login.way !== 'another_device') return inPrivate(login);
  switch (login.way) {
    case 'loopback':
    case 'deep_link':
      return {
        waiting: `Waiting for you to log in at ${server}`,
        next: 'Your browser is open. Log in there and agree; this page continues automatically.',
        paste: 'Did the browser end on an error page? Paste its URL.',
        pasteFirst: false,
      };
    case 'out_of_band':
      return {
        waiting: `Waiting for the code from ${server}`,
        next: 'Log in in your browser. The server then shows a code: paste it here.',
        paste: 'Code from the browser',
        pasteFirst: true,
      };
    case 'paste_address':
      return {
        waiting: `Waiting for the URL from ${server}`,
        next: 'Log in in your browser. Then paste the whole final URL, even if that page shows an error.',
        paste: 'Final URL',
        pasteFirst: true,
      };
    case 'another_device':
      return {
        waiting: `Waiting for you to agree at ${server}`,
        next: 'Open the URL on any device and enter the code there.',
        paste: '',
        pasteFirst: false,
      };
  }
}

/** The browser was not opened: the person takes the address to a window of their choice. */
function inPrivate(login: LoginView): Waiting {
  const own: LoginView = { ...login, opens_browser: true };
  const words = waitingFor(own);
  const open = 'Paste the login URL into a private window of your browser and log in there.';
  const then = words.pasteFirst
    ? ` Then paste the result below.`
    : ' This page continues automatically.';
  return { ...words, next: open + then };
}

export const callbackLabels: Record<WayView, string> = {
  loopback: 'Loopback (automatic)',
  deep_link: 'App link',
  out_of_band: 'Paste the code',
  paste_address: 'Paste the final URL',
  another_device: 'Another device',
};

/** To follow "Try". */
export const methodWords: Record<AuthMethodView, string> = {
  client_secret_basic: 'client_secret_basic',
  client_secret_basic_raw: 'client_secret_basic, not encoded',
  client_secret_post: 'client_secret_post',
  client_secret_jwt: 'client_secret_jwt',
  private_key_jwt: 'private_key_jwt',
  tls_client_auth: 'tls_client_auth',
  self_signed_tls_client_auth: 'self_signed_tls_client_auth',
  none: 'no secret (none)',
};
