// The one door to the program behind the window. Every command goes through a guard: where the
// vault does not open, the person is asked to open or to make it, and the command is given again.

import { commands } from './bindings';
import { problemFrom, remedyFor, type Problem } from './errors';

export type * from './bindings';

/** Asks the person to open the vault, which failed in this way; answers whether they did. */
type AskForVault = (why: Problem) => Promise<boolean>;

let askForVault: AskForVault = () => Promise.resolve(false);

export function onVaultNeeded(ask: AskForVault): void {
  askForVault = ask;
}

/** Asks the person about what something else has changed; answers whether they decided. */
let askAboutChange = (): Promise<boolean> => Promise.resolve(false);

export function onChanged(ask: () => Promise<boolean>): void {
  askAboutChange = ask;
}

/** Reloads the lists where something named no longer exists. */
let readAgain = () => {};

export function onGone(read: () => void): void {
  readAgain = read;
}

/** Commands that may need the vault and have not ended yet. */
let underWay = 0;

export const somethingWaits = (): boolean => underWay > 0;

type Command = (...args: never[]) => Promise<unknown>;

function guarded<C extends Command>(command: C): C {
  const again = async (...args: Parameters<C>) => {
    underWay += 1;
    try {
      return await command(...args);
    } catch (error) {
      const problem = problemFrom(error);
      const remedy = remedyFor(problem);
      if (remedy === 'reload') readAgain();
      const mended =
        (remedy === 'open_vault' && (await askForVault(problem))) ||
        (remedy === 'review' && (await askAboutChange()));
      if (!mended) throw error;
      return await command(...args);
    } finally {
      underWay -= 1;
    }
  };
  return again as C;
}

/** Commands that open the vault, or work without it, must not wait for it. */
const unguarded: ReadonlySet<string> = new Set<keyof typeof commands>([
  'appState',
  'saveSettings',
  'remember',
  'zoom',
  'vaultCreate',
  'vaultUnlock',
  'vaultLock',
  'vaultLockIdle',
  'vaultOutlook',
  'vaultStartOver',
  // Nobody is asked for a passphrase because they type.
  'keepDraft',
  'dropDraft',
  // Nor because they look at a list; it is read again when the vault opens.
  'drafts',
  'openDraft',
]);

export const ipc = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    unguarded.has(name) ? command : guarded(command as Command),
  ]),
) as typeof commands;
