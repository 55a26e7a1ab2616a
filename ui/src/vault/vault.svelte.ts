// The vault as the page knows it, and the question "please open it" that any command may raise.

import { app } from '../lib/app.svelte';
import { ipc, onVaultNeeded, type VaultForm, type VaultNeed } from '../lib/ipc';

class Vault {
  /** What is asked of the person now. */
  need = $state<VaultNeed | null>(null);
  /** Called when the program started anew in memory, with nothing in it. */
  onemptied = () => {};
  #waiting: ((opened: boolean) => void)[] = [];

  /** Asks to open the vault; answers once the person did, or would not. */
  ask = (need: VaultNeed): Promise<boolean> => {
    this.need = need;
    return new Promise((answer) => this.#waiting.push(answer));
  };

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
    this.need = 'unlock';
  }

  refuse(): void {
    this.#answer(false);
  }

  /** The program said that the vault changed, or the window has just started. */
  noticed(atStart: boolean): void {
    const vault = app.vault;
    if (vault?.state === 'open' && this.need !== null) this.#answer(true);
    // A vault with a slot in the keyring opens by itself when it is first needed.
    else if (vault?.state === 'locked' && !(atStart && vault.keyring_slot)) this.need = 'unlock';
  }

  #answer(opened: boolean): void {
    this.need = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const answer of waiting) answer(opened);
  }
}

export const vault = new Vault();

onVaultNeeded(vault.ask);
