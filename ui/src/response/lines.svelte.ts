// The lines of one body: those in view are asked for in blocks, and a number of blocks is kept.

import { ipc, type BodyMode, type LinesView } from '../lib/ipc';

/** Lines asked for at once: a few screens. As many come with an answer. */
const BLOCK = 200;
/** Blocks kept: what was seen before them is asked for again. */
const KEPT = 40;

export class Lines {
  total = $state(0);
  note = $state<string | null>(null);
  /** Counts arrivals, so that the view draws again. */
  version = $state(0);

  #blocks = new Map<number, string[]>();
  #asked = new Set<number>();

  constructor(
    private readonly exchangeId: string,
    private readonly mode: BodyMode,
    first: LinesView | null,
  ) {
    if (first) this.#take(first);
  }

  at(line: number): string | undefined {
    return this.#blocks.get(Math.floor(line / BLOCK))?.[line % BLOCK];
  }

  /** Sees to it that these lines come. */
  async want(from: number, to: number): Promise<void> {
    const end = this.total === 0 ? 1 : Math.min(to, this.total);
    for (let block = Math.floor(from / BLOCK); block * BLOCK < end; block += 1) {
      if (this.#asked.has(block) || this.#complete(block)) continue;
      this.#asked.add(block);
      try {
        this.#take(await ipc.bodyLines(this.exchangeId, this.mode, block * BLOCK, BLOCK));
      } finally {
        this.#asked.delete(block);
      }
    }
  }

  #complete(block: number): boolean {
    const has = this.#blocks.get(block)?.length ?? 0;
    return this.total > 0 && has >= Math.min(BLOCK, this.total - block * BLOCK);
  }

  #take(view: LinesView): void {
    this.total = view.total;
    this.note = view.note;
    for (let i = 0; i < view.lines.length; i += BLOCK) {
      const block = Math.floor((view.from + i) / BLOCK);
      this.#blocks.delete(block);
      this.#blocks.set(block, view.lines.slice(i, i + BLOCK));
    }
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= KEPT) break;
      this.#blocks.delete(oldest);
    }
    this.version += 1;
  }
}
