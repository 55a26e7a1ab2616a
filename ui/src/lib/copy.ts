// Copying what is no secret: addresses and names. Secrets are copied by the program itself.

import { ipc } from './ipc';
import { problemFrom } from './ipc/errors';
import { toasts } from './toast.svelte';

export async function copyPlain(text: string, what: string): Promise<void> {
  try {
    await ipc.copyText(text);
    toasts.say(`${what} copied`);
  } catch (thrown) {
    toasts.say(problemFrom(thrown).message);
  }
}
