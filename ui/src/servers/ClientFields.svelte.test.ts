import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { ClientForm, ServerForm } from '../lib/ipc';
import { answering } from '../lib/ipc/mock/testing';
import { redirectGuide } from '../lib/ipc/mock/redirects';
import { server } from '../lib/ipc/mock/things';
import { emptyClient } from './client';
import ClientFields from './ClientFields.svelte';

const photos = server('Photos', 'https://api.example.org', 'https://id.example.org').form;

function show(of: ServerForm, changed: Partial<ClientForm> = {}): void {
  answering({ redirect_guide: () => redirectGuide('') });
  const props = $state({ form: { ...emptyClient(of), ...changed }, server: of });
  render(ClientFields, props);
}

it.each([
  ['none', 'none (public client)'],
  ['private_key_jwt', 'private_key_jwt (signed with a private key)'],
  ['tls_client_auth', 'tls_client_auth (certificate)'],
] as const)('folds the method %s and names it', (auth, name) => {
  show(photos, { auth });
  expect(screen.queryByTestId('client-auth')).toBeNull();
  expect(screen.getByTestId('client-method').textContent).toContain(name);
});

it('names what was turned on beside the method', () => {
  const hardening = { ...emptyClient(photos).hardening, dpop: true, pushed: true };
  show(photos, { hardening });
  expect(screen.getByTestId('client-method').textContent).toContain('DPoP · PAR');
});

it('says in the heading which method a typed secret brings', async () => {
  const person = userEvent.setup();
  show(photos);
  await person.type(screen.getByTestId('client-secret'), 's3cret');
  expect(screen.getByTestId('client-method').textContent).toContain('client_secret_basic');
  expect(screen.queryByTestId('client-name')).toBeNull();
});

it.each([
  { scopes: ['a', 'b', 'c'], shown: 3, more: null },
  {
    scopes: Array.from({ length: 20 }, (_, i) => `resource-${i}:read`),
    shown: 3,
    more: '17 more',
  },
  { scopes: ['x'.repeat(200), 'y'], shown: 1, more: '1 more' },
])(
  'offers a line of $shown scopes first, the others at a click',
  async ({ scopes, shown, more }) => {
    const person = userEvent.setup();
    show({ ...photos, scopes });
    expect(screen.getAllByRole('button', { name: /^Add / })).toHaveLength(shown);
    if (more === null) return;
    await person.click(screen.getByRole('button', { name: more }));
    expect(screen.getAllByRole('button', { name: /^Add / })).toHaveLength(scopes.length);
  },
);
