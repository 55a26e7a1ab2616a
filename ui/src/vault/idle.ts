// Locks the window, or the whole vault, when nobody has touched the window for as long as the settings say.

import { app } from '../lib/app.svelte';
import { vault } from './vault.svelte';

const MINUTE_MS = 60_000;

/** Starts watching; answers how to stop. */
export function watchIdle(): () => void {
  let touched = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const touch = () => (touched = Date.now());
  /** Looks every minute: the setting may have changed, or the machine may have slept. */
  const plan = (ms: number) => {
    timer = setTimeout(() => {
      const span = (app.settings?.lock_after_minutes ?? 0) * MINUTE_MS;
      const left = touched + span - Date.now();
      if (span === 0) return plan(MINUTE_MS);
      if (left > 0) return plan(Math.min(left, MINUTE_MS));
      if (app.vault?.state === 'unlocked' && !app.vault.memory_only) void vault.lockIdle();
      plan(MINUTE_MS);
    }, ms);
  };

  const kinds = ['keydown', 'pointerdown', 'wheel'] as const;
  for (const kind of kinds) addEventListener(kind, touch, { capture: true, passive: true });
  plan(MINUTE_MS);
  return () => {
    clearTimeout(timer);
    for (const kind of kinds) removeEventListener(kind, touch, { capture: true });
  };
}
