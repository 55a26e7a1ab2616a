import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { expect, it } from 'vitest';
import { instant, time } from '../lib/format';
import { listen, type Listeners } from '../lib/ipc/events';
import { answering, say } from '../lib/ipc/mock/testing';
import LockWait from './LockWait.svelte';
import { vault } from './vault.svelte';

const nothing = () => {};

it('says who is waited for as long as that lasts, and that it has an end', async () => {
  answering({});
  const quiet: Listeners = {
    servers: nothing,
    tokens: nothing,
    requests: nothing,
    drafts: nothing,
    history: nothing,
    settings: nothing,
    vault: nothing,
    keyringWaits: nothing,
    lockWaits: (wait) => (vault.heldUp = wait),
    login: nothing,
    strayLink: nothing,
  };
  const stop = listen(quiet);
  await tick();
  const since = instant(Date.now() - 60_000);
  await say('lock-waits', { process: 4711, since, limit_secs: 150 });
  await expect.poll(() => vault.heldUp?.process).toBe(4711);
  const wait = vault.heldUp;
  if (wait === null) throw new Error('it waits');
  const { unmount } = render(LockWait, { wait });
  const told = screen.getByTestId('lock-wait');
  expect(told.getAttribute('role')).toBe('status');
  expect(told.textContent).toContain(`process (4711), running since ${time(since)}.`);
  expect(told.textContent).toContain('Tokenry continues without it after 150 seconds.');
  await say('lock-waits', null);
  await expect.poll(() => vault.heldUp).toBeNull();
  unmount();
  stop();
});
