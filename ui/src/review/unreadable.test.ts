import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import HistorySection from '../history/HistorySection.svelte';
import { history } from '../history/history.svelte';
import type { UnreadableView } from '../lib/ipc';
import { answering, type Asked } from '../lib/ipc/mock/testing';
import RequestList from '../requests/RequestList.svelte';
import { requests } from '../requests/requests.svelte';
import ServerList from '../servers/ServerList.svelte';
import { servers } from '../servers/servers.svelte';
import TokenList from '../tokens/TokenList.svelte';
import { tokens } from '../tokens/tokens.svelte';
import ReviewDialog from './ReviewDialog.svelte';
import { review } from './review.svelte';
import { unreadable } from './unreadable.svelte';
import { instant } from '../lib/format';

const lists: Record<string, () => unknown> = {
  token: () => render(TokenList, { shown: null }),
  server: () => render(ServerList, { current: null }),
  client: () => render(ServerList, { current: null }),
  collection: () => render(RequestList),
  request: () => render(RequestList),
  draft: () => render(RequestList),
  exchange: () => render(HistorySection),
};

let rows: UnreadableView[];
let asked: Asked[];

beforeEach(() => {
  rows = Object.keys(lists).map((kind, i) => ({
    id: `${kind} ${i}`,
    kind,
    name: ['draft', 'exchange'].includes(kind) ? null : `Bad ${kind}`,
    reason: 'expected value at line 1',
  }));
  asked = answering({
    unreadable: () => rows,
    review: () => ({ changed: [], unreadable: rows }),
    remove_unreadable: ({ id }) => {
      rows = rows.filter((row) => row.id !== id);
      return null;
    },
    history: () => ({ entries: [], more: false }),
  });
  for (const list of [tokens, servers, requests]) list.all = [];
});

afterEach(() => {
  cleanup();
  review.close();
  unreadable.all = [];
});

for (const [kind, draw] of Object.entries(lists))
  it(`shows a ${kind} that cannot be read in its list, and forgets it after a question`, async () => {
    await unreadable.load();
    draw();
    const shown = screen
      .getAllByTestId('unreadable-row')
      .find((row) => row.textContent.includes(`Unreadable ${kind}`));
    const name = ['draft', 'exchange'].includes(kind) ? 'Unnamed' : `Bad ${kind}`;
    expect(shown?.textContent).toContain(name);
    expect(shown?.textContent).toContain('Delete…');
    shown?.click();
    await expect.poll(() => review.asked).toBe(true);
    expect(asked.some(({ command }) => command === 'remove_unreadable')).toBe(false);

    render(ReviewDialog);
    await tick();
    const at = rows.findIndex((row) => row.kind === kind);
    const forget = screen.getAllByTestId('review-remove')[at];
    expect(forget?.textContent.trim()).toBe('Delete');
    forget?.click();
    await expect.poll(() => rows.some((row) => row.kind === kind)).toBe(false);
    await unreadable.load();
    await tick();
    const left = screen.queryAllByTestId('unreadable-row').map((row) => row.textContent);
    expect(left.some((text) => text.includes(`Unreadable ${kind}`))).toBe(false);
  });

it('shows an exchange and a draft whose seal is broken, and forgets them', async () => {
  const gone = {
    id: 'x1',
    sent_at: instant(Date.now()),
    unreadable: true,
    method: '',
    url: '',
    token_name: null,
    status: null,
    total_ms: null,
  };
  asked = answering({
    drafts: () => [{ id: 'd1', request_id: null, updated_at: instant(0), shown: null }],
    drop_draft: () => null,
    forget_exchange: () => null,
    history: () => ({ entries: [gone], more: false }),
  });
  await history.load();
  await requests.restore();
  const { unmount } = render(HistorySection);
  const row = await screen.findByTestId('unreadable-row');
  expect(row.textContent).toContain('Unreadable exchange');
  row.click();
  await tick();
  expect(asked).toContainEqual({ command: 'forget_exchange', args: { id: 'x1' } });
  unmount();

  render(RequestList);
  const draft = await screen.findByTestId('unreadable-row');
  expect(draft.textContent).toContain('Unreadable draft');
  draft.click();
  await expect.poll(() => requests.lost).toEqual([]);
  expect(asked).toContainEqual({ command: 'drop_draft', args: { id: 'd1' } });
});
