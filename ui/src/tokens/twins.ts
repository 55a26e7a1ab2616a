// Two tokens of one account, where another account was meant.

import type { TokenView } from '../lib/ipc';
import { toasts } from '../lib/toast.svelte';
import { tokens } from './tokens.svelte';

/** The browser may have been logged in still, and the server asked nobody. */
export async function compare(tokenId: string): Promise<void> {
  await tokens.load();
  const made = tokens.byId(tokenId);
  const same = (token: TokenView) =>
    token.id !== tokenId &&
    token.stored_client_id === made?.stored_client_id &&
    token.account === made.account;
  const twin = made?.account ? tokens.all.find(same) : undefined;
  if (made && twin) {
    toasts.say(
      `${made.account} is the same account as ${twin.name}. To use another account, log in using a private window.`,
    );
  }
}
