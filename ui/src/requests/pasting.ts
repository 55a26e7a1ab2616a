// A command that is pasted where a request is typed becomes that request. What it says, the program
// reads.

import { ipc } from '../lib/ipc';
import { problemFrom } from '../lib/ipc/errors';
import { toasts } from '../lib/toast.svelte';
import type { Draft } from './draft.svelte';

/** Makes the request of the command. Can be taken back for a while. */
export async function fillFrom(draft: Draft, text: string): Promise<void> {
  const pasted = await ipc.pastedRequest(text);
  const before = draft.fill(pasted.draft, pasted.remarks);
  const with_token = pasted.token === null ? '' : ` with token ${pasted.token}`;
  toasts.removed(`Command imported${with_token}`, () => draft.unfill(before));
}

/**
 * What is pasted into the address. An address has no blanks and no lines; whatever has is shown to
 * the program first, and stays text where that is no call.
 */
export function pasteIntoAddress(event: ClipboardEvent, draft: Draft): void {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  const field = event.currentTarget as HTMLInputElement;
  if (!/\S\s+\S/.test(text.replace(/\{\{[^}]*\}\}/g, ''))) return;
  event.preventDefault();
  const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
  fillFrom(draft, text).catch((thrown: unknown) => {
    toasts.say(problemFrom(thrown).message);
    const line = text.trim().replace(/\s*\n\s*/g, ' ');
    const { url } = draft.form;
    draft.form.url = url.slice(0, from) + line + url.slice(to);
    draft.change();
  });
}
