// How far the person came in connecting to a server. It is kept while they look elsewhere. Whoever
// asks for a new server begins a new run. A run edits only what it has made itself.

import {
  ipc,
  type ClientForm,
  type ClientWithForm,
  type ImportedView,
  type RegistrationDraftView,
  type ServerForm,
  type ServerWithForm,
} from '../lib/ipc';
import { nav, type ServerPlace } from '../lib/nav.svelte';
import { parseUrl } from '../lib/url';
import { emptyClient } from '../servers/client';
import { moving } from '../servers/moving.svelte';
import { servers } from '../servers/servers.svelte';

class Connecting {
  step = $state(1);
  /** Step one by pasting instead of by an address. */
  pasting = $state(false);
  address = $state('');
  server = $state.raw<ServerWithForm | null>(null);
  clientId = $state<string | null>(null);
  hasSecret = $state(false);
  client = $state.raw<ClientForm | null>(null);
  /** A registration that was pasted. */
  wanted = $state.raw<RegistrationDraftView | null>(null);

  /** Counts the runs. */
  run = $state(0);
  /** There is a token: whoever comes back begins anew. */
  finished = false;
  #place: ServerPlace | null = null;
  /** The server was there before this run. */
  #known = false;

  /** The server that this run has made. */
  get made(): ServerWithForm | null {
    return this.#known ? null : this.server;
  }

  /** Begins a new run, unless the person only comes back to this place. */
  begin(place: ServerPlace): void {
    if (place === this.#place) return;
    this.forget();
    this.#place = place;
    this.run += 1;
  }

  /** The form belongs to the server of this run: the origin is the same. */
  edits(form: ServerForm): boolean {
    const made = parseUrl(this.made?.form.base_url ?? '');
    return made !== null && made.origin === parseUrl(form.base_url)?.origin;
  }

  async keepServer(form: ServerForm): Promise<void> {
    if (this.made && this.edits(form)) {
      const edited = await moving.edit(this.made.id, form);
      if (!edited) return;
      this.server = edited;
    } else {
      this.server = await ipc.addServer(form);
      this.#known = false;
      this.clientId = null;
      this.hasSecret = false;
      this.client = null;
    }
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
  registered(client: ClientWithForm): void {
    this.clientId = client.id;
    this.client = { ...client.form, secret: null };
    this.hasSecret = client.has_secret;
    void servers.load();
    this.step = 3;
  }

  /** Continues after an import: to the login of a single client, else to what was imported. */
  async imported(stored: ImportedView, wanted: RegistrationDraftView | null = null): Promise<void> {
    await servers.load();
    const [clientId] = stored.client_ids;
    const client = clientId === undefined ? undefined : servers.client(clientId);
    const server = servers.byId(client?.server_id ?? stored.server_ids[0] ?? '');
    this.forget();
    if (client && server && stored.client_ids.length === 1) {
      this.server = server;
      this.#known = !stored.server_ids.includes(server.id);
      this.registered(client);
    } else if (server && wanted !== null) {
      this.server = server;
      this.client = emptyClient(server.form);
      this.wanted = wanted;
      this.step = 2;
    } else if (server) {
      nav.toServer({ at: 'server', id: server.id });
    } else {
      nav.go(stored.requests > 0 ? 'requests' : 'servers');
    }
  }

  forget(): void {
    this.finished = false;
    this.#known = false;
    this.step = 1;
    this.pasting = false;
    this.address = '';
    this.server = null;
    this.clientId = null;
    this.hasSecret = false;
    this.client = null;
    this.wanted = null;
  }
}

export const connecting = new Connecting();
