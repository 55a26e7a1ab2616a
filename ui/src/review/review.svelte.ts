// Entries that differ from their seals, reviewed when a command needs them.

import { ipc, onChanged, type ReviewView } from '../lib/ipc';
import { problemFrom, type Problem } from '../lib/ipc/errors';

class Review {
  /** The person is asked. */
  asked = $state(false);
  view = $state.raw<ReviewView | null>(null);
  problem = $state.raw<Problem | null>(null);
  #waiting: ((decided: boolean) => void)[] = [];

  /** Asks; answers whether all of it was decided, so that it can be tried again. */
  ask = async (): Promise<boolean> => {
    await this.load();
    this.asked = true;
    return new Promise((answer) => this.#waiting.push(answer));
  };

  /** Shows what is to be decided, because a person asks. */
  show = async (): Promise<void> => {
    await this.load();
    this.asked = true;
  };

  /** Looks by itself; asks where something cannot be read. */
  async look(): Promise<void> {
    await this.load();
    if ((this.view?.unreadable.length ?? 0) > 0) this.asked = true;
  }

  async load(): Promise<void> {
    try {
      this.view = await ipc.review();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemFrom(thrown);
    }
  }

  confirm = (id: string) => this.#decide(() => ipc.confirmChanged(id));
  putBack = (id: string) => this.#decide(() => ipc.putBack(id));
  remove = (id: string) => this.#decide(() => ipc.removeUnreadable(id));

  close(): void {
    this.#answer(false);
  }

  async #decide(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.problem = problemFrom(thrown);
    }
    await this.load();
    const left = (this.view?.changed.length ?? 0) + (this.view?.unreadable.length ?? 0);
    if (left === 0 && this.problem === null) this.#answer(true);
  }

  #answer(decided: boolean): void {
    this.asked = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const answer of waiting) answer(decided);
  }
}

export const review = new Review();

onChanged(review.ask);
