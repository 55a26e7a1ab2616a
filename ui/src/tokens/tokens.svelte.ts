// All tokens, and what their state means to a person.

import { app } from '../lib/app.svelte';
import { ipc, type TokenState, type TokenView } from '../lib/ipc';
import { problemFrom, type Problem } from '../lib/ipc/errors';
import { millis } from '../lib/format';

class Tokens {
  all = $state.raw<TokenView[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Counts changes, so that an open page knows to read its details again. */
  version = $state(0);

  async load(): Promise<void> {
    try {
      this.all = await ipc.listTokens();
      this.problem = null;
      this.loaded = true;
      this.version += 1;
    } catch (thrown) {
      this.problem = problemFrom(thrown);
    }
  }

  byId(id: string): TokenView | undefined {
    return this.all.find((token) => token.id === id);
  }
}

export const tokens = new Tokens();

/**
 * A token's state at this moment. The program reports it when it changes something; the moments
 * at which a token comes near its end, and ends, the page sees by itself.
 */
export function stateAt(token: TokenView, now: number): TokenState {
  if (token.expires_at === null || token.state === 'login_needed') return token.state;
  const end = millis(token.expires_at);
  if (now >= end) return token.renewable ? 'refreshable' : 'expired';
  if (token.state === 'refused') return token.state;
  // The margin of the settings, or a tenth of its life.
  const soon = (app.settings?.refresh_margin_secs ?? 60) * 1000;
  const margin = Math.min(soon, (end - millis(token.obtained_at)) / 10);
  return now >= end - margin ? 'expiring' : 'valid';
}
