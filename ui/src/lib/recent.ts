// Recently opened entries, for the palette: ids only, newest first.

import { recall, remember } from './memory';

const KEPT = 8;

export function opened(id: string): void {
  const others = recent().filter((one) => one !== id);
  remember('recent', [id, ...others].slice(0, KEPT));
}

export function recent(): string[] {
  return recall<string[]>('recent', []);
}
