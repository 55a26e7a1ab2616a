// What a login waits for, by the way its answer comes back.

import type { LoginView, WayView } from '../lib/ipc';

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
      waiting: `Waiting for the address from ${server}`,
      next: 'Log in in your browser. Then copy the whole address it lands on, also what stands behind the #, and paste it here, even if that page shows an error.',
      paste: 'Address the browser landed on, with the token in it',
      pasteFirst: true,
    };
  }
  switch (login.way) {
    case 'loopback':
    case 'deep_link':
      return {
        waiting: `Waiting for you to log in at ${server}`,
        next: 'Your browser is open. Log in there and agree; this page goes on by itself.',
        paste: 'Did the browser end on an error page? Paste the address it landed on.',
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
        waiting: `Waiting for the address from ${server}`,
        next: 'Log in in your browser. Then paste the whole address it lands on, even if that page shows an error.',
        paste: 'Address the browser landed on',
        pasteFirst: true,
      };
    case 'another_device':
      return {
        waiting: `Waiting for you to agree at ${server}`,
        next: 'Open the address on any device and type the code there.',
        paste: '',
        pasteFirst: false,
      };
  }
}

export const wayWords: Record<WayView, { name: string; about: string }> = {
  loopback: {
    name: 'Comes back by itself',
    about: 'Tokenry listens on this computer for the answer.',
  },
  deep_link: {
    name: 'Comes back by a link',
    about: 'The system hands the answer to Tokenry.',
  },
  out_of_band: { name: 'Code to paste', about: 'The server shows a code; you paste it.' },
  paste_address: {
    name: 'Address to paste',
    about: 'You paste the address your browser lands on.',
  },
  another_device: { name: 'Another device', about: 'You type a code on another device.' },
};
