// What the mock says after a refused login.

import type { AuthMethod } from '../bindings';
import { find, text, type Answer } from './finding';
import { copy, fixtures } from './fixtures';
import { refusal } from './redirects';
import type { World } from './world';

const clients = (world: World) => world.servers.flatMap((server) => server.clients);

export const mending: Record<string, Answer> = {
  other_methods: () => copy(fixtures.logins.other_methods),
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
