// What the mock answers to each command, changing its world as the program would.

import { emit } from '@tauri-apps/api/event';
import type {
  ClientForm,
  LoginForm,
  LoginPhaseView,
  PasteTokenForm,
  RepeatForm,
  ServerForm,
  SettingsView,
} from '../bindings';
import { find, text, type Answer, type Args } from './finding';
import { mending } from './mending';
import { redirectGuide } from './redirects';
import { registering } from './registering';
import { requesting } from './requesting';
import * as make from './things';
import type { World } from './world';

export function answer(world: World, command: string, args: Args): unknown {
  const known = answers[command];
  if (!known) throw new Error(`the mock does not know ${command}`);
  return known(world, args);
}

const clients = (world: World) => world.servers.flatMap((server) => server.clients);

const answers: Record<string, Answer> = {
  app_state: (world) => world.app,
  remember: () => null,
  zoom: () => null,
  save_settings: (world, { settings }) => (world.app.settings = settings as SettingsView),
  vault_create: (world) =>
    (world.app.vault = { ...world.app.vault, state: 'open', passphrase_slot: true }),
  vault_unlock: (world) =>
    (world.app.vault = { ...world.app.vault, state: 'open', by_person: false, only_here: false }),
  vault_lock: (world) =>
    (world.app.vault = { ...world.app.vault, state: 'locked', by_person: true, only_here: false }),
  vault_lock_idle: (world) =>
    (world.app.vault = {
      ...world.app.vault,
      state: 'locked',
      by_person: true,
      only_here: world.app.settings.idle_locks === 'window',
    }),
  vault_set_keyring: (world) => (world.app.vault = { ...world.app.vault, keyring_slot: true }),
  vault_remove_keyring: (world) => (world.app.vault = { ...world.app.vault, keyring_slot: false }),
  vault_outlook: () => ({ lost: false }),
  vault_start_over: () => null,
  vault_set_passphrase: (world) =>
    (world.app.vault = { ...world.app.vault, passphrase_slot: true }),
  vault_remove_passphrase: (world) =>
    (world.app.vault = { ...world.app.vault, passphrase_slot: false }),

  discover_server: (_, { address }) => {
    const base = text(address);
    const found = !base.includes('plain');
    const form = make.server(
      new URL(base).host.split('.').at(-2) ?? base,
      base,
      found ? base : '',
    ).form;
    const paths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
    return {
      found,
      remarks: found
        ? ['The token endpoint is on another host: tokens.example.org.']
        : [
            `${base}${paths[0]}: The metadata speaks for https://other.example instead of ${base}. If that is the server you mean, type its address.`,
          ],
      destinations: [],
      choices: found
        ? []
        : [
            {
              about: `The metadata at ${base}${paths[0]} speaks for https://other.example, not for the address where it was found.`,
              warnings: [
                'Codes, client secrets and refresh tokens go to https://login.other.example.',
              ],
              form: {
                ...form,
                issuer: 'https://other.example',
                authorize_url: 'https://login.other.example/authorize',
                token_url: 'https://login.other.example/token',
                accepted: ['Metadata of https://other.example.'],
              },
            },
          ],
      recognised: null,
      form: found ? form : { ...form, authorize_url: '', token_url: '' },
      transcript: make.looks(
        paths.map((path) => base + path),
        found,
      ),
    };
  },
  read_import: () => pasted(['MY_SERVICE', '$TENANT']),
  reread_import: () => pasted([]),
  store_import: () => ({ server_ids: [], client_ids: [], token_ids: [], requests: 0 }),
  drop_import: () => null,
  list_servers: (world) => world.servers,
  add_server: (world, { form }) => {
    const filled = form as ServerForm;
    const added = { ...make.server(filled.name, filled.base_url, ''), form: filled };
    world.servers = [...world.servers, added];
    return added;
  },
  edit_server: (world, { id, form }) => Object.assign(find(world.servers, id), { form }),
  server_move: (world, { id, form }) => {
    const { form: before, token_count: tokens } = find(world.servers, id);
    const to = new URL((form as ServerForm).base_url).origin;
    if (tokens === 0 || to === new URL(before.base_url).origin) return null;
    return {
      message: `“${before.name}” has ${tokens} tokens. With this change they go to ${to}.`,
      origins: [to],
    };
  },
  move_server: (world, { id, form }) => Object.assign(find(world.servers, id), { form }),
  server_removal: (world, { id }) => removal(world, (token) => token.server_id === id),
  remove_server: (world, { id }) => {
    world.servers = world.servers.filter((server) => server.id !== id);
    world.tokens = world.tokens.filter((token) => token.server_id !== id);
    void emit('tokens-changed');
    return null;
  },
  add_client: (world, { serverId, form }) => {
    const server = find(world.servers, serverId);
    const filled = form as ClientForm;
    const added = {
      ...make.client(server, filled.client_id),
      form: filled,
      has_secret: Boolean(filled.secret),
    };
    server.clients = [...server.clients, added];
    return added;
  },
  address_to_check: (world, { serverId }) =>
    find(world.servers, serverId).form.userinfo_url || null,
  ...mending,
  redirect_guide: (_, { redirectUri }) => redirectGuide(text(redirectUri)),
  list_recipes: () => ({
    recipes: [
      {
        id: 'passport',
        name: 'Laravel Passport',
        about: 'A PHP application made with Laravel and its package Passport.',
        docs: 'https://laravel.com/docs/13.x/passport',
        own: false,
        general: true,
        notes: ['Scopes are those that the application defines; many define none.'],
        scopes: [],
        parts: [],
      },
      ...[
        ['doorkeeper', 'Doorkeeper', 'A Ruby on Rails application with the gem Doorkeeper.'],
        [
          'openid',
          'OpenID Connect',
          'Any server that describes itself by OpenID Connect Discovery or RFC 8414.',
        ],
      ].map(([id, name, about]) => ({
        id,
        name,
        about,
        docs: 'https://example.org',
        own: false,
        general: true,
        notes: [],
        scopes: [],
        parts: [],
      })),
      {
        id: 'keycloak',
        name: 'Keycloak',
        about: 'An identity server that organisations run themselves.',
        docs: 'https://www.keycloak.org/documentation',
        own: false,
        general: false,
        notes: ['Type the address with its realm.'],
        scopes: [{ name: 'openid', about: 'Log in and get an ID token.' }],
        parts: [{ name: 'realm', about: 'The name of the realm.', usual: 'master' }],
      },
    ],
    faulty: [
      {
        message: '/home/me/recipes/mine.toml, line 3, column 1: unknown field `nam`.',
        hint: 'docs/recipes.md says what a recipe may hold. Mend the file or move it away; nothing was changed.',
      },
    ],
    folder: '/home/me/recipes',
  }),
  with_recipe: (_, { form, recipe }) => {
    const given = form as ServerForm;
    const base = given.base_url.replace(/\/$/, '');
    return {
      form: {
        ...given,
        recipe: text(recipe),
        authorize_url: given.authorize_url || `${base}/oauth/authorize`,
        token_url: given.token_url || `${base}/oauth/token`,
      },
      remarks: [],
    };
  },
  ...registering,
  edit_client: (world, { id, form }) => Object.assign(find(clients(world), id), { form }),
  client_removal: (world, { id }) => removal(world, (token) => token.client_id === id),
  remove_client: (world, { id }) => {
    for (const server of world.servers)
      server.clients = server.clients.filter((one) => one.id !== id);
    return null;
  },

  start_login: (world, { form }) => {
    const filled = form as LoginForm;
    const client = find(clients(world), filled.client_id);
    const started = make.login(filled, find(world.servers, client.server_id), client);
    world.logins = [started, ...world.logins];
    return started;
  },
  repeat_login: (world, { id, form }) => {
    const before = find(world.logins, id);
    const { paste_only, redirect_uri } = form as RepeatForm;
    const redirect = redirect_uri || before.redirect_uri;
    const way = paste_only ? 'paste_address' : before.way;
    const phase = { is: 'waiting_for_person', warning: null } as const;
    const next = { ...before, id: `${before.id}-again`, redirect_uri: redirect, way, phase };
    world.logins = [next, ...world.logins];
    return next;
  },
  start_device_login: (world, { form }) => {
    const filled = form as LoginForm;
    const client = find(clients(world), filled.client_id);
    const started = make.onDevice(
      make.login(filled, find(world.servers, client.server_id), client),
    );
    world.logins = [started, ...world.logins];
    return started;
  },
  list_logins: (world) => world.logins,
  take_stray_link: () => false,
  paste_into_login: (world, { id, text: pasted }) => {
    if (pasted === 'warn')
      return phase(world, id, {
        is: 'waiting_for_person',
        warning: 'A page came back with a state that is not of this login. It was ignored.',
      });
    if (pasted === 'fail') {
      return phase(world, id, {
        is: 'failed',
        step: 'token',
        message: 'the server refused the redirect URI',
        said: '{"error":"invalid_grant","error_description":"redirect_uri did not match the authorization request"}',
        hint: 'Register the redirect URI below at the server, exactly as it stands here.',
        remedy: 'redirect_uri',
      });
    }
    if (pasted === 'deny') {
      return phase(world, id, {
        is: 'failed',
        step: 'authorize',
        message: 'The server came back without a code.',
        said: 'access_denied: The resource owner denied the request.',
        hint: 'You, or the server’s rules, said no. Log in again and allow the access, or log in as somebody who may.',
        remedy: null,
      });
    }
    if (pasted === 'late') return phase(world, id, { is: 'timed_out' });
    if (pasted === 'client') {
      return phase(world, id, {
        is: 'failed',
        step: 'token',
        message: 'The code could not be exchanged for a token.',
        said: 'invalid_client: Client authentication failed',
        hint: 'The server does not accept this client: check client id and secret.',
        remedy: 'other_method',
      });
    }
    const started = find(world.logins, id);
    const client = find(clients(world), started.client_id);
    const made = make.token(
      'dave@photos',
      find(world.servers, client.server_id),
      client,
      3_600_000,
      3_600_000,
    );
    world.tokens = [...world.tokens, made];
    void emit('tokens-changed');
    return phase(world, id, {
      is: 'done',
      token_id: made.id,
      token_name: made.name,
      warning: null,
    });
  },
  open_login_browser: () => null,
  copy_login_address: () => null,
  cancel_login: (world, { id }) => {
    phase(world, id, { is: 'cancelled' });
    return null;
  },
  obtain_token: (world) => world.tokens[1],

  list_tokens: (world) => world.tokens,
  token_detail: (world, { id }) => make.detail(find(world.tokens, id)),
  rename_token: (world, { id, name }) => Object.assign(find(world.tokens, id), { name }),
  copy_token: () => null,
  copy_member: () => null,
  edit_token: (world, { id }) => find(world.tokens, id),
  reveal_extra: () => ({ text: 'S3CRET-of-the-subscription' }),
  reveal_token: (_, { part }) => ({
    text: `${text(part)}.eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.`.repeat(8),
  }),
  refresh_token: (world, { id }) => {
    const now = Date.now();
    return Object.assign(find(world.tokens, id), {
      expires_at: now + 3_600_000,
      obtained_at: now,
      state: 'valid',
    });
  },
  revoke_token: (world, { id }) => {
    const token = find(world.tokens, id);
    token.state = 'login_needed';
    token.trouble = 'You gave it back to the server.';
    return { whole: true, message: 'The server has revoked it.' };
  },
  verify_token: (world, { id }) =>
    find(world.tokens, id).client_id === null
      ? { access: null, id: null }
      : {
          access: { verified: true, about: 'Signed by the server (RS256).' },
          id: { verified: false, about: 'The server names no address of its keys (jwks).' },
        },
  introspect_token: () => ({
    active: true,
    members: [{ name: 'client_id', value: '"photos-app"', meaning: null }],
    notes: [],
  }),
  check_token: () => ({
    verdict: { is: 'works', account: 'alice@example.org' },
    url: 'https://api.photos.example.org/api/v1/me',
    status: 200,
    exchange_id: null,
    learned: [],
  }),
  place_token: () => null,
  log_out: () => null,
  copy_transcript: () => null,
  save_transcript: () => '/home/alice/Downloads/tokenry transcript.txt',
  forget_token: (world, { id }) => {
    world.tokens = world.tokens.filter((token) => token.id !== id);
    return null;
  },
  token_removal: () => ({ clients: [], tokens: [], requests: ['me', 'upload'] }),
  paste_token: (world, { form }) => {
    const filled = form as PasteTokenForm;
    const made = make.token(
      filled.name || 'pasted',
      find(world.servers, filled.server_id),
      undefined,
      null,
      0,
    );
    world.tokens = [...world.tokens, made];
    return { token: made, remarks: [], not_renewed: null };
  },

  ...requesting,
  copy_text: () => null,
  open_client_page: () => null,
};

function phase(world: World, id: unknown, to: LoginPhaseView) {
  const changed = { ...find(world.logins, id), phase: to };
  world.logins = world.logins.map((login) => (login.id === id ? changed : login));
  void emit('login-changed', changed);
  return changed;
}

function removal(world: World, goes: (token: World['tokens'][number]) => boolean) {
  return {
    clients: [],
    tokens: world.tokens.filter(goes).map((token) => token.name),
    requests: ['me', 'upload'],
  };
}

function pasted(unresolved: string[]) {
  const read = make.server('Photos', 'https://api.example.org', 'https://id.example.org');
  const form = make.client(read, 'photos', true).form;
  return {
    id: String(unresolved.length + 1),
    read: ['a command that asks for a token'],
    notes: ['id.example.org describes its endpoints.'],
    servers: [
      {
        form: read.form,
        existing: false,
        clients: [{ form, has_secret: true, has_refresh: false }],
        tokens: 0,
        registration: null,
      },
    ],
    collections: [],
    requests: [],
    ignored: [{ what: '--max-time 10', why: 'Tokenry has its own way for this.' }],
    unresolved,
  };
}
