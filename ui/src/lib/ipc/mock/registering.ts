// What the mock answers about registrations.

import type {
  ClientWithForm,
  RegistrationChangeForm,
  RegistrationForm,
  RegistrationWithForm,
} from '../bindings';
import { find, type Answer } from './finding';
import { copy, fixtures } from './fixtures';
import * as make from './things';
import type { World } from './world';

const clients = (world: World) => world.servers.flatMap((server) => server.clients);

/** Clients with a secret were registered by Tokenry. */
function registration(of: ClientWithForm): RegistrationWithForm | null {
  if (!of.has_secret) return null;
  const { name, redirect_uri, scopes } = of.form;
  const change = { name, redirect_uris: [redirect_uri], scopes };
  return { ...copy(fixtures.setting_up.registration), change };
}

export const registering: Record<string, Answer> = {
  client_guide: (world, { form }) => {
    const order = form as RegistrationForm;
    const { registration_url: url, base_url: base } = find(world.servers, order.server_id).form;
    const { guide, proposal } = fixtures.setting_up;
    if (base.includes('guided')) return copy(guide, { 'https://guided.example.org': base });
    return url === '' ? { ...proposal, proposal: null } : proposal;
  },
  register_client: (world, { form }) => {
    const { server_id, redirect_uris, scopes } = form as RegistrationForm;
    const server = find(world.servers, server_id);
    const made = make.client(server, 'registered', true);
    const [redirect_uri = ''] = redirect_uris;
    const added = { ...made, form: { ...made.form, redirect_uri, scopes } };
    server.clients = [...server.clients, added];
    return added;
  },
  registration: (world, { clientId }) => registration(find(clients(world), clientId)),
  read_registration: (world, { clientId }) => {
    const client = find(clients(world), clientId);
    const reading = copy(fixtures.setting_up.reading);
    return { ...reading, client, registration: registration(client) };
  },
  registration_change: () => fixtures.setting_up.proposal.proposal,
  update_registration: (world, { clientId, form }) => {
    const client = find(clients(world), clientId);
    const { redirect_uris, scopes } = form as RegistrationChangeForm;
    const [redirect_uri = ''] = redirect_uris;
    return Object.assign(client, { form: { ...client.form, redirect_uri, scopes } });
  },
  delete_registration: (world, { clientId }) => {
    for (const server of world.servers)
      server.clients = server.clients.filter((one) => one.id !== clientId);
    return null;
  },
};
