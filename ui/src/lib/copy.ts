// Copying what is no secret: addresses and names. Secrets are copied by the program itself.

import { ipc } from './ipc';
import { problemFrom } from './ipc/errors';
import { toasts } from './toast.svelte';

/** Answers whether it could. */
export async function copyPlain(text: string, what: string): Promise<boolean> {
  try {
    await ipc.copyText(text);
    toasts.say(`${what} copied`);
    return true;
  } catch (thrown) {
    toasts.say(problemFrom(thrown).message);
    return false;
  }
}
