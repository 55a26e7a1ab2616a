// Logging in again for a token that exists: it keeps its name, its scopes and its requests.

import type { Action } from '../lib/action.svelte';
import { ipc, type DirectGrantForm, type TokenView } from '../lib/ipc';
import { nav } from '../lib/nav.svelte';
import { toasts } from '../lib/toast.svelte';
import { logins, renewing } from '../login/logins.svelte';
import type { GrantType } from './grants';
import { tokens } from './tokens.svelte';

/** How it was obtained, as far as that can be done again. */
export function grantTypeOf(token: TokenView): GrantType {
  switch (token.grant) {
    case 'authorization_code':
    case 'pasted':
      return 'browser';
    case 'device_code':
      return 'device';
    default:
      return token.grant;
  }
}

/** The login needs a person, in a browser or on another device. */
export function needsPerson(token: TokenView): boolean {
  return token.relogin === 'browser' || token.relogin === 'device';
}

/** Refreshing does the same as logging in again. */
export function refreshReplacesLogin(token: TokenView): boolean {
  return token.renewable && token.relogin === 'unattended';
}

export function reloginLabel(token: TokenView): string {
  return needsPerson(token) || token.grant === 'password' ? 'Log in again' : 'Get new token';
}

/** The grant to repeat, where nobody has to type anything. */
function repeated(token: TokenView): DirectGrantForm {
  return token.grant === 'jwt_bearer'
    ? { type: 'jwt_bearer', subject: token.account ?? '' }
    : { type: 'client_credentials' };
}

export function relogin(token: TokenView, action: Action): Promise<void> {
  return action.run(async () => {
    if (token.stored_client_id === null) return;
    const form = renewing(token, token.stored_client_id);
    if (token.relogin === 'unattended') {
      await ipc.obtainToken(form, repeated(token));
      await tokens.load();
      toasts.say(`New token for ${token.name}`);
    } else if (needsPerson(token)) {
      const login = await (token.relogin === 'device'
        ? logins.startOnDevice(form)
        : logins.start(form));
      nav.toToken({ at: 'login', id: login.id });
    } else {
      openReloginForm(token);
    }
  });
}

/** The form of that login: for other scopes, or where something was not kept. */
export function openReloginForm(token: TokenView, scopes?: string[]): void {
  const clientId = token.stored_client_id ?? undefined;
  nav.toToken({ at: 'new', how: 'login', clientId, renewId: token.id, scopes });
}
