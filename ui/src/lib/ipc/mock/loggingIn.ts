// Logins as the program would do them: what is pasted decides how one ends.

import { emit } from '@tauri-apps/api/event';
import type { LoginForm, LoginPhaseView, RepeatForm } from '../bindings';
import { find, type Answer } from './finding';
import * as make from './things';
import type { World } from './world';

const clients = (world: World) => world.servers.flatMap((server) => server.clients);

export const loggingIn: Record<string, Answer> = {
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
    const phase = { type: 'waiting_for_person', warning: null } as const;
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
        type: 'waiting_for_person',
        warning: 'A page came back with a state that is not of this login. It was ignored.',
      });
    if (pasted === 'fail') {
      return phase(world, id, {
        type: 'failed',
        step: 'token',
        message: 'the server refused the redirect URI',
        said: '{"error":"invalid_grant","error_description":"redirect_uri did not match the authorization request"}',
        hint: 'Register the redirect URI below at the server, exactly as it stands here.',
        causes: [],
        remedy: 'redirect_uri',
      });
    }
    if (pasted === 'deny') {
      return phase(world, id, {
        type: 'failed',
        step: 'authorize',
        message: 'The server came back without a code.',
        said: 'access_denied: The resource owner denied the request.',
        hint: 'You, or the server’s rules, said no. Log in again and allow the access, or log in as somebody who may.',
        causes: [],
        remedy: null,
      });
    }
    if (pasted === 'late') return phase(world, id, { type: 'timed_out' });
    if (pasted === 'client') {
      return phase(world, id, {
        type: 'failed',
        step: 'token',
        message: 'The code could not be exchanged for a token.',
        said: 'invalid_client: Client authentication failed',
        hint: 'The server does not accept this client: check client id and secret.',
        causes: [],
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
      type: 'done',
      token_id: made.id,
      token_name: made.name,
      warning: null,
    });
  },
  open_login_browser: () => null,
  copy_login_address: () => null,
  cancel_login: (world, { id }) => {
    phase(world, id, { type: 'cancelled' });
    return null;
  },
  obtain_token: (world) => world.tokens[1],
};

function phase(world: World, id: unknown, to: LoginPhaseView) {
  const changed = { ...find(world.logins, id), phase: to };
  world.logins = world.logins.map((login) => (login.id === id ? changed : login));
  void emit('login-changed', changed);
  return changed;
}
