// Short words after something was done: "Copied". They go by themselves.

const STAYS_MS = 5000;

class Toasts {
  all = $state<{ key: number; text: string }[]>([]);
  #next = 0;

  say(text: string): void {
    const key = this.#next++;
    this.all = [...this.all.slice(-2), { key, text }];
    setTimeout(() => this.dismiss(key), STAYS_MS);
  }

  dismiss(key: number): void {
    this.all = this.all.filter((one) => one.key !== key);
  }
}

export const toasts = new Toasts();
