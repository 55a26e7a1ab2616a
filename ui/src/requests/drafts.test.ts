// What is typed and not saved outlives the window, and what is removed can be had back.

import { cleanup, render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import Toasts from '../controls/Toasts.svelte';
import type { KeepDraftForm, KeptDraftView } from '../lib/ipc';
import { answering, refusal, type Asked } from '../lib/ipc/mock/testing';
import { draft as form, request } from '../lib/ipc/mock/things';
import { toasts } from '../lib/toast.svelte';
import { tokens } from '../tokens/tokens.svelte';
import RequestsSection from './RequestsSection.svelte';
import { requests } from './requests.svelte';
import { instant } from '../lib/format';

const saved = request('me', 'GET', null);

beforeEach(() => {
  tokens.all = [];
});

afterEach(() => {
  cleanup();
  requests.drafts = [];
  requests.current = null;
  requests.loaded = requests.restored = false;
  toasts.all = [];
});

/** A program with one saved request, and with what was kept. */
function program(kept: KeptDraftView[] = [], more: Record<string, () => unknown> = {}): Asked[] {
  const there = [saved];
  return answering({
    workspace: () => ({ collections: [], requests: [...there] }),
    open_request: () => form('GET', '/me'),
    preview_request: () => null,
    remember: () => null,
    drafts: () =>
      kept.map(({ id, request_id, updated_at, ...content }) => ({
        id,
        request_id,
        updated_at,
        shown: {
          collection_id: null,
          name: content.name,
          method: content.draft.method,
          url: content.draft.url,
        },
      })),
    open_draft: ({ id }) => kept.find((one) => one.id === id),
    keep_draft: ({ form }) => ({ ...(form as KeepDraftForm), id: 'kept', updated_at: instant(1) }),
    drop_draft: () => null,
    save_request: () => saved,
    remove_request: () => {
      there.length = 0;
      return { undo: 'undo', until: instant(1) };
    },
    restore_request: () => {
      there.push(saved);
      return saved.id;
    },
    ...more,
  });
}

const given = (asked: Asked[], command: string) =>
  asked.filter((one) => one.command === command).map(({ args }) => args);

async function shown(): Promise<HTMLInputElement> {
  await requests.load();
  render(RequestsSection);
  render(Toasts);
  return screen.findByTestId<HTMLInputElement>('request-url');
}

it('keeps what is typed, in the place of what was kept before, until it is saved', async () => {
  const person = userEvent.setup();
  const asked = program();
  await person.type(await shown(), 'https://a.example');
  await vi.waitFor(() => expect(given(asked, 'keep_draft')).not.toEqual([]));
  await person.type(screen.getByTestId('request-url'), '/me');
  await vi.waitFor(() =>
    expect(given(asked, 'keep_draft').at(-1)).toMatchObject({
      form: { id: 'kept', request_id: null, draft: { url: 'https://a.example/me' } },
    }),
  );
  await person.click(screen.getByTestId('request-save'));
  await person.type(await screen.findByTestId('request-name'), 'me');
  await person.keyboard('{Enter}');
  await vi.waitFor(() => expect(given(asked, 'drop_draft')).toEqual([{ id: 'kept' }]));
});

it('keeps nothing of what nobody has touched', async () => {
  const asked = program();
  await shown();
  await requests.open(saved.id);
  window.dispatchEvent(new Event('blur'));
  expect(given(asked, 'keep_draft')).toEqual([]);
});

it('brings back new requests and changed ones, and shows the one that was open', async () => {
  globalThis.remembered = { draft: 'two' };
  const kept = (id: string, url: string, of: string | null): KeptDraftView => ({
    id,
    request_id: of,
    collection_id: null,
    name: '',
    draft: { ...form('POST', ''), url },
    updated_at: instant(1),
  });
  const asked = program([
    kept('one', 'https://one.example', null),
    kept('two', 'https://two.example', null),
    kept('three', 'https://three.example', saved.id),
  ]);
  expect((await shown()).value).toBe('https://two.example');
  expect(requests.drafts.map((draft) => draft.form.url).sort()).toEqual([
    'https://one.example',
    'https://three.example',
    'https://two.example',
  ]);
  expect(requests.draftOf(saved.id)?.form.url).toBe('https://three.example');
  expect(given(asked, 'open_request'), 'the changes are shown, not what is saved').toEqual([]);
});

it('begins a new request where what was kept cannot be read', async () => {
  program([], {
    drafts: () => {
      throw refusal('vault_locked');
    },
  });
  expect((await shown()).value).toBe('');
});

it('gives a removed request back under its id', async () => {
  const person = userEvent.setup();
  const asked = program();
  await shown();
  await requests.open(saved.id);
  await person.click(await screen.findByTestId('request-more'));
  await person.click(await screen.findByTestId('request-remove'));
  await vi.waitFor(() => expect(requests.all).toEqual([]));
  expect(given(asked, 'keep_draft'), 'nothing of it stays behind').toEqual([]);
  await person.click(await screen.findByTestId('undo'));
  await vi.waitFor(() => expect(requests.all).toEqual([saved]));
  expect(given(asked, 'restore_request')).toEqual([{ undo: 'undo' }]);
  expect(requests.current?.requestId).toBe(saved.id);
});

it('gives a discarded draft back, and keeps it again', async () => {
  const person = userEvent.setup();
  const asked = program();
  await person.type(await shown(), 'https://a.example');
  await vi.waitFor(() => expect(given(asked, 'keep_draft')).not.toEqual([]));
  await person.click(screen.getByTestId('request-more'));
  await person.click(await screen.findByTestId('request-remove'));
  await vi.waitFor(() => expect(given(asked, 'drop_draft')).toEqual([{ id: 'kept' }]));
  const before = given(asked, 'keep_draft').length;
  await person.click(await screen.findByTestId('undo'));
  await vi.waitFor(() => expect(given(asked, 'keep_draft').length).toBeGreaterThan(before));
  expect(screen.getByTestId<HTMLInputElement>('request-url').value).toBe('https://a.example');
});
