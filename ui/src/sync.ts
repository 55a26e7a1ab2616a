// Reads all lists once at the start, then again whenever the program says that they changed. The
// history waits until somebody looks at it.

import { history } from './history/history.svelte';
import { app } from './lib/app.svelte';
import { onGone } from './lib/ipc';
import { listen } from './lib/ipc/events';
import { nav } from './lib/nav.svelte';
import { logins } from './login/logins.svelte';
import { requests } from './requests/requests.svelte';
import { review } from './review/review.svelte';
import { unreadable } from './review/unreadable.svelte';
import { servers } from './servers/servers.svelte';
import { tokens } from './tokens/tokens.svelte';
import { watchIdle } from './vault/idle';
import { vault } from './vault/vault.svelte';

/** Answers how to stop. */
export function sync(): () => void {
  const stopIdle = watchIdle();
  onGone(() => void readAll());
  vault.onemptied = () => void readAll();
  const stop = listen({
    servers: () => void Promise.all([servers.load(), unreadable.load()]),
    tokens: () => void Promise.all([tokens.load(), servers.load(), unreadable.load()]),
    requests: () => void Promise.all([requests.load(), unreadable.load()]),
    drafts: () => void unreadable.load(),
    // The history is read whenever it is opened; each answer changes it.
    history: () => {
      if (nav.section === 'history') void Promise.all([history.changed(), unreadable.load()]);
    },
    settings: () => void app.load(),
    vault: () => {
      void app.load().then(() => vault.noticed(false));
      void history.changed();
    },
    keyringWaits: (silent) => vault.waits(silent),
    lockWaits: (wait) => (vault.heldUp = wait),
    login: (login) => logins.changed(login),
    strayLink: () => void logins.lookForStray(),
  });
  void start();
  return () => {
    stop();
    stopIdle();
  };
}

async function start(): Promise<void> {
  await Promise.all([app.started, readAll()]);
  vault.noticed(true);
  await review.look();
}

async function readAll(): Promise<void> {
  await Promise.all([
    tokens.load(),
    servers.load(),
    logins.load(),
    requests.load(),
    history.changed(),
    unreadable.load(),
  ]);
}
