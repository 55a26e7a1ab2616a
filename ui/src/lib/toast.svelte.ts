// Short words after something was done: "Copied". They go by themselves; one that offers to take
// something back stays longer, and as long as the mouse or the focus is on it.

const STAYS_MS = 5000;
const OFFERS_MS = 10_000;

interface Offer {
  label: string;
  testid?: string;
  run: () => void;
}

interface Toast {
  key: number;
  text: string;
  offer?: Offer;
}

class Toasts {
  all = $state.raw<Toast[]>([]);
  #next = 0;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  say(text: string, offer?: Offer): void {
    const key = this.#next++;
    this.all = [...this.all.slice(-2), { key, text, ...(offer && { offer }) }];
    this.leave(key);
  }

  /** Offers to undo a deletion for a while. */
  removed(text: string, undo: () => void): void {
    this.say(text, { label: 'Undo', testid: 'undo', run: undo });
  }

  take(key: number): void {
    const offer = this.all.find((one) => one.key === key)?.offer;
    this.dismiss(key);
    offer?.run();
  }

  /** Stays for as long as somebody looks at it. */
  hold(key: number): void {
    clearTimeout(this.#timers.get(key));
  }

  leave(key: number): void {
    this.hold(key);
    const offers = this.all.some((one) => one.key === key && one.offer);
    const timer = setTimeout(() => this.dismiss(key), offers ? OFFERS_MS : STAYS_MS);
    this.#timers.set(key, timer);
  }

  dismiss(key: number): void {
    this.hold(key);
    this.#timers.delete(key);
    this.all = this.all.filter((one) => one.key !== key);
  }
}

export const toasts = new Toasts();
