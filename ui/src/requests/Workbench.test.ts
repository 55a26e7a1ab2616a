import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DiagnosisView, GivenForm, RepairView, SendForm } from '../lib/ipc';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { fixtures } from '../lib/ipc/mock/fixtures';
import { client, draft as form, exchange, login, server, token } from '../lib/ipc/mock/things';
import { nav } from '../lib/nav.svelte';
import { logins } from '../login/logins.svelte';
import { tokens } from '../tokens/tokens.svelte';
import { Draft } from './draft.svelte';
import Workbench from './Workbench.svelte';

const photos = server('Photos', 'https://api.example.org', 'https://id.example.org');
const own = client(photos, 'Tokenry');
const alice = token('alice@photos', photos, own, 43 * 60_000, 3_600_000);
const sent = ({ form: given }: Record<string, unknown>) => given as SendForm;

const preview = {
  ...fixtures.requests.preview,
  url: 'https://api.example.org/me',
  token: alice,
  carried_as: 'Authorization: Bearer ••••',
};

function bench(method = 'GET') {
  const draft = new Draft({ ...form(method, '/me'), token_id: alice.id });
  render(Workbench, { draft });
  return draft;
}

beforeEach(() => {
  tokens.all = [alice];
  logins.all = [];
});

describe('sending', () => {
  it('says beside Send what will be sent, and shows the answer', async () => {
    const person = userEvent.setup();
    const asked = answering({
      preview_request: () => preview,
      send_request: () => exchange('GET', '/me', 200, 84),
    });
    bench();
    const summary = screen.getByTestId('send-summary');
    expect(summary.textContent).toContain('alice@photos · 42 min left');
    await vi.waitFor(() => expect(summary.textContent).toContain('Authorization: Bearer ••••'));

    await person.click(screen.getByTestId('request-send'));
    expect((await screen.findByTestId('response-status')).textContent).toBe('200 OK');
    expect(screen.getByTestId('response-time').textContent?.trim()).toBe('84 ms');
    expect(screen.getByTestId('response-size').textContent).toBe('1.2 KB');
    const send = asked.find(({ command }) => command === 'send_request');
    expect(sent(send?.args ?? {})).toMatchObject({ consent: null, renew_first: false });
  });

  it('asks for the values of variables before it sends', async () => {
    const person = userEvent.setup();
    const asked = answering({
      preview_request: ({ given }) => {
        const [first] = (given as GivenForm).values;
        const missing = first?.value ? [] : ['{{company}}'];
        const problem = missing.length > 0 ? 'Nothing stands for {{company}}.' : null;
        return { ...preview, problem, missing };
      },
      send_request: () => exchange('GET', '/me', 200, 84),
    });
    bench();
    const value = await screen.findByRole('textbox', { name: 'company' });
    await person.type(value, '7');
    const summary = screen.getByTestId('send-summary');
    await vi.waitFor(() => expect(summary.textContent).not.toContain('Nothing stands'));
    expect(screen.getByRole('textbox', { name: 'company' })).toHaveProperty('value', '7');
    expect(screen.queryByTestId('variables-keep')).toBeNull();
    await person.click(screen.getByTestId('request-send'));
    await screen.findByTestId('response-status');
    const send = asked.find(({ command }) => command === 'send_request');
    expect(sent(send?.args ?? {}).values).toEqual([{ name: 'company', value: '7' }]);
  });

  it('can be cancelled by the id it was sent with', async () => {
    const person = userEvent.setup();
    const asked = answering({
      preview_request: () => preview,
      send_request: () => new Promise(() => {}),
      cancel_send: () => null,
    });
    bench();
    await person.click(screen.getByTestId('request-send'));
    await person.click(await screen.findByTestId('request-cancel'));
    const send = asked.find(({ command }) => command === 'send_request');
    // A preview may be asked for meanwhile.
    expect(asked.filter(({ command }) => command === 'cancel_send')).toEqual([
      { command: 'cancel_send', args: { sendId: sent(send?.args ?? {}).send_id } },
    ]);
  });

  it('asks before a token goes to another origin', async () => {
    const person = userEvent.setup();
    const forms: SendForm[] = [];
    answering({
      preview_request: () => ({ ...preview, foreign_origin: 'https://evil.example' }),
      send_request: (args) => {
        forms.push(sent(args));
        if (sent(args).consent === null) throw refusal('needs_consent');
        return exchange('GET', '/me', 200, 9);
      },
    });
    bench();
    await person.click(screen.getByTestId('request-send'));
    await person.click(await screen.findByTestId('consent-once'));
    await screen.findByTestId('response-status');
    expect(forms.map((one) => [one.consent, one.remember_consent])).toEqual([
      [null, false],
      ['https://evil.example', false],
    ]);
  });

  it('asks about the origin where the request goes, also when a later look overtakes', async () => {
    const person = userEvent.setup();
    const looks: ((origin: string) => void)[] = [];
    let held = false;
    answering({
      preview_request: () => {
        if (!held) return { ...preview, foreign_origin: 'https://before.example' };
        return new Promise((resolve) => {
          looks.push((origin) => {
            resolve({ ...preview, foreign_origin: origin });
          });
        });
      },
      send_request: () => {
        throw refusal('needs_consent');
      },
    });
    const draft = bench();
    await vi.waitFor(() => {
      expect(draft.preview?.foreign_origin).toBe('https://before.example');
    });
    held = true;
    await person.click(screen.getByTestId('request-send'));
    await vi.waitFor(() => {
      expect(looks).toHaveLength(1);
    });
    void draft.look();
    looks[0]?.('https://now.example');
    const dialog = await screen.findByTestId('consent-dialog');
    expect(dialog.textContent).toContain('https://now.example');
  });

  it('offers to renew and send again where a write met a dead token', async () => {
    const person = userEvent.setup();
    const forms: SendForm[] = [];
    answering({
      preview_request: () => preview,
      send_request: (args) => {
        forms.push(sent(args));
        return exchange('POST', '/me', sent(args).renew_first ? 200 : 401, 9);
      },
    });
    bench('POST');
    await person.click(screen.getByTestId('request-send'));
    await person.click(await screen.findByTestId('repair'));
    await vi.waitFor(() =>
      expect(screen.getByTestId('response-status').textContent).toBe('200 OK'),
    );
    expect(forms.map((one) => one.renew_first)).toEqual([false, true]);
  });

  it('logs in and sends by itself where only a login helps', async () => {
    const person = userEvent.setup();
    let loggedIn = false;
    const started = login({ client_id: own.id } as never, photos, own);
    const asked = answering({
      preview_request: () => preview,
      list_tokens: () => [alice],
      start_login: () => started,
      send_request: () => {
        if (!loggedIn) throw refusal('login_needed', 'The server wants a new login');
        return exchange('GET', '/me', 200, 9);
      },
    });
    bench();
    await person.click(screen.getByTestId('request-send'));
    await person.click(await screen.findByTestId('login-and-send'));
    await screen.findByTestId('login-panel');
    expect(asked.find(({ command }) => command === 'start_login')?.args).toMatchObject({
      form: { client_id: own.id, renew_token_id: alice.id },
    });

    loggedIn = true;
    logins.changed({
      ...started,
      phase: { type: 'done', token_id: alice.id, token_name: alice.name, warning: null },
    });
    expect((await screen.findByTestId('response-status')).textContent).toBe('200 OK');
  });

  it('gets a first token by a login, takes it and sends', async () => {
    const person = userEvent.setup();
    const forms: SendForm[] = [];
    const started = login({ client_id: own.id } as never, photos, own);
    answering({
      preview_request: () => ({ ...preview, token: null }),
      list_tokens: () => [alice],
      start_login: () => started,
      send_request: (args) => {
        forms.push(sent(args));
        if (sent(args).draft.token_id) return exchange('GET', '/me', 200, 9);
        const diagnosis = refused({ type: 'new_login', client_id: own.id });
        return { ...exchange('GET', '/me', 401, 9), diagnosis };
      },
    });
    bench().form.token_id = null;
    await person.click(screen.getByTestId('request-send'));
    const repair = await screen.findByTestId('repair');
    expect(repair.textContent).toContain('Log in and send again');
    await person.click(repair);
    await screen.findByTestId('login-panel');
    logins.changed({
      ...started,
      phase: { type: 'done', token_id: alice.id, token_name: alice.name, warning: null },
    });
    await vi.waitFor(() =>
      expect(screen.getByTestId('response-status').textContent).toBe('200 OK'),
    );
    expect(forms.map((one) => one.draft.token_id)).toEqual([null, alice.id]);
  });

  it('sends with the token that was pasted anew', async () => {
    const person = userEvent.setup();
    const forms: SendForm[] = [];
    answering({
      preview_request: () => preview,
      send_request: (args) => {
        forms.push(sent(args));
        if (forms.length > 1) return exchange('GET', '/me', 200, 9);
        const diagnosis = refused({ type: 'paste_token' });
        return { ...exchange('GET', '/me', 401, 9), diagnosis };
      },
    });
    nav.go('requests');
    bench();
    await person.click(screen.getByTestId('request-send'));
    await person.click(await screen.findByTestId('repair'));
    const place = nav.token;
    if (place.at !== 'new' || !place.paste) throw new Error('it leads to where tokens are pasted');
    expect([nav.section, place.how, place.paste.serverId]).toEqual(['tokens', 'paste', photos.id]);
    place.paste.then('the-new-one');
    expect(nav.section).toBe('requests');
    await vi.waitFor(() => expect(forms[1]?.draft.token_id).toBe('the-new-one'));
  });
});

function refused(repair: RepairView): DiagnosisView {
  return {
    happened: 'The server refused the call.',
    said: null,
    meaning: 'It knows nobody who asks.',
    advice: 'Get a token.',
    remarks: [],
    may_ask: false,
    repair,
  };
}
