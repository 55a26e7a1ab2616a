// The vault as the page knows it, and the question "please open it" that any command may raise.

import { app } from '../lib/app.svelte';
import { ipc, onVaultNeeded, somethingWaits, type LockWaitView, type VaultForm } from '../lib/ipc';
import type { Problem } from '../lib/ipc/errors';

class Vault {
  /** The person is asked to open it, or to make it where there is none yet. */
  asked = $state(false);
  /** Why it did not open by itself, if that was tried. */
  why = $state.raw<Problem | null>(null);
  /** Another Tokenry keeps the program waiting. */
  heldUp = $state.raw<LockWaitView | null>(null);
  /** The keyring was asked and is silent so far. */
  waiting = $state(false);
  /** Called when the program started anew in memory, with nothing in it. */
  onemptied = () => {};
  #waiting: ((opened: boolean) => void)[] = [];

  /** Asks to open the vault; answers once the person did, or would not. */
  ask = async (why: Problem): Promise<boolean> => {
    // Another window or the command line may have made or locked it.
    await app.load();
    this.why = why;
    this.waiting = false;
    this.asked = true;
    return new Promise((answer) => this.#waiting.push(answer));
  };

  /** The person wants to open it, though nothing needs it just now. */
  requestUnlock(): void {
    this.asked = true;
  }

  async unlock(form: VaultForm): Promise<void> {
    app.hasVault(await ipc.vaultUnlock(form));
    this.#answer(true);
  }

  async create(form: VaultForm): Promise<void> {
    app.hasVault(await ipc.vaultCreate(form));
    if (form.with === 'memory_only') this.onemptied();
    this.#answer(true);
  }

  async lock(): Promise<void> {
    app.hasVault(await ipc.vaultLock());
    this.asked = true;
  }

  /** Locks the scope that the settings name for an idle window. */
  async lockIdle(): Promise<void> {
    app.hasVault(await ipc.vaultLockIdle());
    this.asked = true;
  }

  /** Begins anew with nothing in it; answers where the old data is kept. */
  async startOver(): Promise<string | null> {
    const aside = await ipc.vaultStartOver();
    await app.load();
    this.onemptied();
    this.#answer(false);
    return aside;
  }

  refuse(): void {
    this.#answer(false);
  }

  /**
   * The keyring is silent, or no longer. Where something that a person did waits for it, they may
   * type a passphrase instead.
   */
  waits(silent: boolean): void {
    this.waiting = silent;
    if (silent && somethingWaits()) this.asked = true;
  }

  /** The program said that the vault changed, or the window has just started. */
  noticed(atStart: boolean): void {
    const vault = app.vault;
    this.waiting = false;
    if (vault?.state === 'unlocked' && this.asked) this.#answer(true);
    if (vault?.state !== 'locked') return;
    // A vault with a slot in the keyring opens by itself when it is first needed: at the start, and
    // where the command line has unlocked it or given it another key.
    const byItself = vault.keyring_slot && !vault.by_person;
    if (!byItself) this.asked = true;
    else if (!atStart && this.asked) this.#answer(true);
  }

  #answer(opened: boolean): void {
    this.asked = false;
    this.waiting = false;
    this.why = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const answer of waiting) answer(opened);
  }
}

export const vault = new Vault();

onVaultNeeded(vault.ask);
