// Actions on a token, for its page and the list.

import { app } from '../lib/app.svelte';
import { ipc, type CopyFormat, type TokenView } from '../lib/ipc';
import { problemFrom } from '../lib/ipc/errors';
import type { MenuItem } from '../lib/menu.svelte';
import { nav } from '../lib/nav.svelte';
import { toasts } from '../lib/toast.svelte';
import { tokens } from './tokens.svelte';

export const formats: { format: CopyFormat; label: string; hint: string }[] = [
  { format: 'token', label: 'Token', hint: 'eyJ…' },
  { format: 'header', label: 'Header', hint: 'Authorization: …' },
  { format: 'curl', label: 'curl command', hint: 'curl -H …' },
  { format: 'environment', label: 'Environment variable', hint: 'ACCESS_TOKEN=…' },
];

export async function copyToken(token: TokenView, format: CopyFormat): Promise<void> {
  await ipc.copyToken(token.id, format);
  const seconds = app.settings?.clipboard_secs ?? 0;
  toasts.say(seconds > 0 ? `Copied. The clipboard will be cleared in ${seconds} s.` : 'Copied');
}

export async function refreshToken(token: TokenView): Promise<void> {
  await ipc.refreshToken(token.id);
  await tokens.load();
  toasts.say(`${token.name} refreshed`);
}

/** A call that is sure to make sense, where one is known. */
export async function requestWith(token: TokenView): Promise<void> {
  nav.toRequest(token.id, (await ipc.addressToCheck(token.server_id)) ?? '');
}

/** A dialog on the page of a token that is to open by itself. */
class DialogRequest {
  for = $state.raw<{ id: string; what: 'rename' | 'delete' } | null>(null);

  /** Takes it, if it is this one. */
  take(id: string, what: 'rename' | 'delete'): boolean {
    if (this.for?.id !== id || this.for.what !== what) return false;
    this.for = null;
    return true;
  }
}

export const dialogRequest = new DialogRequest();

/** The menu of its row. */
export function rowMenu(token: TokenView): MenuItem[] {
  const told = (work: Promise<void>) =>
    void work.catch((thrown: unknown) => toasts.say(problemFrom(thrown).message));
  const open = (what: 'rename' | 'delete') => {
    nav.toToken({ at: 'token', id: token.id });
    dialogRequest.for = { id: token.id, what };
  };
  return [
    { label: 'Copy token', testid: 'row-copy', run: () => told(copyToken(token, 'token')) },
    { label: 'Copy as header', run: () => told(copyToken(token, 'header')) },
    { label: 'New request with this token', run: () => told(requestWith(token)) },
    ...(token.renewable ? [{ label: 'Refresh', run: () => told(refreshToken(token)) }] : []),
    { label: 'Rename…', apart: true, testid: 'row-rename', run: () => open('rename') },
    { label: 'Delete…', danger: true, testid: 'row-delete', run: () => open('delete') },
  ];
}
