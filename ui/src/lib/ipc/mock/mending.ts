// What the mock says after a refused login.

import type { AuthMethod } from '../bindings';
import { find, text, type Answer } from './finding';
import { refusal } from './redirects';
import type { World } from './world';

const clients = (world: World) => world.servers.flatMap((server) => server.clients);

export const mending: Record<string, Answer> = {
  other_methods: () => [
    { method: 'client_secret_post', why: 'The server lists another method in its metadata.' },
    { method: 'client_secret_basic_raw', why: 'Many servers take another method.' },
    { method: 'none', why: 'Many servers take another method.' },
  ],
  choose_method: (world, { clientId, method }) => {
    const client = find(clients(world), clientId);
    client.form.auth = method as AuthMethod;
    return client;
  },
  choose_redirect: (world, { clientId, redirectUri }) => {
    const client = find(clients(world), clientId);
    client.form.redirect_uri = text(redirectUri);
    return client;
  },
  look_at_login_page: () => null,
  explain_refusal: (world, { loginId, page, registered }) =>
    refusal(find(world.logins, loginId).redirect_uri, text(page), text(registered)),
};
