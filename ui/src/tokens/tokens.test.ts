import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { answering } from '../lib/ipc/mock/testing';
import { client, detail, login, server, token } from '../lib/ipc/mock/things';
import type { Grant, Relogin, TokenView } from '../lib/ipc';
import { nav } from '../lib/nav.svelte';
import { plainLogin } from '../login/logins.svelte';
import { servers } from '../servers/servers.svelte';
import NewLogin from './NewLogin.svelte';
import TokenList from './TokenList.svelte';
import TokenPage from './TokenPage.svelte';
import { stateAt, tokens } from './tokens.svelte';
import { millis } from '../lib/format';

const photos = server('Photos', 'https://api.example.org', 'https://id.example.org');
const own = client(photos, 'Tokenry');
const HOUR = 3_600_000;

describe('the state of a token', () => {
  const one = token('alice', photos, own, HOUR, HOUR);
  const end = millis(one.expires_at ?? '');

  it('follows the clock between two reports of the program', () => {
    expect(stateAt(one, end - 10 * 60_000)).toBe('valid');
    expect(stateAt(one, end - 30_000)).toBe('expiring');
    expect(stateAt(one, end + 1)).toBe('refreshable');
  });

  it('is what the program says where nothing changes by itself', () => {
    const still: TokenView = { ...one, state: 'login_needed', next_states: [] };
    expect(stateAt(still, end + HOUR)).toBe('login_needed');
  });
});

describe('the page of a token', () => {
  const one = token('alice@photos', photos, own, HOUR / 2, HOUR);

  beforeEach(() => {
    tokens.all = [one];
    tokens.loaded = true;
  });

  it('reads its details once, and again when tokens changed', async () => {
    const asked = answering({ token_detail: () => detail(one), list_tokens: () => [one] });
    render(TokenPage, { id: one.id });
    await screen.findByText('requested, not granted');
    await tick();
    expect(asked.filter(({ command }) => command === 'token_detail')).toHaveLength(1);

    await tokens.load();
    await tick();
    expect(asked.filter(({ command }) => command === 'token_detail')).toHaveLength(2);
    expect(screen.getByTestId('token-name').textContent).toBe('alice@photos');
    expect(screen.getByTestId('token-state').textContent).toContain('Valid');
  });

  it('copies without the token passing through the page', async () => {
    const asked = answering({ token_detail: () => detail(one), copy_token: () => null });
    render(TokenPage, { id: one.id });
    (await screen.findByTestId('token-copy')).click();
    await tick();
    expect(asked).toContainEqual({
      command: 'copy_token',
      args: { id: one.id, format: 'token' },
    });
  });
});

it('draws only the rows in view of a thousand tokens', () => {
  answering({});
  tokens.all = Array.from({ length: 1000 }, (_, i) => token(`user-${i}`, photos, own, HOUR, HOUR));
  render(TokenList, { shown: null });
  const rows = screen.getAllByTestId('token-row');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(60);
  expect(rows.filter((row) => row.tabIndex === 0)).toHaveLength(1);
});

describe('logging in again', () => {
  const again = async (grant: Grant, relogin: Relogin, renewable = false) => {
    const one = { ...token('alice', photos, own, HOUR, HOUR), grant, relogin, renewable };
    tokens.all = [one];
    const asked = answering({
      token_detail: () => detail(one),
      list_tokens: () => [one],
      obtain_token: () => one,
      start_login: () => login(plainLogin(own.id), photos, own),
    });
    render(TokenPage, { id: one.id });
    await screen.findByTestId('token-copy');
    return { one, asked };
  };
  const form = (one: TokenView) => ({
    ...plainLogin(own.id),
    scopes: one.scopes_requested,
    renew_token_id: one.id,
  });

  it('opens the browser, with the scopes that the token had', async () => {
    const { one, asked } = await again('authorization_code', 'browser');
    screen.getByTestId('token-login-again').click();
    await tick();
    expect(asked).toContainEqual({ command: 'start_login', args: { form: form(one) } });
  });

  it('asks once more where nobody is needed', async () => {
    const { one, asked } = await again('jwt_bearer', 'unattended');
    screen.getByTestId('token-login-again').click();
    await tick();
    const grant = { type: 'jwt_bearer', subject: one.account };
    expect(asked).toContainEqual({ command: 'obtain_token', args: { form: form(one), grant } });
  });

  it('is not offered beside a renewal that is the same', async () => {
    await again('client_credentials', 'unattended', true);
    expect(screen.queryByTestId('token-login-again')).toBeNull();
    screen.getByTestId('token-refresh');
  });

  it('shows its form where something was not kept', async () => {
    const { one, asked } = await again('password', 'form');
    screen.getByTestId('token-login-again').click();
    await tick();
    expect(asked.some(({ command }) => command.startsWith('start'))).toBe(false);
    expect(nav.token).toMatchObject({ at: 'new', clientId: own.id, renewId: one.id });
    servers.all = [{ ...photos, clients: [own] }];
    render(NewLogin, { clientId: own.id, renewed: one });
    expect(screen.getByTestId<HTMLInputElement>('login-username').value).toBe(one.account);
    expect(screen.queryByTestId('login-token-name')).toBeNull();
  });
});
