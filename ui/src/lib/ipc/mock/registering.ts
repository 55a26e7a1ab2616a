// What the mock answers about registrations.

import type {
  ClientWithForm,
  RegistrationChangeForm,
  RegistrationForm,
  RegistrationWithForm,
} from '../bindings';
import { find, text, type Answer } from './finding';
import * as make from './things';
import type { World } from './world';
import { instant } from '../../format';

const clients = (world: World) => world.servers.flatMap((server) => server.clients);

function body(form: RegistrationForm | RegistrationChangeForm): string {
  const sent = {
    client_name: form.name || 'Tokenry',
    redirect_uris: form.redirect_uris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    application_type: 'native',
    ...(form.scopes.length > 0 ? { scope: form.scopes.join(' ') } : {}),
  };
  return JSON.stringify(sent, null, 2);
}

/** Clients with a secret were registered by Tokenry. */
function registration(of: ClientWithForm): RegistrationWithForm | null {
  if (!of.has_secret) return null;
  const at = instant(Date.now() - 40 * 86_400_000);
  const { form } = of;
  const change = { name: form.name, redirect_uris: [form.redirect_uri], scopes: form.scopes };
  return {
    way: 'dynamic',
    registered_at: at,
    client_id_issued_at: at,
    registration_client_uri: `https://id.example.org/register/${form.client_id}`,
    managed: true,
    said: body(change),
    said_at: at,
    change,
    transcript: make.transcript('Asked about the registration'),
  };
}

/** As a recipe tells it: the page, and what to type there. */
function guided(base: string) {
  return {
    recipe: 'Firefly III',
    suggested_redirect: null,
    usual_scopes: [],
    page: `${base}/profile`,
    steps: [
      'Under OAuth, create a new client.',
      'As name, enter `Tokenry`; as redirect URL, `http://127.0.0.1:8719/callback`.',
      'Clear “Confidential” for a client without a secret.',
    ],
    proposal: null,
  };
}

export const registering: Record<string, Answer> = {
  client_guide: (world, { form }) => {
    const order = form as RegistrationForm;
    const { registration_url: url, base_url: base } = find(world.servers, order.server_id).form;
    if (base.includes('guided')) return guided(base);
    return {
      recipe: null,
      suggested_redirect: null,
      usual_scopes: [],
      page: null,
      steps: [],
      proposal: url === '' ? null : { url, body: body(order) },
    };
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
    const scopes = [...client.form.scopes, 'albums:read'];
    return {
      client,
      registration: registration(client),
      differences: [
        { what: 'scopes', here: client.form.scopes.join(' '), there: scopes.join(' ') },
      ],
      form: { ...client.form, scopes },
      new_secret: true,
    };
  },
  registration_change: (_, { clientId, form }) => ({
    url: `https://id.example.org/register/${text(clientId)}`,
    body: body(form as RegistrationChangeForm),
  }),
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
