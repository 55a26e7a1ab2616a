import { expect, it } from 'vitest';
import { app } from './app.svelte';
import { answering } from './ipc/mock/testing';
import { worldOf } from './ipc/mock/world';

const view = (state: 'unlocked' | 'locked') => {
  const known = worldOf('few').app;
  return { ...known, vault: { ...known.vault, state, by_person: state === 'locked' } };
};

it('believes the last look, and not an answer that comes after it was overtaken', async () => {
  const answers: ((of: ReturnType<typeof view>) => void)[] = [];
  answering({ app_state: () => new Promise((answer) => answers.push(answer)) });
  const early = app.load();
  const late = app.load();
  answers[1]?.(view('locked'));
  await late;
  expect(app.locked).toBe(true);
  answers[0]?.(view('unlocked'));
  await early;
  expect(app.locked).toBe(true);

  // What a command answered is a look as well.
  const before = app.load();
  app.hasVault(view('unlocked').vault);
  answers[2]?.(view('locked'));
  await before;
  expect(app.locked).toBe(false);
  const after = app.load();
  answers[3]?.(view('locked'));
  await after;
  expect(app.locked).toBe(true);
});
