// Everything one can jump to.

import { nav } from '../lib/nav.svelte';
import { requests } from '../requests/requests.svelte';
import { servers } from '../servers/servers.svelte';
import { tokens } from '../tokens/tokens.svelte';

export interface Target {
  key: string;
  name: string;
  kind: string;
  about: string;
  go: () => void;
}

export function targets(): Target[] {
  return [
    ...tokens.all.map((token) => ({
      key: token.id,
      name: token.name,
      kind: 'Token',
      about: token.server_name,
      go: () => nav.toToken({ at: 'token', id: token.id }),
    })),
    ...requests.all.map((request) => ({
      key: request.id,
      name: request.name,
      kind: 'Request',
      about: request.method,
      go: () => {
        nav.go('requests');
        void requests.open(request.id);
      },
    })),
    ...servers.all.map((server) => ({
      key: server.id,
      name: server.form.name,
      kind: 'Server',
      about: server.form.base_url,
      go: () => nav.toServer({ at: 'server', id: server.id }),
    })),
    place('New request', '', () => {
      nav.go('requests');
      requests.fresh();
    }),
    place('Get a token', 'log in', () => nav.toToken({ at: 'new', how: 'login' })),
    place('Paste a token', '', () => nav.toToken({ at: 'new', how: 'paste' })),
    place('Add a server', '', () => nav.toServer({ at: 'connect' })),
    place('Tokens', '', () => nav.go('tokens')),
    place('Requests', '', () => nav.go('requests')),
    place('History', '', () => nav.go('history')),
    place('Servers', '', () => nav.go('servers')),
    place('Settings', 'theme, vault, clipboard', () => nav.go('settings')),
  ];
}

function place(name: string, about: string, go: () => void): Target {
  return { key: `place ${name}`, name, kind: 'Go to', about, go };
}
