// The program as a whole: its version, its vault, its settings, and whether it is empty.

import { ipc, type AppView, type SettingsView, type Theme, type VaultView } from './ipc';
import { problemFrom, type Problem } from './ipc/errors';
import { recall, remember } from './memory';

class App {
  view = $state.raw<AppView | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The looks that were begun, and the last one that is shown. */
  #looks = 0;
  #shown = 0;

  get vault(): VaultView | null {
    return this.view?.vault ?? null;
  }

  /** Only a person opens the vault: it was locked on purpose, or the keyring has no part in it. */
  get locked(): boolean {
    const vault = this.vault;
    return vault?.state === 'locked' && (vault.by_person || !vault.keyring_slot);
  }

  get settings(): SettingsView | null {
    return this.view?.settings ?? null;
  }

  /** Settles when the first view has come, or failed to. */
  started: Promise<void> = Promise.resolve();

  start(): void {
    this.started = this.load();
  }

  async load(): Promise<void> {
    const look = ++this.#looks;
    // An answer that was overtaken tells what is no longer so: a vault that was open, say.
    const late = () => look < this.#shown;
    try {
      const view = await ipc.appState();
      if (late()) return;
      this.#shown = look;
      this.view = view;
      this.problem = null;
      wear(view.settings.theme);
    } catch (thrown) {
      if (!late()) this.problem = problemFrom(thrown);
    }
  }

  hasVault(vault: VaultView): void {
    this.#shown = ++this.#looks;
    if (this.view) this.view = { ...this.view, vault };
  }

  async saveSettings(settings: SettingsView): Promise<void> {
    wear(settings.theme);
    const saved = await ipc.saveSettings(settings);
    if (this.view) this.view = { ...this.view, settings: saved };
  }
}

/** Also kept where `index.html` finds it before the first paint of the next start. */
function wear(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (recall('theme', 'system') !== theme) remember('theme', theme);
}

export const app = new App();
