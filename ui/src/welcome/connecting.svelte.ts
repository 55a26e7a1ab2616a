// How far the person came in connecting to a server. It is kept while they look elsewhere, and
// forgotten once there is a token.

import {
  ipc,
  type ClientForm,
  type ClientView,
  type ImportedView,
  type ServerForm,
  type ServerView,
} from '../lib/ipc';
import { nav } from '../lib/nav.svelte';
import { emptyClient } from '../servers/client';
import { servers } from '../servers/servers.svelte';

class Connecting {
  step = $state(1);
  /** Step one by pasting instead of by an address. */
  pasting = $state(false);
  address = $state('');
  server = $state.raw<ServerView | null>(null);
  clientId = $state<string | null>(null);
  hasSecret = $state(false);
  client = $state.raw<ClientForm | null>(null);

  async keepServer(form: ServerForm): Promise<void> {
    this.server = this.server
      ? await ipc.editServer(this.server.id, form)
      : await ipc.addServer(form);
    this.client ??= emptyClient(this.server.form);
    void servers.load();
    this.step = 2;
  }

  async keepClient(form: ClientForm): Promise<void> {
    if (this.server === null) return;
    const client = this.clientId
      ? await ipc.editClient(this.clientId, form)
      : await ipc.addClient(this.server.id, form);
    this.registered(client);
  }

  /** The client is there, typed in or registered by itself. */
  registered(client: ClientView): void {
    this.clientId = client.id;
    this.client = { ...client.form, secret: null };
    this.hasSecret = client.has_secret;
    void servers.load();
    this.step = 3;
  }

  /** Something pasted is stored: on to the login where there is one client, else to what came. */
  async imported(stored: ImportedView): Promise<void> {
    await servers.load();
    const [clientId] = stored.client_ids;
    const client = clientId === undefined ? undefined : servers.client(clientId);
    const server = servers.byId(client?.server_id ?? stored.server_ids[0] ?? '');
    this.forget();
    if (client && server && stored.client_ids.length === 1) {
      this.server = server;
      this.registered(client);
    } else if (server) {
      nav.toServer({ at: 'server', id: server.id });
    } else {
      nav.go(stored.requests > 0 ? 'requests' : 'servers');
    }
  }

  forget(): void {
    this.step = 1;
    this.pasting = false;
    this.address = '';
    this.server = null;
    this.clientId = null;
    this.hasSecret = false;
    this.client = null;
  }
}

export const connecting = new Connecting();
