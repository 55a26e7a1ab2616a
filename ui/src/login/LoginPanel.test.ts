import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { refusal as refused } from '../lib/ipc/mock/redirects';
import { client, login as make, server } from '../lib/ipc/mock/things';
import type { AuthMethod, LoginView } from '../lib/ipc';
import LoginPanel from './LoginPanel.svelte';
import { plainLogin } from './logins.svelte';

const photos = server('Photos', 'https://api.example.org', 'https://id.example.org');
const own = client(photos, 'Tokenry');
const running = make(plainLogin(own.id), photos, own);

it('shows the exact redirect URI, the countdown, and every way on', () => {
  answering({});
  render(LoginPanel, { login: running });
  expect(screen.getByTestId('login-redirect-uri').textContent).toBe(own.form.redirect_uri);
  expect(screen.getByTestId('login-countdown').textContent).toMatch(/^\s*(10:00|9:5\d)\s*$/);
  for (const way of ['login-open-browser', 'login-address-copy', 'login-cancel', 'login-paste']) {
    expect(screen.getByTestId(way)).toBeTruthy();
  }
});

it('hands over what was pasted, and shows why it was refused', async () => {
  const person = userEvent.setup();
  const asked = answering({
    paste_into_login: () => {
      throw refusal('bad_input', 'That is an access token, not a code');
    },
  });
  render(LoginPanel, { login: running });
  await person.type(screen.getByTestId('login-paste'), 'eyJhbGciOi');
  await person.click(screen.getByTestId('login-paste-submit'));

  expect(await screen.findByText('That is an access token, not a code')).toBeTruthy();
  expect(asked).toEqual([
    { command: 'paste_into_login', args: { id: running.id, text: 'eyJhbGciOi' } },
  ]);
});

it('tells an error that does not say whose it is, while it waits and at the end', async () => {
  answering({});
  const heard = { said: 'invalid_scope: no such scope', hint: 'Remove the scope.', remedy: null };
  const panel = render(LoginPanel, {
    login: {
      ...running,
      phase: { type: 'waiting_for_person', warning: 'It carries no state.' },
      heard,
    },
  });
  expect(screen.getByTestId('login-heard').textContent).toContain(heard.said);
  expect(screen.getByText(/still waiting/)).toBeTruthy();
  expect(screen.getAllByText('It carries no state.')).toHaveLength(1);
  await panel.rerender({ login: { ...running, phase: { type: 'timed_out' }, heard } });
  expect(screen.getByTestId('login-heard').textContent).toContain(heard.said);
  expect(screen.getByTestId('login-heard').textContent).toContain(heard.hint);
});

it('quotes the server where the login failed, and starts it again', async () => {
  const person = userEvent.setup();
  const asked = answering({ repeat_login: () => make(plainLogin(own.id), photos, own) });
  const again = vi.fn();
  const said = '{"error":"invalid_scope"}';
  render(LoginPanel, {
    login: {
      ...running,
      phase: {
        type: 'failed',
        step: 'Authorization',
        message: 'the server does not know a scope',
        said,
        hint: 'Edit the scopes.',
        causes: ['the connection was reset'],
        remedy: null,
      },
    },
    onagain: again,
  });
  expect(screen.getByRole('alert').querySelector('blockquote')?.textContent).toBe(said);
  const causes = screen.getByText('the connection was reset').closest('details');
  expect(causes?.open).toBe(false);

  await person.click(screen.getByTestId('login-again'));
  await vi.waitFor(() => expect(again).toHaveBeenCalledOnce());
  const form = { paste_only: false, redirect_uri: '' };
  expect(asked[0]?.args).toEqual({ id: running.id, form });
});

it('tells its owner once it is done', () => {
  answering({});
  const done = vi.fn();
  render(LoginPanel, {
    login: {
      ...running,
      phase: { type: 'done', token_id: 'token-9', token_name: 'alice', warning: 'Fewer scopes.' },
    },
    ondone: done,
  });
  expect(done).toHaveBeenCalledExactlyOnceWith('token-9');
  expect(screen.getByTestId('login-status').textContent).toContain('“alice”');
  expect(screen.getByTestId('login-scopes-warning').textContent).toBe('Fewer scopes.');
});

it('has the client try another method with one button, and not the same one twice', async () => {
  const person = userEvent.setup();
  const why = 'Many servers take another method.';
  // The core remembers what was refused.
  const refusedOnes: AuthMethod[] = ['client_secret_basic'];
  const asked = answering({
    other_methods: () =>
      (['client_secret_basic', 'client_secret_post', 'none'] as const)
        .filter((method) => !refusedOnes.includes(method))
        .map((method) => ({ method, why })),
    choose_method: ({ method }) => {
      refusedOnes.push(method as AuthMethod);
      return own;
    },
    repeat_login: () => make(plainLogin(own.id), photos, own),
  });
  const refused: LoginView['phase'] = {
    type: 'failed',
    step: 'token',
    message: 'The server refused.',
    said: 'invalid_client',
    hint: 'Check the client.',
    causes: [],
    remedy: 'other_method',
  };
  const again = vi.fn();
  const props = { login: { ...running, phase: refused }, onagain: again };
  const { unmount } = render(LoginPanel, props);
  await person.click(await screen.findByTestId('other-method-try'));
  await vi.waitFor(() => expect(again).toHaveBeenCalledOnce());
  const post = { clientId: own.id, method: 'client_secret_post' };
  expect(asked[1]).toEqual({ command: 'choose_method', args: post });
  expect(asked[2]?.command).toBe('repeat_login');

  unmount();
  const second = render(LoginPanel, props);
  const next = await screen.findByTestId('other-method-try');
  expect(next.textContent).toContain('no secret');
  await person.click(next);
  second.unmount();
  render(LoginPanel, props);
  const none = await screen.findByTestId('other-method-none');
  expect(none.textContent).toContain('the secret is');
});

it('shows where the redirect URI differs, and logs in with the registered one', async () => {
  const person = userEvent.setup();
  const sent = running.redirect_uri;
  const asked = answering({
    look_at_login_page: () => null,
    explain_refusal: ({ page, registered }) => refused(sent, String(page), String(registered)),
    choose_redirect: () => own,
    repeat_login: () => make(plainLogin(own.id), photos, own),
  });
  const again = vi.fn();
  render(LoginPanel, { login: running, onagain: again });
  await person.click(screen.getByTestId('login-page-error'));
  await person.type(await screen.findByTestId('page-words'), 'Invalid parameter: redirect_uri');
  await person.type(screen.getByTestId('page-registered'), `${sent}/`);
  await person.click(screen.getByTestId('page-explain'));
  const marks = (await screen.findByTestId('page-explained')).querySelectorAll('mark');
  expect([...marks].map((mark) => mark.textContent)).toEqual(['∅', '/']);
  await person.click(screen.getByTestId('page-use-registered'));
  await vi.waitFor(() => expect(again).toHaveBeenCalledOnce());
  expect(asked.find(({ command }) => command === 'choose_redirect')?.args).toEqual({
    clientId: own.id,
    redirectUri: `${sent}/`,
  });
});

it('says it without anybody, where the server tells everybody', async () => {
  answering({
    look_at_login_page: () => refused(running.redirect_uri, 'redirect_uri', 'http://x/'),
  });
  render(LoginPanel, { login: running });
  await userEvent.setup().click(screen.getByTestId('login-page-error'));
  const told = await screen.findByTestId('page-explained');
  expect(told.textContent).toContain('refuses the redirect URI');
  expect(screen.queryByTestId('page-words')).toBeNull();
});
