import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { ClientForm, RegistrationForm, ServerForm } from '../lib/ipc';
import { answering } from '../lib/ipc/mock/testing';
import { client, login, server } from '../lib/ipc/mock/things';
import { logins } from '../login/logins.svelte';
import { emptyClient } from '../servers/client';
import Connect from './Connect.svelte';
import { connecting } from './connecting.svelte';

const photos = server('Photos', 'https://api.example.org', 'https://id.example.org');

afterEach(() => {
  connecting.forget();
  logins.all = [];
});

it('goes from an address to a login, with the client as it was typed', async () => {
  const person = userEvent.setup();
  let filled: ClientForm | undefined;
  answering({
    discover_server: () => ({ found: true, recognised: null, tried: [], form: photos.form }),
    add_server: () => photos,
    list_servers: () => [photos],
    add_client: ({ form }) => {
      filled = form as ClientForm;
      return { ...client(photos, 'own'), form: filled };
    },
    start_login: ({ form }) => login(form as never, photos, client(photos, 'own')),
  });
  render(Connect);
  await person.type(screen.getByTestId('server-url'), 'api.example.org');
  await person.click(screen.getByTestId('server-continue'));
  await person.type(await screen.findByTestId('client-id'), 'my-app');
  await person.type(screen.getByTestId('client-secret'), 's3cret');
  await person.click(screen.getByTestId('client-save'));
  await person.click(await screen.findByTestId('login'));
  await screen.findByTestId('login-paste');

  expect(filled).toMatchObject({
    client_id: 'my-app',
    secret: 's3cret',
    auth: 'client_secret_basic',
    redirect_uri: 'http://127.0.0.1:8719/callback',
    scopes: ['openid', 'profile', 'email', 'offline_access'],
  });
  expect(connecting.client?.secret ?? null).not.toBe('s3cret');
});

const guide = {
  recipe: 'GoToSocial',
  suggested_redirect: 'urn:ietf:wg:oauth:2.0:oob',
  usual_scopes: ['read'],
  page: 'https://api.example.org/settings',
  steps: ['As name, enter Tokenry.'],
  proposal: null as { url: string; body: string } | null,
};

it('tells how to register by hand, with what suits the kind of server', async () => {
  answering({ client_guide: () => guide });
  connecting.server = photos;
  connecting.client = emptyClient(photos.form);
  connecting.step = 2;
  render(Connect);
  expect((await screen.findByTestId('guide-steps')).textContent).toContain('enter Tokenry');
  expect(screen.getByTestId('guide-page').textContent).toBe(guide.page);
  expect(screen.getByTestId<HTMLInputElement>('client-redirect').value).toBe(
    'urn:ietf:wg:oauth:2.0:oob',
  );
  expect(screen.queryByTestId('register')).toBeNull();
});

it('registers by itself where the server can, after showing what will be sent', async () => {
  const person = userEvent.setup();
  const proposal = {
    url: 'https://api.example.org/api/v1/apps',
    body: '{"client_name": "Tokenry"}',
  };
  let order: RegistrationForm | undefined;
  answering({
    client_guide: () => ({ ...guide, proposal }),
    register_client: ({ form }) => {
      order = form as RegistrationForm;
      return client(photos, 'own');
    },
    list_servers: () => [photos],
  });
  connecting.server = photos;
  connecting.client = emptyClient(photos.form);
  connecting.step = 2;
  render(Connect);
  await person.click(await screen.findByText('What will be sent'));
  expect(screen.getByTestId('proposal').textContent).toBe(proposal.body);
  await person.click(screen.getByTestId('register'));
  await screen.findByTestId('login');
  expect(order).toMatchObject({
    server_id: photos.id,
    redirect_uri: 'urn:ietf:wg:oauth:2.0:oob',
    scopes: ['read'],
  });
});

it('opens the endpoint fields where there is no metadata, and says what was tried', async () => {
  const person = userEvent.setup();
  let added: ServerForm | undefined;
  const bare = { ...photos.form, authorize_url: '', token_url: '' };
  const url = 'https://api.example.org/.well-known/openid-configuration';
  answering({
    discover_server: () => ({
      found: false,
      recognised: null,
      form: bare,
      tried: [{ url, outcome: '404 Not Found', found: false }],
    }),
    add_server: ({ form }) => {
      added = form as ServerForm;
      return { ...photos, form: added };
    },
    list_servers: () => [photos],
  });
  render(Connect);
  await person.type(screen.getByTestId('server-url'), 'https://api.example.org');
  await person.click(screen.getByTestId('server-continue'));
  expect((await screen.findByTestId('tried')).textContent).toContain(url);

  await person.type(screen.getByTestId('server-token-url'), 'https://api.example.org/token');
  await person.click(screen.getByTestId('server-continue'));
  await screen.findByTestId('client-id');
  expect(added?.token_url).toBe('https://api.example.org/token');
});
