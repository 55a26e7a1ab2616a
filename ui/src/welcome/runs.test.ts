// One run of the wizard after another, and back within one: each edits only what it has made itself.

import { cleanup, render, screen } from '@testing-library/svelte';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { ServerForm } from '../lib/ipc';
import { answering, type Asked } from '../lib/ipc/mock/testing';
import { fixtures } from '../lib/ipc/mock/fixtures';
import { client, discovery, server } from '../lib/ipc/mock/things';
import { nav } from '../lib/nav.svelte';
import Connect from './Connect.svelte';
import { connecting } from './connecting.svelte';

afterEach(() => {
  cleanup();
  connecting.forget();
  nav.toServer({ at: 'none' });
});

/** A program that stores whatever it is given. */
function program(move: { message: string; origins: string[] } | null = null): Asked[] {
  return answering({
    discover_server: ({ address }) => {
      const at = address as string;
      return discovery(true, server(new URL(at).host, at, at).form);
    },
    add_server: ({ form }) => ({ ...server('x', 'https://x.example', ''), id: idOf(form), form }),
    server_move: () => move,
    edit_server: ({ id, form }) => ({ ...server('x', 'https://x.example', ''), id, form }),
    move_server: ({ id, form }) => ({ ...server('x', 'https://x.example', ''), id, form }),
    list_servers: () => [],
    client_guide: () => ({ ...fixtures.setting_up.proposal, proposal: null }),
    add_client: ({ form }) => ({
      ...client(server('x', 'https://x.example', ''), 'own'),
      form,
      has_secret: true,
    }),
  });
}

const idOf = (form: unknown) => `id of ${(form as ServerForm).base_url}`;
const given = (asked: Asked[], command: string) =>
  asked.filter((one) => one.command === command).map((one) => one.args);

async function add(person: UserEvent, address: string): Promise<void> {
  const url = await screen.findByTestId('server-url');
  await person.clear(url);
  await person.type(url, address);
  await person.click(screen.getByTestId('server-continue'));
  await screen.findByTestId('found');
  await person.click(screen.getByTestId('server-continue'));
  await screen.findByTestId('client-id');
}

async function fill(person: UserEvent): Promise<void> {
  await person.type(screen.getByTestId('client-id'), 'app');
  await person.type(screen.getByTestId('client-secret'), 's3cret');
  await person.click(screen.getByTestId('client-save'));
  await screen.findByTestId('login');
}

const back = (person: UserEvent) => person.click(screen.getByRole('button', { name: 'Server' }));

it.each(['at its client', 'at its login', 'with its token'])(
  'begins anew where a server is added while another one is %s',
  async (how) => {
    const person = userEvent.setup();
    const asked = program();
    nav.toServer({ at: 'connect' });
    render(Connect);
    await add(person, 'https://one.example');
    if (how !== 'at its client') await fill(person);
    if (how === 'with its token') connecting.finished = true;

    nav.toServer({ at: 'connect' });
    await vi.waitFor(() =>
      expect(screen.getByTestId<HTMLInputElement>('server-url').value).toBe(''),
    );
    await add(person, 'https://two.example');
    expect(given(asked, 'add_server').map(({ form }) => idOf(form))).toEqual([
      'id of https://one.example',
      'id of https://two.example',
    ]);
    expect(given(asked, 'edit_server')).toEqual([]);
    expect(screen.getByTestId<HTMLInputElement>('client-id').value).toBe('');
  },
);

it('goes on where it was when the person only looked elsewhere', async () => {
  const person = userEvent.setup();
  program();
  nav.toServer({ at: 'connect' });
  render(Connect);
  await add(person, 'https://one.example');
  cleanup();
  nav.go('history');
  nav.go('servers');
  render(Connect);
  await screen.findByTestId('client-id');
});

it('makes another server of another origin, and edits its own otherwise', async () => {
  const person = userEvent.setup();
  const asked = program();
  nav.toServer({ at: 'connect' });
  render(Connect);
  await add(person, 'https://one.example');
  await fill(person);
  await back(person);
  await add(person, 'https://one.example/v2');
  await back(person);
  await add(person, 'https://two.example');
  expect(given(asked, 'edit_server').map(({ id, form }) => [id, idOf(form)])).toEqual([
    ['id of https://one.example', 'id of https://one.example/v2'],
  ]);
  expect(given(asked, 'add_server').map(({ form }) => idOf(form))).toEqual([
    'id of https://one.example',
    'id of https://two.example',
  ]);
  expect(screen.getByTestId<HTMLInputElement>('client-id').value).toBe('');
});

it.each([true, false])('asks before secrets go elsewhere; agreed: %s', async (agreed) => {
  const person = userEvent.setup();
  const move = { message: 'It has a secret.', origins: ['https://evil.example'] };
  const asked = program(move);
  nav.toServer({ at: 'connect' });
  render(Connect);
  await add(person, 'https://one.example');
  await fill(person);
  await back(person);
  await person.click(await screen.findByTestId('server-continue'));
  const dialog = await screen.findByTestId('move-dialog');
  expect(dialog.textContent).toContain('It has a secret.');
  expect(dialog.textContent).toContain('https://evil.example');
  await person.click(screen.getByTestId(agreed ? 'move-confirm' : 'move-cancel'));
  await vi.waitFor(() => expect(screen.queryByTestId('move-dialog')).toBeNull());
  if (agreed) await screen.findByTestId('client-id');
  expect(given(asked, 'move_server').map(({ agreed }) => agreed)).toEqual(
    agreed ? [move.origins] : [],
  );
  expect(given(asked, 'edit_server')).toEqual([]);
});
