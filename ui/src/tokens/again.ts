// Logging in again for a token that exists: it keeps its name and its requests.

import type { Doing } from '../lib/doing.svelte';
import type { TokenView } from '../lib/ipc';
import { nav } from '../lib/nav.svelte';
import { logins, renewing } from '../login/logins.svelte';

export function logInAgain(token: TokenView, doing: Doing): Promise<void> {
  return doing.run(async () => {
    if (token.client_id === null) return;
    const form = renewing(token, token.client_id);
    const login = await (token.on_device ? logins.startOnDevice(form) : logins.start(form));
    nav.toToken({ at: 'login', id: login.id });
  });
}
