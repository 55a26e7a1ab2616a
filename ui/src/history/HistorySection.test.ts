import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import type { ExchangeView, HistoryEntryView } from '../lib/ipc';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { exchange } from '../lib/ipc/mock/things';
import { nav } from '../lib/nav.svelte';
import { requests } from '../requests/requests.svelte';
import HistorySection from './HistorySection.svelte';
import { history } from './history.svelte';

const DAY = 24;

const entryOf = (one: ExchangeView): HistoryEntryView => ({
  id: one.id,
  sent_at: one.sent_at,
  unreadable: false,
  method: one.draft.method,
  url: one.draft.url,
  token_name: one.token_name,
  status: one.outcome.type === 'answered' ? one.outcome.status : null,
  total_ms: one.outcome.type === 'answered' ? one.outcome.total_ms : null,
});

/** A program with these in its history, a page of which holds so many. */
function having(sent: ExchangeView[], page = 100) {
  let left = sent;
  return answering({
    history: ({ beforeId: before }) => {
      const from = before === null ? 0 : left.findIndex(({ id }) => id === before) + 1;
      const entries = left.slice(from, from + page).map(entryOf);
      return { entries, more: from + page < left.length };
    },
    open_exchange: ({ id }) => left.find((one) => one.id === id),
    clear_history: () => {
      left = [];
      return null;
    },
    remember: () => null,
    copy_text: () => null,
    search_body: () => [],
    body_lines: () => ({ lines: [], total: 0 }),
  });
}

beforeEach(() => {
  history.entries = [];
  history.loaded = false;
  history.problem = null;
  history.more = false;
  nav.exchange = null;
  requests.drafts = [];
  requests.current = null;
});

it('says where nothing was sent, and leads to a request', async () => {
  const person = userEvent.setup();
  having([]);
  nav.go('history');
  render(HistorySection);
  expect(await screen.findByText('No requests yet')).toBeTruthy();
  expect(screen.getByTestId<HTMLButtonElement>('history-clear').disabled).toBe(true);
  await person.click(screen.getByRole('button', { name: 'New request' }));
  expect(nav.section).toBe('requests');
});

it('shows the newest exchange, and opens it as a request', async () => {
  const person = userEvent.setup();
  having([exchange('GET', '/api/v1/me', 200, 84)]);
  render(HistorySection);
  expect((await screen.findByTestId('history-row')).textContent).toMatch(
    /200.*GET \/api\/v1\/me.*84 ms/,
  );
  expect((await screen.findByTestId('response-status')).textContent).toBe('200 OK');
  await person.click(screen.getByTestId('history-open'));
  expect(nav.section).toBe('requests');
  expect(requests.current?.form.url).toContain('/api/v1/me');
});

it('groups many by day, filters them, and says where none match', async () => {
  const person = userEvent.setup();
  having([
    exchange('GET', '/api/v1/me', 200, 84),
    exchange('POST', '/api/v1/photos', 401, 132, DAY),
    exchange('GET', '/api/v1/slow', null, 0, 10 * DAY),
  ]);
  render(HistorySection);
  await vi.waitFor(() => expect(screen.getAllByTestId('history-row')).toHaveLength(3));
  const shown = screen.getAllByRole('listitem').map((row) => row.textContent.trim());
  expect(shown).toContain('Yesterday');
  expect(screen.getAllByTestId('history-row')[2]?.textContent).toContain('—');
  const filter = screen.getByTestId('list-filter');
  await person.type(filter, '401 photos');
  expect(screen.getAllByTestId('history-row')).toHaveLength(1);
  await person.type(filter, ' zzz');
  expect(screen.queryByTestId('history-row')).toBeNull();
  expect(screen.getByText('No requests match “401 photos zzz”.')).toBeTruthy();
});

it('reads on where there is more', async () => {
  const sent = Array.from({ length: 5 }, (_, i) => exchange('GET', `/api/v1/${i}`, 200, 10));
  const commands = having(sent, 2);
  render(HistorySection);
  await vi.waitFor(() => expect(screen.getAllByTestId('history-row')).toHaveLength(5));
  const pages = commands.filter(({ command }) => command === 'history');
  expect(pages.map(({ args }) => args.beforeId)).toEqual([null, sent[1]?.id, sent[3]?.id]);
});

it('shows why a refused one was refused, without a button', async () => {
  having([exchange('POST', '/api/v1/photos', 401, 132)]);
  render(HistorySection);
  expect((await screen.findByTestId('diagnosis')).textContent).toContain('was refused');
  expect(screen.queryByTestId('repair')).toBeNull();
});

it('clears all of it after a question', async () => {
  const person = userEvent.setup();
  const commands = having([exchange('GET', '/api/v1/me', 200, 84)]);
  render(HistorySection);
  await screen.findByTestId('history-row');
  await person.click(screen.getByTestId('history-clear'));
  expect(commands.some(({ command }) => command === 'clear_history')).toBe(false);
  await person.click(screen.getByTestId('history-clear-confirm'));
  expect(await screen.findByText('No requests yet')).toBeTruthy();
  expect(screen.queryByTestId('history-row')).toBeNull();
});

it('shows why it cannot be read, and tries again', async () => {
  const person = userEvent.setup();
  let broken = true;
  answering({
    history: () => {
      if (broken) throw refusal('failed', 'The database is in use');
      return { entries: [], more: false };
    },
  });
  render(HistorySection);
  expect((await screen.findByTestId('problem')).textContent).toContain('The database is in use');
  broken = false;
  await person.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('No requests yet')).toBeTruthy();
  expect(screen.queryByTestId('problem')).toBeNull();
});
