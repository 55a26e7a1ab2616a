// Logging in again for a token that exists: it keeps its name, its scopes and its requests.

import type { Action } from '../lib/action.svelte';
import { ipc, type DirectGrantForm, type TokenView } from '../lib/ipc';
import { nav } from '../lib/nav.svelte';
import { toasts } from '../lib/toast.svelte';
import { logins, renewing } from '../login/logins.svelte';
import type { GrantType } from './grants';
import { tokens } from './tokens.svelte';

/** GrantType it was obtained, as far as that can be done again. */
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

/** The grant to repeat, where nobody has to type anything. */
function alone(token: TokenView): DirectGrantForm | null {
  switch (token.grant) {
    case 'client_credentials':
      return { type: 'client_credentials' };
    case 'jwt_bearer':
      return { type: 'jwt_bearer', subject: token.account ?? '' };
    default:
      return null;
  }
}

/** The login needs a person, in a browser or on another device. */
export function needsPerson(token: TokenView): boolean {
  return ['authorization_code', 'device_code', 'implicit'].includes(token.grant);
}

/** Refreshing does the same as logging in again. */
export function refreshReplacesLogin(token: TokenView): boolean {
  return token.renewable && alone(token) !== null;
}

export function reloginLabel(token: TokenView): string {
  return needsPerson(token) || token.grant === 'password' ? 'Log in again' : 'Get new token';
}

export function relogin(token: TokenView, action: Action): Promise<void> {
  return action.run(async () => {
    if (token.stored_client_id === null) return;
    const form = renewing(token, token.stored_client_id);
    const grant = alone(token);
    if (grant) {
      await ipc.obtainToken(form, grant);
      await tokens.load();
      toasts.say(`New token for ${token.name}`);
    } else if (needsPerson(token)) {
      const login = await (token.grant === 'device_code'
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
