// The exchanges, newest first, read page by page.

import { ipc, type HistoryEntryView } from '../lib/ipc';
import { problemFrom, type Problem } from '../lib/ipc/errors';

class History {
  entries = $state.raw<HistoryEntryView[]>([]);
  more = $state(false);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  #reading = false;

  /** Reads the newest again, if anybody has looked at it: it is sealed, and opens the vault. */
  async changed(): Promise<void> {
    if (this.loaded || this.problem !== null) await this.load();
  }

  async load(): Promise<void> {
    await this.#read(null);
  }

  /** Reads on behind the last one. */
  async further(): Promise<void> {
    const last = this.entries.at(-1);
    if (this.more && last) await this.#read(last.id);
  }

  async #read(before: string | null): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      const page = await ipc.history(before);
      this.entries = before === null ? page.entries : [...this.entries, ...page.entries];
      this.more = page.more;
      this.loaded = true;
      this.problem = null;
    } catch (thrown) {
      this.problem = problemFrom(thrown);
    } finally {
      this.#reading = false;
    }
  }
}

export const history = new History();
