// Labels and messages of a login.

import type { AuthMethod, LoginView, WayView } from '../lib/ipc';

/** The end of the sentence "The login failed …". */
export function failedAt(step: string, server: string): string {
  switch (step) {
    case 'authorize':
      return `at the login page of ${server}`;
    case 'callback':
      return 'while returning from the browser';
    case 'token':
      return 'while exchanging the code for a token';
    default:
      return 'while storing the token';
  }
}

interface Waiting {
  waiting: string;
  next: string;
  paste: string;
  /** Nothing is received automatically: the person pastes it. */
  pasteFirst: boolean;
}

/** The status between the response and the token. */
export function arrived(login: LoginView): string {
  return login.implicit
    ? 'Token received. Looking up the account…'
    : 'Code received. Exchanging it for a token…';
}

export function waitingFor(login: LoginView): Waiting {
  const server = login.server_name;
  if (login.implicit) {
    return {
      waiting: `Waiting for the URL from ${server}`,
      next: 'Log in using your browser. Then paste the full final URL here, including the part after the #. It works even if that page shows an error.',
      paste: 'Final URL with the token',
      pasteFirst: true,
    };
  }
  if (!login.opens_browser && login.way !== 'another_device') return inPrivate(login);
  switch (login.way) {
    case 'loopback':
    case 'deep_link':
      return {
        waiting: `Waiting for you to log in at ${server}`,
        next: 'Log in using your browser and approve the request. This page continues automatically.',
        paste: 'Final URL',
        pasteFirst: false,
      };
    case 'out_of_band':
      return {
        waiting: `Waiting for the code from ${server}`,
        next: 'Log in using your browser. The server then shows a code. Paste it here.',
        paste: 'Code from the browser',
        pasteFirst: true,
      };
    case 'paste_address':
      return {
        waiting: `Waiting for the URL from ${server}`,
        next: 'Log in using your browser. Then paste the full final URL here. It works even if that page shows an error.',
        paste: 'Final URL',
        pasteFirst: true,
      };
    case 'another_device':
      return {
        waiting: `Waiting for your approval at ${server}`,
        next: 'Open the URL on any device and enter the code.',
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
export const methodWords: Record<AuthMethod, string> = {
  client_secret_basic: 'client_secret_basic',
  client_secret_basic_raw: 'client_secret_basic (not URL-encoded)',
  client_secret_post: 'client_secret_post',
  client_secret_jwt: 'client_secret_jwt',
  private_key_jwt: 'private_key_jwt',
  tls_client_auth: 'tls_client_auth',
  self_signed_tls_client_auth: 'self_signed_tls_client_auth',
  none: 'none (no secret)',
};
