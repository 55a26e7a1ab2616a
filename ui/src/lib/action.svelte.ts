// One thing under way: whether it runs, whether a person should see that it does, how it failed.

import { untrack } from 'svelte';
import { problemFrom, remedyFor, type Problem } from './ipc/errors';

/** Work shorter than this shows nothing: a flash of a spinner is worse than none. */
const SHOW_AFTER_MS = 300;

export class Action {
  busy = $state(false);
  slow = $state(false);
  problem = $state.raw<Problem | null>(null);
  #last: (() => Promise<unknown>) | null = null;

  /** Runs the work unless it runs already; answers nothing where it failed. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (untrack(() => this.busy)) return undefined;
    this.#last = work;
    this.busy = true;
    this.problem = null;
    const timer = setTimeout(() => (this.slow = true), SHOW_AFTER_MS);
    try {
      return await work();
    } catch (thrown) {
      const problem = problemFrom(thrown);
      // A cancelled action is no problem.
      if (remedyFor(problem) !== 'nothing') this.problem = problem;
      return undefined;
    } finally {
      clearTimeout(timer);
      this.busy = false;
      this.slow = false;
    }
  }

  /** Runs the last work again. */
  async again(): Promise<void> {
    if (this.#last) await this.run(this.#last);
  }
}
