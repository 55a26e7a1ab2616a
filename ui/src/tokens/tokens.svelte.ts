// All tokens, and what their state means to a person.

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
 * A token's state at this moment. The program reports it with the states to come; the page only
 * looks at the clock.
 */
export function stateAt(token: TokenView, now: number): TokenState {
  const entered = token.next_states.filter(({ at }) => millis(at) <= now);
  return entered.at(-1)?.state ?? token.state;
}
