// A copy that has just been made: its button shows a tick for a moment.

const SHOWN_MS = 1200;

export class Copied {
  done = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Copies; the work answers whether it could. */
  async by(work: () => Promise<boolean>): Promise<void> {
    if (!(await work())) return;
    this.done = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.done = false), SHOWN_MS);
  }
}
