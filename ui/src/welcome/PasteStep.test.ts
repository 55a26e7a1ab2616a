import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { ImportForm } from '../lib/ipc';
import { answering } from '../lib/ipc/mock/testing';
import { fixtures } from '../lib/ipc/mock/fixtures';
import { client, server } from '../lib/ipc/mock/things';
import { logins } from '../login/logins.svelte';
import Connect from './Connect.svelte';
import { connecting } from './connecting.svelte';

const photos = server('Photos', 'https://api.example.org', 'https://id.example.org');

afterEach(() => {
  connecting.forget();
  logins.all = [];
});

const [described] = fixtures.given.import.servers;
const pasted = {
  ...fixtures.given.import,
  servers: [
    {
      ...described,
      form: photos.form,
      clients: [{ form: client(photos, 'my-app').form, has_secret: true, has_refresh: false }],
    },
  ],
  requests: ['POST /v1/notes'],
  unresolved: ['{{tenant}}'],
};

it('reads what is pasted, shows it, and stores it as it was corrected', async () => {
  const person = userEvent.setup();
  let stored: ImportForm | undefined;
  const made = client(photos, 'my-app');
  answering({
    read_import: () => pasted,
    store_import: ({ form }) => {
      stored = form as ImportForm;
      return { server_ids: [photos.id], client_ids: [made.id], token_ids: [], requests: 0 };
    },
    drop_import: () => null,
    list_servers: () => [{ ...photos, clients: [made] }],
  });
  render(Connect);
  await person.click(screen.getByTestId('server-paste'));
  await person.click(screen.getByTestId('import-text'));
  await person.paste('curl https://id.example.org/token -d client_secret=s3cret');
  await person.click(screen.getByTestId('import-read'));
  await screen.findByTestId('import-secret');
  expect(screen.queryByDisplayValue(/s3cret/)).toBeNull();
  expect(document.body.textContent).not.toContain('s3cret');
  expect(screen.getByTestId('import-kinds').textContent).toContain('asks for a token');
  expect(screen.getByTestId('import-ignored').textContent).toContain('--max-time 10');
  expect(screen.getByTestId('import-unresolved').textContent).toContain('{{tenant}}');
  await person.clear(screen.getByTestId('server-name'));
  await person.type(screen.getByTestId('server-name'), 'Mine');
  await person.click(screen.getByTestId('import-store'));
  await screen.findByTestId('login');
  expect(stored?.id).toBe('1');
  expect(stored?.servers[0]?.form.name).toBe('Mine');
  expect(stored?.servers[0]?.clients[0]).toMatchObject({
    client_id: 'my-app-4f21',
    secret: null,
  });
});

it('reads once more with the values and the word of the person', async () => {
  const person = userEvent.setup();
  const asked = answering({
    read_import: () => ({ ...pasted, unresolved: ['$TENANT', 'MY_SERVICE'] }),
    reread_import: () => ({ ...pasted, id: '2', unresolved: [] }),
    drop_import: () => null,
  });
  render(Connect);
  await person.click(screen.getByTestId('server-paste'));
  await person.type(screen.getByTestId('import-text'), 'curl x');
  await person.click(screen.getByTestId('import-read'));
  await person.type(await screen.findByTestId('import-value'), 'acme');
  await person.click(screen.getByTestId('import-real'));
  await person.click(screen.getByTestId('import-again'));
  await vi.waitFor(() => expect(screen.queryByTestId('import-unresolved')).toBeNull());
  expect(screen.getByTestId('import-request').textContent).toContain('POST /v1/notes');
  const again = asked.find(({ command }) => command === 'reread_import');
  expect(again?.args).toEqual({
    id: '1',
    form: { values: [{ name: 'TENANT', value: 'acme' }], real: true },
  });
});

it('forgets what was pasted when the person goes elsewhere', async () => {
  const person = userEvent.setup();
  const asked = answering({ read_import: () => pasted, drop_import: () => null });
  const { unmount } = render(Connect);
  await person.click(screen.getByTestId('server-paste'));
  await person.type(screen.getByTestId('import-text'), 'curl x');
  await person.click(screen.getByTestId('import-read'));
  await screen.findByTestId('import-store');
  unmount();
  expect(asked.at(-1)).toMatchObject({ command: 'drop_import', args: { id: '1' } });
});
