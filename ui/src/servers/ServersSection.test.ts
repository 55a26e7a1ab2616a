import { render, screen, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { ServerForm, ServerWithForm } from '../lib/ipc';
import { answering, refusal, type Asked } from '../lib/ipc/mock/testing';
import { client, server } from '../lib/ipc/mock/things';
import { nav } from '../lib/nav.svelte';
import ServersSection from './ServersSection.svelte';
import { servers } from './servers.svelte';
import { instant } from '../lib/format';

const snippet = (testid: string) =>
  createRawSnippet(() => ({ render: () => `<p data-testid="${testid}"></p>` }));

const removal = { clients: ['Tokenry'], tokens: ['alice', 'bob'], requests: [] };

let known: ServerWithForm[];
let asked: Asked[];

async function shown(
  having: ServerWithForm[],
  more: Record<string, (args: never) => unknown> = {},
) {
  known = having;
  asked = answering({
    list_servers: () => known,
    registration: () => null,
    remember: () => null,
    server_removal: () => removal,
    client_removal: () => ({ ...removal, clients: [] }),
    remove_server: ({ id }) => {
      known = known.filter((one) => one.id !== id);
      return null;
    },
    list_recipes: () => ({ recipes: [], faulty: [] }),
    redirect_guide: () => null,
    server_move: () => null,
    ...(more as Record<string, () => unknown>),
  });
  await servers.load();
  render(ServersSection, { connect: snippet('connect'), tokensOf: snippet('tokens-of') as never });
}

const photos = () => {
  const made = server('Photos', 'https://api.example.org', 'https://id.example.org');
  made.clients = [client(made, 'Tokenry', true)];
  return made;
};

beforeAll(async () => {
  await import('./ServerPages.svelte');
}, 60_000);

beforeEach(() => {
  nav.toServer({ at: 'none' });
  servers.all = [];
  servers.problem = null;
  servers.loaded = false;
});

it('says where there is none, and leads to adding one', async () => {
  const person = userEvent.setup();
  await shown([]);
  expect(screen.getByText('No servers yet')).toBeTruthy();
  await person.click(screen.getAllByRole('button', { name: 'Add server' }).at(-1) as HTMLElement);
  expect(await screen.findByTestId('connect')).toBeTruthy();
});

it('shows why the servers cannot be listed, and tries again', async () => {
  const person = userEvent.setup();
  let broken = true;
  await shown([photos()], {
    list_servers: () => {
      if (broken) throw refusal('failed', 'The database is in use');
      return known;
    },
  });
  expect(screen.getByTestId('problem').textContent).toContain('The database is in use');
  broken = false;
  await person.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByTestId('server-row')).toBeTruthy();
});

it('shows one with its clients, tokens and endpoints', async () => {
  await shown([photos()]);
  expect(await screen.findByRole('heading', { level: 1, name: 'Photos' })).toBeTruthy();
  const card = screen.getByTestId('client-card');
  expect(card.textContent).toMatch(/Tokenry.*Confidential · Loopback \(automatic\)/s);
  expect(screen.getByTestId('tokens-of')).toBeTruthy();
  expect(screen.getByText('https://id.example.org/oauth/token')).toBeTruthy();
});

it('explains clients where a server has none', async () => {
  await shown([server('Firefly III', 'https://money.example.net', '')]);
  expect(await screen.findByText(/No clients yet/)).toBeTruthy();
  expect(screen.queryByTestId('client-register')).toBeNull();
});

it('lists many by name, filters them, and shows the chosen one', async () => {
  const person = userEvent.setup();
  const tenant = (n: number) => server(`Tenant ${n}`, `https://t${n}.example.org`, '');
  await shown([tenant(10), tenant(9), tenant(2)]);
  const rows = () => screen.getAllByTestId('server-row').map((row) => row.textContent);
  expect(rows().map((row) => /Tenant \d+/.exec(row)?.[0])).toEqual([
    'Tenant 2',
    'Tenant 9',
    'Tenant 10',
  ]);
  await person.type(screen.getByTestId('list-filter'), 't9.example');
  expect(rows()).toHaveLength(1);
  await person.click(screen.getByTestId('server-row'));
  expect(await screen.findByRole('heading', { level: 1, name: 'Tenant 9' })).toBeTruthy();
});

it('edits a server, and shows why it was refused', async () => {
  const person = userEvent.setup();
  const edited: ServerForm[] = [];
  await shown([photos()], {
    edit_server: ({ form }: { form: ServerForm }) => {
      if (form.name === 'Taken') throw refusal('name_taken', 'There is one of this name');
      edited.push(form);
      return known[0];
    },
  });
  await person.click(await screen.findByTestId('server-edit'));
  const name = await screen.findByTestId('server-name');
  await person.clear(name);
  await person.type(name, 'Taken');
  await person.click(screen.getByTestId('server-save'));
  expect((await screen.findByTestId('problem')).textContent).toContain('There is one of this name');
  await person.clear(name);
  await person.type(name, 'Mine');
  await person.click(screen.getByTestId('server-save'));
  await vi.waitFor(() => expect(screen.queryByTestId('server-save')).toBeNull());
  expect(edited.map((form) => form.name)).toEqual(['Mine']);
});

it('names what goes with a server before it is deleted', async () => {
  const person = userEvent.setup();
  await shown([photos()]);
  await person.click(await screen.findByTestId('server-remove'));
  const dialog = await screen.findByTestId('remove-dialog');
  await vi.waitFor(() => expect(dialog.textContent).toContain('Tokens that will be deleted'));
  expect(within(dialog).getByText('bob')).toBeTruthy();
  expect(dialog.textContent).not.toContain('Requests that will');
  await person.click(screen.getByTestId('remove-confirm'));
  expect(await screen.findByText('No servers yet')).toBeTruthy();
  expect(asked.filter(({ command }) => command === 'remove_server')).toHaveLength(1);
});

it('deletes nothing where that is not known, or where the person leaves', async () => {
  const person = userEvent.setup();
  await shown([photos()], {
    server_removal: () => {
      throw refusal('failed', 'The database is in use');
    },
  });
  await person.click(await screen.findByTestId('server-remove'));
  expect((await screen.findByTestId('problem')).textContent).toContain('The database is in use');
  expect(screen.getByTestId<HTMLButtonElement>('remove-confirm').disabled).toBe(true);
  await person.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(screen.queryByTestId('remove-dialog')).toBeNull();
  expect(asked.some(({ command }) => command === 'remove_server')).toBe(false);
});

it('warns of a secret that ends soon, and of one that has ended', async () => {
  const [soon, ended] = [photos(), photos()];
  const day = 86_400_000;
  const ends = (one: ServerWithForm, left: number) => {
    for (const own of one.clients) {
      own.secret_expires_at = instant(Date.now() + left);
      own.secret_warned_from = instant(Date.now() + left - 14 * day);
    }
  };
  ends(soon, 3 * day + 60_000);
  ends(ended, -day);
  await shown([soon]);
  expect((await screen.findByTestId('secret-end')).textContent).toContain('expires in 3 days');
  known = [ended];
  await servers.load();
  await vi.waitFor(() =>
    expect(screen.getByTestId('secret-end').textContent).toContain('secret expired on'),
  );
});
