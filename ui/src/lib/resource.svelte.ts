// Data loaded for a page. The last value stays while a newer one is loading.

import { untrack } from 'svelte';
import { problemFrom, type Problem } from './ipc/errors';

/** Reading shorter than this shows nothing. */
const SHOW_AFTER_MS = 300;

export class Resource<T> {
  value = $state.raw<T | null>(null);
  slow = $state(false);
  problem = $state.raw<Problem | null>(null);
  #run = 0;

  /** Reads; of several readings under way the newest counts. For use in effects. */
  async load(work: () => Promise<T>): Promise<void> {
    const run = ++this.#run;
    const timer = setTimeout(() => (this.slow = run === this.#run), SHOW_AFTER_MS);
    try {
      const value = await untrack(work);
      if (run !== this.#run) return;
      this.value = value;
      this.problem = null;
    } catch (thrown) {
      if (run === this.#run) this.problem = problemFrom(thrown);
    } finally {
      clearTimeout(timer);
      if (run === this.#run) this.slow = false;
    }
  }
}
