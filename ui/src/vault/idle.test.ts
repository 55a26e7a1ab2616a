import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { app } from '../lib/app.svelte';
import { answering, type Asked } from '../lib/ipc/mock/testing';
import { worldOf } from '../lib/ipc/mock/world';
import { watchIdle } from './idle';

const MINUTE_MS = 60_000;
const { app: view } = worldOf('few');

let asked: Asked[];
let stop: () => void;
const locked = () => asked.filter(({ command }) => command === 'vault_lock_idle').length;

function watch(minutes: number, memoryOnly = false): void {
  const vault = { ...view.vault, memory_only: memoryOnly };
  app.view = { ...view, vault, settings: { ...view.settings, lock_after_minutes: minutes } };
  asked = answering({ vault_lock_idle: () => ({ ...vault, state: 'locked', by_person: true }) });
  stop = watchIdle();
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  stop();
  vi.useRealTimers();
});

it('locks once, after as many idle minutes as the settings say', async () => {
  watch(5);
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS - 1);
  expect(locked()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(locked()).toBe(1);
  expect(app.vault?.state).toBe('locked');
  await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
  expect(locked()).toBe(1);
});

it('counts from the last key or click', async () => {
  watch(5);
  await vi.advanceTimersByTimeAsync(4 * MINUTE_MS);
  dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS - 1);
  expect(locked()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(locked()).toBe(1);
});

it('follows a change of the setting within a minute of its end', async () => {
  watch(240);
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  app.view = { ...view, settings: { ...view.settings, lock_after_minutes: 15 } };
  await vi.advanceTimersByTimeAsync(6 * MINUTE_MS);
  expect(locked()).toBe(1);
});

it.each([
  ['that is set to “never”', 0, false],
  ['what has no other place', 5, true],
])('never locks %s', async (_, minutes, memoryOnly) => {
  watch(minutes, memoryOnly);
  await vi.advanceTimersByTimeAsync(600 * MINUTE_MS);
  expect(locked()).toBe(0);
});
