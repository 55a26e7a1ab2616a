import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { client, login as make, server } from '../lib/ipc/mock/things';
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

it('quotes the server where the login failed, and starts it again', async () => {
  const person = userEvent.setup();
  const asked = answering({ repeat_login: () => make(plainLogin(own.id), photos, own) });
  const again = vi.fn();
  const said = '{"error":"invalid_scope"}';
  render(LoginPanel, {
    login: {
      ...running,
      phase: {
        is: 'failed',
        step: 'Authorization',
        message: 'the server does not know a scope',
        said,
        hint: 'Edit the scopes.',
      },
    },
    onagain: again,
  });
  expect(screen.getByRole('alert').querySelector('blockquote')?.textContent).toBe(said);

  await person.click(screen.getByTestId('login-again'));
  await vi.waitFor(() => expect(again).toHaveBeenCalledOnce());
  const form = { paste_only: false, redirect_uri: '' };
  expect(asked[0]?.args).toEqual({ id: running.id, form });
});

it('tells its owner once it is done', () => {
  answering({});
  const done = vi.fn();
  render(LoginPanel, {
    login: { ...running, phase: { is: 'done', token_id: 'token-9', token_name: 'alice' } },
    ondone: done,
  });
  expect(done).toHaveBeenCalledExactlyOnceWith('token-9');
  expect(screen.getByTestId('login-status').textContent).toContain('“alice”');
});
