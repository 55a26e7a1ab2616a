import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { draft as form } from '../lib/ipc/mock/things';
import { toasts } from '../lib/toast.svelte';
import { Draft } from './draft.svelte';
import Workbench from './Workbench.svelte';

const read = {
  draft: {
    ...form('POST', '/notes'),
    parameters: [{ name: 'tag', value: 'a b', enabled: true }],
    token_id: null,
  },
  token: null as string | null,
  remarks: ['The command contains a token that is not stored here.'],
};

function bench(answer: () => unknown = () => read) {
  const asked = answering({
    pasted_request: answer,
    preview_request: () => null,
    keep_draft: () => ({ id: 'kept' }),
  });
  const draft = new Draft({ ...form('GET', '/before') });
  render(Workbench, { draft });
  return { draft, texts: () => asked.filter((one) => one.command === 'pasted_request') };
}

beforeEach(() => {
  toasts.all = [];
});

it.each([
  "curl 'https://api.example.org/notes?tag=a%20b' -X POST",
  '  curl \\\n  https://api.example.org/notes',
  'GET /notes HTTP/1.1\nHost: api.example.org',
])('makes the request of what is pasted into the address: %s', async (command) => {
  const person = userEvent.setup();
  const { draft, texts } = bench();
  const before = draft.plain;
  await person.click(screen.getByTestId('request-url'));
  await person.paste(command);
  await vi.waitFor(() => expect(draft.form.method).toBe('POST'));
  expect(texts().map((one) => one.args.text)).toEqual([command]);
  expect(draft.form.url).toBe(read.draft.url);
  expect(draft.form.parameters).toEqual(read.draft.parameters);
  expect(draft.touched).toBe(true);
  expect(screen.getByTestId('paste-remarks').textContent).toContain('not stored here');

  const undo = toasts.all.find((one) => one.offer);
  expect(undo?.offer?.label).toBe('Undo');
  toasts.take(undo?.key ?? -1);
  expect(draft.plain).toEqual(before);
  await vi.waitFor(() => expect(screen.queryByTestId('paste-remarks')).toBeNull());
});

it('names the token that the command carries', async () => {
  const person = userEvent.setup();
  const draft = { ...read.draft, token_id: 'token-1' };
  const { draft: open } = bench(() => ({ draft, token: 'alice@photos', remarks: [] }));
  await person.click(screen.getByTestId('request-url'));
  await person.paste('curl https://api.example.org');
  await vi.waitFor(() => expect(open.form.token_id).toBe('token-1'));
  expect(toasts.all[0]?.text).toContain('alice@photos');
  expect(screen.queryByTestId('paste-remarks')).toBeNull();
});

it.each(['https://api.example.org/me', '/v1/{{ user id }}/notes', 'api.example.org', ' /x\n'])(
  'leaves an address alone: %s',
  async (address) => {
    const person = userEvent.setup();
    const { draft, texts } = bench();
    const field = screen.getByTestId<HTMLInputElement>('request-url');
    await person.clear(field);
    await person.click(field);
    await person.paste(address);
    expect(texts()).toEqual([]);
    expect(draft.form.url.trim()).toBe(address.trim());
  },
);

it('pastes what is no call as text, where the cursor stood, and says why', async () => {
  const person = userEvent.setup();
  const { draft } = bench(() => {
    throw refusal('bad_input', 'This is no call.');
  });
  const field = screen.getByTestId<HTMLInputElement>('request-url');
  draft.form.url = 'https://api.example.org/?q=';
  await vi.waitFor(() => expect(field.value).toBe(draft.form.url));
  field.focus();
  field.setSelectionRange(draft.form.url.length, draft.form.url.length);
  await person.paste('hello\n  world');
  await vi.waitFor(() => expect(draft.form.url).toBe('https://api.example.org/?q=hello world'));
  expect(toasts.all.map((one) => one.text)).toEqual(['This is no call.']);
});

it('takes a command in a dialog of the menu', async () => {
  const person = userEvent.setup();
  const { draft } = bench();
  await person.click(screen.getByTestId('request-more'));
  await person.click(await screen.findByTestId('request-paste-curl'));
  const field = await screen.findByTestId('paste-curl-text');
  // The menu that closes gives the mouse back.
  await vi.waitFor(() => expect(document.body.style.pointerEvents).not.toBe('none'));
  await person.type(field, 'curl https://api.example.org');
  await person.click(screen.getByTestId('paste-curl-use'));
  await vi.waitFor(() => expect(screen.queryByTestId('paste-curl-dialog')).toBeNull());
  expect(draft.form.method).toBe('POST');
});
