// Whatever waits for a server can be ended, once it takes longer than a moment.

import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import type { Component } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import Diagnosis from './diagnosis/Diagnosis.svelte';
import { Action } from './lib/action.svelte';
import { answering, type Asked } from './lib/ipc/mock/testing';
import { fixtures } from './lib/ipc/mock/fixtures';
import { client, detail, login, refused, server, token } from './lib/ipc/mock/things';
import LoginPanel from './login/LoginPanel.svelte';
import OtherMethod from './login/OtherMethod.svelte';
import PageError from './login/PageError.svelte';
import { logins, plainLogin } from './login/logins.svelte';
import ChangeRegistration from './servers/ChangeRegistration.svelte';
import DeleteRegistration from './servers/DeleteRegistration.svelte';
import RegisterForm from './servers/RegisterForm.svelte';
import { servers } from './servers/servers.svelte';
import AskServer from './tokens/AskServer.svelte';
import CheckToken from './tokens/CheckToken.svelte';
import NewLogin from './tokens/NewLogin.svelte';
import PasteToken from './tokens/PasteToken.svelte';
import RevokeDialog from './tokens/RevokeDialog.svelte';
import TokenActions from './tokens/TokenActions.svelte';
import { tokens } from './tokens/tokens.svelte';
import AddressStep from './welcome/AddressStep.svelte';
import LoginStep from './welcome/LoginStep.svelte';
import PastedDrafts from './welcome/PastedDrafts.svelte';
import PasteStep from './welcome/PasteStep.svelte';

const photos = server('Photos', 'https://api.example.org', 'https://id.example.org');
const own = client(photos, 'Tokenry');
photos.clients = [own];
const alice = token('alice@photos', photos, own, 600_000, 3_600_000);
const waiting = login(plainLogin(own.id), photos, own);
const ended = { ...waiting, phase: { type: 'cancelled' } as const };
const nothing = { clients: [], tokens: [], requests: [] };
const change = { name: 'x', redirect_uris: [], scopes: [] };
const guide = fixtures.setting_up.proposal;
const { proposal } = guide;
const drafts = fixtures.given.import;

interface Case {
  /** The command that does not end by itself. */
  command: string;
  /** What it is cancelled by. */
  name: string;
  what: unknown;
  props?: object;
  type?: [testid: string, text: string];
  click?: string;
}

const cases: Case[] = [
  {
    command: 'discover_server',
    name: 'discovery',
    what: AddressStep,
    type: ['server-url', 'https://a.example'],
    click: 'server-continue',
  },
  {
    command: 'read_import',
    name: 'import',
    what: PasteStep,
    type: ['import-text', 'curl x'],
    click: 'import-read',
  },
  {
    command: 'reread_import',
    name: 'import',
    what: PastedDrafts,
    props: { view: drafts, onback: vi.fn(), onreread: vi.fn(), onstored: vi.fn() },
    click: 'import-again',
  },
  {
    command: 'register_client',
    name: photos.id,
    what: RegisterForm,
    props: { server: photos, guide, onregistered: vi.fn() },
    click: 'register',
  },
  {
    command: 'update_registration',
    name: own.id,
    what: ChangeRegistration,
    props: { client: own, change, onchanged: vi.fn(), oncancel: vi.fn() },
    click: 'change-send',
  },
  {
    command: 'delete_registration',
    name: own.id,
    what: DeleteRegistration,
    props: { client: own, onclose: vi.fn() },
    click: 'delete-confirm',
  },
  { command: 'start_login', name: 'login', what: NewLogin, click: 'login' },
  {
    command: 'obtain_token',
    name: 'login',
    what: LoginStep,
    props: { server: photos, clientId: own.id, onfinished: vi.fn() },
    click: 'client-credentials',
  },
  {
    command: 'repeat_login',
    name: 'login',
    what: LoginPanel,
    props: { login: ended, onagain: vi.fn() },
    click: 'login-again',
  },
  {
    command: 'look_at_login_page',
    name: 'login-page',
    what: PageError,
    props: { login: waiting, onuse: vi.fn() },
  },
  {
    command: 'choose_method',
    name: 'login',
    what: OtherMethod,
    props: { clientId: own.id, onchanged: vi.fn() },
    click: 'other-method-try',
  },
  {
    command: 'refresh_token',
    name: alice.id,
    what: TokenActions,
    props: { token: alice, detail: detail(alice), action: new Action() },
    click: 'token-refresh',
  },
  {
    command: 'revoke_token',
    name: alice.id,
    what: RevokeDialog,
    props: { token: alice, onclose: vi.fn() },
    click: 'revoke-confirm',
  },
  {
    command: 'check_token',
    name: alice.id,
    what: CheckToken,
    props: { token: alice },
    click: 'token-check',
  },
  {
    command: 'introspect_token',
    name: alice.id,
    what: AskServer,
    props: { id: alice.id },
    click: 'token-ask',
  },
  {
    command: 'introspect_token',
    name: alice.id,
    what: Diagnosis,
    props: { diagnosis: refused(), again: 'send', tokenId: alice.id },
    click: 'diagnosis-ask',
  },
  {
    command: 'paste_token',
    name: 'paste',
    what: PasteToken,
    type: ['paste-text', 'eyJ'],
    click: 'paste-save',
  },
];

beforeEach(() => {
  servers.all = [photos];
  tokens.all = [alice];
  logins.all = [];
});

afterEach(() => vi.useRealTimers());

it.each(cases)('$command ends with Cancel ($name)', async (one) => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const person = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const asked: Asked[] = answering({
    client_guide: () => guide,
    registration_change: () => proposal,
    client_removal: () => nothing,
    redirect_guide: () => null,
    drop_import: () => null,
    other_methods: () => [{ method: 'client_secret_post', why: 'It may.' }],
    cancel_work: () => null,
    [one.command]: () => new Promise(() => {}),
  });
  render(one.what as Component, { props: (one.props ?? {}) as never });
  if (one.type) await person.type(await screen.findByTestId(one.type[0]), one.type[1]);
  if (one.click) {
    const button = await screen.findByTestId<HTMLButtonElement>(one.click);
    await vi.waitFor(() => expect(button.disabled).toBe(false));
    await person.click(button);
  }
  await vi.waitFor(() => expect(asked.some(({ command }) => command === one.command)).toBe(true));
  await vi.advanceTimersByTimeAsync(400);
  await person.click(await screen.findByTestId('cancel-work'));
  const cancelled = asked.filter(({ command }) => command === 'cancel_work');
  expect(cancelled.map(({ args }) => args.name)).toContain(one.name);
});
