// What the window remembers of itself between starts: places and widths, never content. The
// program has put it into the page before the page began, so that nothing waits for it.

import { ipc } from './ipc';

declare global {
  /** Put there before anything else runs; see `src-tauri/remembered.rs`. */
  var remembered: Record<string, unknown> | undefined;
}

export function recall<T>(name: string, otherwise: T): T {
  return (globalThis.remembered?.[name] as T | undefined) ?? otherwise;
}

export function remember(name: string, value: unknown): void {
  globalThis.remembered = { ...globalThis.remembered, [name]: value };
  // A failure costs a remembered width at the next start, nothing else.
  ipc.remember(name, JSON.stringify(value) ?? 'null').catch(() => {});
}
