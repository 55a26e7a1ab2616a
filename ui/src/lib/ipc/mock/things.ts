// Single things of the mock: a server, a client, a token; and those of its other files.

import type { ClientWithForm, ServerWithForm, TokenDetailView, TokenView } from '../bindings';
import { copy, fixtures } from './fixtures';
import { id } from './ids';
import { instant } from '../../format';

export * from './exchanges';
export * from './logins';
export * from './transcripts';

/** One that describes itself, or, without an issuer, one that does not. */
export function server(name: string, base: string, issuer: string): ServerWithForm {
  const { described, social } = fixtures.profiles;
  const made =
    issuer === ''
      ? copy(social, { [social.form.base_url]: base, [origin(social)]: base, GoToSocial: name })
      : copy(described, {
          [described.form.base_url]: base,
          [described.form.issuer]: issuer,
          Photos: name,
        });
  return { ...made, id: id('server'), clients: [], tokens: 0 };
}

const origin = (of: ServerWithForm) => new URL(of.form.base_url).origin;

export function client(of: ServerWithForm, name: string, secret = false): ClientWithForm {
  const { described, social } = fixtures.profiles;
  const [open, confidential] = described.clients as [ClientWithForm, ClientWithForm];
  const [pasting] = social.clients as [ClientWithForm];
  const like = secret ? confidential : of.form.issuer === '' ? pasting : open;
  const made = copy(like, {
    [like.name]: name,
    [like.client_id]: `${name.toLowerCase().replace(/\W/g, '-')}-4f21`,
    [like.server]: of.form.name,
    [like.server_id]: of.id,
  });
  return { ...made, id: id('client'), secret_expires_at: null, secret_warned_from: null };
}

/** `left`: milliseconds until its end, none where that is not known; `life`: all that it has. */
export function token(
  name: string,
  of: ServerWithForm,
  by: ClientWithForm | undefined,
  left: number | null,
  life: number,
): TokenView {
  const { valid, refreshable, lasting, pasted } = fixtures.tokens;
  const like = by === undefined ? pasted : left === null ? lasting : left < 0 ? refreshable : valid;
  const now = Date.now();
  const obtained = left === null ? like.obtained_at : instant(now + left - life);
  return {
    ...copy(like),
    id: id('token'),
    name,
    server: of.form.name,
    server_id: of.id,
    client: by?.form.name ?? null,
    stored_client_id: by?.id ?? null,
    account: `${name.split('@')[0]}@example.org`,
    expires_at: left === null ? null : instant(now + left),
    expires_in: left === null ? null : Math.floor(left / 1000),
    next_states: left === null || left < 0 ? [] : statesUntil(now + left, life),
    created_at: obtained,
    obtained_at: obtained,
  };
}

/** What the program reports of a token with a refresh token and the default margin. */
function statesUntil(end: number, life: number): TokenView['next_states'] {
  return [
    { at: instant(end - Math.min(60_000, life / 10)), state: 'expiring' },
    { at: instant(end), state: 'refreshable' },
  ];
}

export function detail(of: TokenView): TokenDetailView {
  const { detail, pasted_detail } = fixtures.tokens;
  const whole = of.stored_client_id !== null && of.expires_at !== null;
  return { ...copy(whole ? detail : pasted_detail), token: of };
}
