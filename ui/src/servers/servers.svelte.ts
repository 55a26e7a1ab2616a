// All servers with their clients.

import { byName } from '../lib/format';
import { ipc, type ClientWithForm, type ServerForm, type ServerWithForm } from '../lib/ipc';
import { problemFrom, type Problem } from '../lib/ipc/errors';

class Servers {
  all = $state.raw<ServerWithForm[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Asked to be deleted from the list. */
  removing = $state<string | null>(null);

  async load(): Promise<void> {
    try {
      const all = await ipc.listServers();
      this.all = all.toSorted((a, b) => byName(a.form.name, b.form.name));
      this.problem = null;
      this.loaded = true;
    } catch (thrown) {
      this.problem = problemFrom(thrown);
    }
  }

  byId(id: string): ServerWithForm | undefined {
    return this.all.find((server) => server.id === id);
  }

  get clients(): ClientWithForm[] {
    return this.all.flatMap((server) => server.clients);
  }

  client(id: string): ClientWithForm | undefined {
    return this.clients.find((client) => client.id === id);
  }
}

export const servers = new Servers();

export function emptyServer(): ServerForm {
  return {
    name: '',
    base_url: '',
    issuer: '',
    authorize_url: '',
    token_url: '',
    userinfo_url: '',
    revocation_url: '',
    introspection_url: '',
    registration_url: '',
    device_url: '',
    pushed_authorization_url: '',
    jwks_url: '',
    end_session_url: '',
    token_style: 'form',
    placement: { in: 'header', name: 'Authorization', prefix: 'Bearer' },
    extras: [],
    code_name: '',
    origins: [],
    scopes: [],
    auth_methods: [],
    promises_iss: false,
    requires_pushed: false,
    dpop_algs: [],
    mtls_aliases: {},
    plain_http: false,
    token_member: '',
    any_token_type: false,
    recipe: '',
    recipe_parts: {},
    accepted: [],
  };
}
