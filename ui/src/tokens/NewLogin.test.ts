import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import type { LoginForm } from '../lib/ipc';
import { answering } from '../lib/ipc/mock/testing';
import { client, login as make, server, token } from '../lib/ipc/mock/things';
import { nav } from '../lib/nav.svelte';
import { servers } from '../servers/servers.svelte';
import NewLogin from './NewLogin.svelte';
import { wrongDetails } from './authorization-params';
import { grantOptions } from './grants';

const photos = server('Photos', 'https://api.example.org', 'https://id.example.org');
const own = client(photos, 'Tokenry');

beforeEach(() => {
  servers.all = [{ ...photos, clients: [own] }];
});

it('offers what only old servers need last, and says so', () => {
  const options = grantOptions(photos.form);
  expect(options[0]?.value).toBe('browser');
  expect(options.slice(-2).map((option) => option.value)).toEqual(['password', 'implicit']);
  for (const option of options.slice(-2)) expect(option.label).toContain('legacy');
  expect(grantOptions({ ...photos.form, authorize_url: '' }).at(-1)?.value).toBe('password');
});

it('asks for certain APIs and something in particular, also without a person', async () => {
  const person = userEvent.setup();
  const asked = answering({
    start_login: ({ form }) => make(form as LoginForm, photos, own),
    obtain_token: () => token('robot', photos, own, 60_000, 60_000),
    list_tokens: () => [],
  });
  render(NewLogin, {});
  await person.click(screen.getByTestId('login-further'));
  await person.type(screen.getByTestId('login-resource'), 'https://a.example urn:b ');
  await person.type(screen.getByTestId('login-audience'), 'billing');
  const details = screen.getByTestId('login-details');
  await person.type(details, '[[{{"type": "t"}');
  expect(screen.getByTestId('login')).toHaveProperty('disabled', true);
  expect(screen.getByText(/Invalid JSON/)).toBeTruthy();
  await person.type(details, ']');
  await person.click(screen.getByTestId('login'));

  const params = [
    { name: 'resource', value: 'https://a.example' },
    { name: 'resource', value: 'urn:b' },
    { name: 'audience', value: 'billing' },
    { name: 'authorization_details', value: '[{"type": "t"}]' },
  ];
  expect(asked.find(({ command }) => command === 'start_login')?.args).toMatchObject({
    form: { client_id: own.id, params, implicit: false },
  });
});

it('knows a list of typed objects from all else', () => {
  expect(wrongDetails('')).toBeNull();
  expect(wrongDetails('[{"type": "payment"}]')).toBeNull();
  for (const text of ['{}', '[]', '[1]', '[{"kind": "x"}]', '[{"type": ""}]'])
    expect(wrongDetails(text)).toContain('array of objects');
  expect(wrongDetails('[{type: x}]')).toContain('Invalid JSON');
});

it.each([
  [[], 'add-server', { at: 'connect' }],
  [[photos], 'add-client', { at: 'client', serverId: photos.id }],
])('leads to a first client', async (all, testid, place) => {
  const person = userEvent.setup();
  answering({ remember: () => null });
  servers.all = all.map((server) => ({ ...server, clients: [] }));
  render(NewLogin);
  expect(screen.queryByTestId('login')).toBeNull();
  await person.click(screen.getByTestId(testid));
  expect(nav.server).toEqual(place);
});
