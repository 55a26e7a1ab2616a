// Everything one can jump to.

import { shortcut } from '../lib/keys';
import { nav, sections, type Section } from '../lib/nav.svelte';
import { recent } from '../lib/recent';
import { requests } from '../requests/requests.svelte';
import { servers } from '../servers/servers.svelte';
import { tokens } from '../tokens/tokens.svelte';

export interface Target {
  key: string;
  name: string;
  kind: string;
  about: string;
  /** The keys that do the same. */
  keys?: string;
  go: () => void;
}

/** Recently opened entries, then actions, then everything else. */
export function targets(): Target[] {
  const all = things();
  const last = recent().flatMap((id) => all.find((one) => one.key === id) ?? []);
  return [...last, ...actions(), ...all.filter((one) => !last.includes(one))];
}

function actions(): Target[] {
  return [
    action('New request', () => {
      nav.go('requests');
      requests.fresh();
    }),
    action('New token', () => nav.toToken({ at: 'new', how: 'login' })),
    action('Paste token', () => nav.toToken({ at: 'new', how: 'paste' })),
    action('Add server', () => nav.toServer({ at: 'connect' })),
    ...sections.map((section, i) => ({
      ...action(names[section], () => nav.go(section)),
      kind: 'Go to',
      keys: shortcut(`${i + 1}`),
    })),
  ];
}

const names: Record<Section, string> = {
  tokens: 'Tokens',
  requests: 'Requests',
  history: 'History',
  servers: 'Servers',
  settings: 'Settings',
};

function action(name: string, go: () => void): Target {
  return { key: `action ${name}`, name, kind: 'Action', about: '', go };
}

function things(): Target[] {
  return [
    ...tokens.all.map((token) => ({
      key: token.id,
      name: token.name,
      kind: 'Token',
      about: token.server,
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
  ];
}
