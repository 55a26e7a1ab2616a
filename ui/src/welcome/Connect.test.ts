import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { ClientForm, RegistrationForm, ServerForm } from '../lib/ipc';
import { answering } from '../lib/ipc/mock/testing';
import { fixtures } from '../lib/ipc/mock/fixtures';
import { client, discovery, login, server } from '../lib/ipc/mock/things';
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
  let added: ServerForm | undefined;
  answering({
    discover_server: () => discovery(true, photos.form),
    add_server: ({ form }) => {
      added = form as ServerForm;
      return photos;
    },
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
  expect((await screen.findByTestId('found')).textContent).toContain('Detected the endpoints');
  expect(added).toBeUndefined();
  await person.clear(screen.getByTestId('server-name'));
  await person.type(screen.getByTestId('server-name'), 'Mine');
  await person.click(screen.getByTestId('server-continue'));
  await person.type(await screen.findByTestId('client-id'), 'my-app');
  expect(added?.name).toBe('Mine');
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
  ...fixtures.setting_up.proposal,
  recipe: 'GoToSocial',
  suggested_redirect: 'urn:ietf:wg:oauth:2.0:oob',
  usual_scopes: ['read'],
  page: 'https://api.example.org/settings',
  steps: ['As name, enter `Tokenry`.'],
  proposal: null as { url: string; body: string } | null,
};

it('tells how to register by hand, with what suits the kind of server', async () => {
  const person = userEvent.setup();
  const copied: string[] = [];
  answering({
    client_guide: () => guide,
    copy_text: ({ text }) => {
      copied.push(text as string);
      return null;
    },
  });
  connecting.server = photos;
  connecting.client = emptyClient(photos.form);
  connecting.step = 2;
  render(Connect);
  expect((await screen.findByTestId('guide-steps')).textContent).toContain('enter Tokenry.');
  await person.click(screen.getByRole('button', { name: 'Copy Tokenry' }));
  await person.click(screen.getByRole('button', { name: 'Copy page URL' }));
  expect(copied).toEqual(['Tokenry', guide.page]);
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
  const asked = answering({
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
  expect((await screen.findByTestId('proposal')).textContent).toBe(proposal.body);
  await person.click(screen.getByTestId('client-by-hand'));
  await screen.findByTestId('client-id');
  await person.click(screen.getByTestId('client-let-register'));
  await person.type(await screen.findByTestId('register-name'), 'Mine');
  await person.type(screen.getByTestId('initial-token'), 'initial');
  await person.click(screen.getByTestId('redirect-add-deep_link'));
  await person.click(screen.getByTestId('register'));
  await screen.findByTestId('login');
  expect(order).toMatchObject({
    server_id: photos.id,
    name: 'Mine',
    redirect_uris: ['urn:ietf:wg:oauth:2.0:oob', 'app.tokenry:/callback'],
    scopes: ['read'],
    initial_token: 'initial',
  });
  const looks = asked.filter((one) => one.command === 'client_guide');
  expect(JSON.stringify(looks)).not.toContain('initial"');
});

it('opens the endpoint fields where there is no metadata, and says what was tried', async () => {
  const person = userEvent.setup();
  let added: ServerForm | undefined;
  const bare = { ...photos.form, authorize_url: '', token_url: '' };
  const url = 'https://api.example.org/.well-known/openid-configuration';
  answering({
    discover_server: () => discovery(false, bare, [url]),
    add_server: ({ form }) => {
      added = form as ServerForm;
      return { ...photos, form: added };
    },
    list_servers: () => [photos],
  });
  render(Connect);
  await person.type(screen.getByTestId('server-url'), 'https://api.example.org');
  await person.click(screen.getByTestId('server-continue'));
  await person.click(await screen.findByTestId('discovery-log'));
  expect((await screen.findByTestId('transcript')).textContent).toContain(
    '/.well-known/openid-configuration',
  );

  await person.type(screen.getByTestId('server-token-url'), 'https://api.example.org/token');
  await person.click(screen.getByTestId('server-continue'));
  await screen.findByTestId('client-id');
  expect(added?.token_url).toBe('https://api.example.org/token');
});

it('says first why a description cannot be used', async () => {
  const person = userEvent.setup();
  const url = 'https://api.example.org/.well-known/openid-configuration';
  const reason = `${url}: The metadata speaks for https://other.example.`;
  answering({
    discover_server: () => ({
      ...discovery(false, { ...photos.form, authorize_url: '', token_url: '' }, [url]),
      remarks: [reason],
    }),
  });
  render(Connect);
  await person.type(screen.getByTestId('server-url'), 'https://api.example.org');
  await person.click(screen.getByTestId('server-continue'));
  expect((await screen.findByTestId('found-remark')).textContent).toBe(reason);
  expect(screen.queryByTestId('transcript')).toBeNull();
  await person.click(screen.getByText('Discovery log'));
  await screen.findByTestId('transcript');
});

it('looks again where the address was changed after it was looked at', async () => {
  const person = userEvent.setup();
  const asked = answering({
    discover_server: ({ address }) =>
      discovery(true, { ...photos.form, base_url: address as string }),
  });
  render(Connect);
  const url = screen.getByTestId('server-url');
  await person.type(url, 'https://a.example');
  await person.click(screen.getByTestId('server-continue'));
  await screen.findByTestId('server-name');
  await person.type(url, '.org');
  expect(screen.queryByTestId('server-name')).toBeNull();
  await person.click(screen.getByTestId('server-continue'));
  await screen.findByTestId('server-name');
  const looked = asked.filter((one) => one.command === 'discover_server');
  expect(looked.map((one) => one.args.address)).toEqual([
    'https://a.example',
    'https://a.example.org',
  ]);
});

it('takes what is not believed by itself over by a click, and says where secrets go', async () => {
  const person = userEvent.setup();
  let added: ServerForm | undefined;
  const chosen = { ...photos.form, token_url: 'https://login.other.example/token' };
  answering({
    discover_server: () => ({
      ...discovery(false, { ...photos.form, authorize_url: '', token_url: '' }),
      choices: [
        {
          about: 'The metadata speaks for https://other.example.',
          warnings: ['Codes go to https://login.other.example.'],
          form: { ...chosen, accepted: ['It speaks for https://other.example.'] },
        },
      ],
    }),
    add_server: ({ form }) => {
      added = form as ServerForm;
      return photos;
    },
    list_servers: () => [photos],
  });
  render(Connect);
  await person.type(screen.getByTestId('server-url'), 'api.example.org');
  await person.click(screen.getByTestId('server-continue'));
  expect((await screen.findByTestId('choice-warning')).textContent).toContain(
    'go to https://login',
  );
  expect(screen.getByTestId<HTMLInputElement>('server-token-url').value).toBe('');
  await person.click(screen.getByTestId('choose'));
  expect(screen.getByTestId<HTMLInputElement>('server-token-url').value).toBe(chosen.token_url);
  await person.click(screen.getByTestId('server-continue'));
  await screen.findByTestId('client-id');
  expect(added?.token_url).toBe(chosen.token_url);
  expect(added?.accepted).toEqual(['It speaks for https://other.example.']);
});
