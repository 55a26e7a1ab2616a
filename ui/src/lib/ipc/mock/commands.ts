// What the mock answers to each command, changing its world as the program would.

import { emit } from '@tauri-apps/api/event';
import type { ClientForm, ServerForm, SettingsView } from '../bindings';
import { find, text, type Answer, type Args } from './finding';
import { discovering } from './discovering';
import { copy, fixtures } from './fixtures';
import { loggingIn } from './loggingIn';
import { recipes } from './recipes';
import { tokenKeeping } from './tokenKeeping';
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

const edited: Answer = (world, { id, form }) =>
  Object.assign(find(world.servers, id), { name: (form as ServerForm).name, form });

const answers: Record<string, Answer> = {
  app_state: (world) => world.app,
  remember: () => null,
  zoom: () => null,
  save_settings: (world, { settings }) => (world.app.settings = settings as SettingsView),
  vault_create: (world) =>
    (world.app.vault = { ...world.app.vault, state: 'unlocked', passphrase_slot: true }),
  vault_unlock: (world) =>
    (world.app.vault = {
      ...world.app.vault,
      state: 'unlocked',
      by_person: false,
      only_here: false,
    }),
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

  ...discovering,
  read_import: () => pasted(['MY_SERVICE', '$TENANT']),
  reread_import: () => pasted([]),
  store_import: () => ({ server_ids: [], client_ids: [], token_ids: [], requests: 0 }),
  drop_import: () => null,
  list_servers: (world) => world.servers,
  add_server: (world, { form }) => {
    const filled = form as ServerForm;
    const made = make.server(filled.name, filled.base_url, '');
    const added = { ...made, form: filled };
    world.servers = [...world.servers, added];
    return added;
  },
  edit_server: edited,
  server_move: (world, { id, form }) => {
    const { form: before, tokens } = find(world.servers, id);
    const to = new URL((form as ServerForm).base_url).origin;
    if (tokens === 0 || to === new URL(before.base_url).origin) return null;
    return {
      message: `“${before.name}” has ${tokens} tokens. With this change they will be sent to ${to}.`,
      origins: [to],
    };
  },
  move_server: edited,
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
  ...recipes,
  ...registering,
  edit_client: (world, { id, form }) => {
    const client = find(clients(world), id);
    return Object.assign(client, { name: (form as ClientForm).name, form });
  },
  client_removal: (world, { id }) => removal(world, (token) => token.stored_client_id === id),
  remove_client: (world, { id }) => {
    for (const server of world.servers)
      server.clients = server.clients.filter((one) => one.id !== id);
    return null;
  },

  ...loggingIn,
  ...tokenKeeping,
  ...requesting,
  copy_text: () => null,
  open_client_page: () => null,
};

function removal(world: World, goes: (token: World['tokens'][number]) => boolean) {
  return {
    clients: [],
    tokens: world.tokens.filter(goes).map((token) => token.name),
    requests: ['me', 'upload'],
  };
}

function pasted(unresolved: string[]) {
  return { ...copy(fixtures.given.import), id: String(unresolved.length + 1), unresolved };
}
