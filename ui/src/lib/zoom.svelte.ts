// The zoom of the page: Ctrl with +, − and 0.

import { ipc } from './ipc';
import { recall } from './memory';

const STEPS = [80, 90, 100, 110, 125, 150, 175, 200];
const NORMAL = 100;

class Zoom {
  percent = $state(recall('zoom', NORMAL));

  /** Handles a zoom key; false for any other. */
  key(event: KeyboardEvent): boolean {
    if (event.key === '0') this.set(NORMAL);
    else if (event.key === '+' || event.key === '=') this.step(1);
    else if (event.key === '-') this.step(-1);
    else return false;
    return true;
  }

  step(by: 1 | -1): void {
    const steps = by > 0 ? STEPS : STEPS.toReversed();
    const next = steps.find((step) => (step - this.percent) * by > 0);
    if (next !== undefined) this.set(next);
  }

  set(percent: number): void {
    this.percent = percent;
    void ipc.zoom(percent).catch(() => {});
  }
}

export const zoom = new Zoom();
