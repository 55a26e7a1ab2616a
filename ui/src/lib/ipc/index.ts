// The one door to the program behind the window. Every command goes through a guard: where the
// vault is locked or missing, the person is asked to open it, and the command is given again.

import { commands } from './bindings';
import { problemFrom, remedyFor } from './errors';

export type * from './bindings';

export type VaultNeed = 'unlock' | 'make_vault';

/** Asks the person to open the vault; answers whether they did. */
type AskForVault = (need: VaultNeed) => Promise<boolean>;

let askForVault: AskForVault = () => Promise.resolve(false);

export function onVaultNeeded(ask: AskForVault): void {
  askForVault = ask;
}

/** Something that was named is gone: whatever lists it is read again. */
let readAgain = () => {};

export function onGone(read: () => void): void {
  readAgain = read;
}

type Command = (...args: never[]) => Promise<unknown>;

function guarded<C extends Command>(command: C): C {
  const again = async (...args: Parameters<C>) => {
    try {
      return await command(...args);
    } catch (error) {
      const remedy = remedyFor(problemFrom(error));
      if (remedy === 'reload') readAgain();
      if (remedy !== 'unlock' && remedy !== 'make_vault') throw error;
      if (!(await askForVault(remedy))) throw error;
      return await command(...args);
    }
  };
  return again as C;
}

/** Commands that open the vault, or work without it, must not wait for it. */
const unguarded = new Set<string>([
  'appState',
  'saveSettings',
  'remember',
  'vaultCreate',
  'vaultUnlock',
  'vaultLock',
]);

export const ipc = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    unguarded.has(name) ? command : guarded(command as Command),
  ]),
) as typeof commands;
