// A program to look at without the program: for `npm run dev` in a plain browser, and for the
// tests of components. It is not part of the product. `?world=` chooses what is in it (empty,
// few, many), `&fail=command` makes a command fail, `&slow` makes all of them take their time.

import { mockIPC } from '@tauri-apps/api/mocks';
import type { CommandError } from '../bindings';
import { answer } from './commands';
import { worldOf } from './world';

export function play(): void {
  const search = new URLSearchParams(location.search);
  const world = worldOf(search.get('world') ?? 'few');
  const failing = search.getAll('fail');
  const wait = search.has('slow') ? 4000 : 15;

  mockIPC(
    async (command, payload) => {
      await new Promise((after) => setTimeout(after, wait));
      const fails = failing.find((one) => one.split(':')[0] === command);
      if (fails) throw failure(fails.split(':')[1] ?? 'failed');
      return answer(world, command, (payload ?? {}) as Record<string, unknown>);
    },
    { shouldMockEvents: true },
  );
}

function failure(code: string) {
  const known: Record<string, Omit<CommandError, 'code'>> = {
    vault_locked: {
      message: 'This system has no keyring that Tokenry can use.',
      said: null,
      hint: 'Choose a passphrase, or keep everything in memory.',
      causes: [],
    },
    cannot_listen: {
      message: 'Port 8719 is in use by another program.',
      said: null,
      hint: 'Close it, or choose to paste the address instead.',
      causes: [],
    },
    login_needed: {
      message: 'The token can not be renewed: the server wants a new login',
      said: '{"error":"invalid_grant","error_description":"Token has been revoked."}',
      hint: 'Somebody revoked it, or it was not used for too long. Log in again.',
      causes: [],
    },
  };
  return {
    code,
    ...(known[code] ?? {
      message: 'The server refused the client',
      said: '{"error":"invalid_client","error_description":"Client authentication failed"}',
      hint: 'The client id or the secret is wrong, or the server expects the secret in the body. Try the other method.',
      causes: [],
    }),
  };
}
