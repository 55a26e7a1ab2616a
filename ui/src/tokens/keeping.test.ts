import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { answering } from '../lib/ipc/mock/testing';
import { client, detail, server, token } from '../lib/ipc/mock/things';
import { servers } from '../servers/servers.svelte';
import EditToken from './EditToken.svelte';
import Members from './Members.svelte';
import PasteToken from './PasteToken.svelte';

const photos = server('Photos', 'https://api.example.org', 'https://id.example.org');
const money = server('Money', 'https://money.example.org', 'https://money.example.org');
const own = client(photos, 'Tokenry');
const one = token('alice', photos, own, 60_000, 3_600_000);

beforeEach(() => {
  servers.all = [
    { ...photos, clients: [own] },
    { ...money, clients: [] },
  ];
});

it('gives a pasted token the client that renews it', async () => {
  const person = userEvent.setup();
  const asked = answering({
    paste_token: () => ({ token: one, remarks: ['A remark.'], not_renewed: null }),
    list_tokens: () => [one],
  });
  render(PasteToken, {});
  await person.type(screen.getByTestId('paste-text'), 'rt-1');
  expect(screen.queryByTestId('paste-refresh')).toBeNull();
  await person.selectOptions(screen.getByTestId('paste-client'), own.id);
  await person.click(screen.getByTestId('paste-refresh'));
  await person.click(screen.getByTestId('paste-save'));
  const pasted = asked.find(({ command }) => command === 'paste_token');
  expect(pasted?.args).toMatchObject({
    form: { server_id: photos.id, client_id: own.id, refresh_token: true },
  });
});

it('offers no client of another server', async () => {
  const person = userEvent.setup();
  answering({});
  render(PasteToken, {});
  expect(screen.getByTestId('paste-client')).toBeTruthy();
  await person.selectOptions(screen.getByTestId('paste-server'), money.id);
  expect(screen.queryByTestId('paste-client')).toBeNull();
});

it('shows what came with a token and copies a value without showing it', async () => {
  const person = userEvent.setup();
  const asked = answering({ copy_member: () => null });
  render(Members, { detail: detail(one) });
  expect(screen.getByText('https://eu7.photos.example.org')).toBeTruthy();
  expect(screen.getByText('[redacted]')).toBeTruthy();
  await person.click(screen.getByRole('button', { name: 'Copy webhook_secret' }));
  expect(asked.find(({ command }) => command === 'copy_member')?.args).toMatchObject({
    id: one.id,
    name: 'webhook_secret',
  });
});

it('sets the end of a token by hand', async () => {
  const person = userEvent.setup();
  const asked = answering({ edit_token: () => one, list_tokens: () => [one] });
  let closed = false;
  render(EditToken, { token: one, onclose: () => (closed = true) });
  await person.selectOptions(screen.getByTestId('token-edit-ends'), 'never');
  await person.click(screen.getByTestId('token-edit-save'));
  expect(asked.find(({ command }) => command === 'edit_token')?.args).toMatchObject({
    form: { client_id: null, ends: { type: 'never' } },
  });
  expect(closed).toBe(true);
});
