// Single things of the mock: a server, a client, a token, a request, an exchange, a login.

import type {
  ClientView,
  DiagnosisView,
  DraftForm,
  ExchangeView,
  LoginForm,
  LoginView,
  RepairView,
  RequestView,
  ServerView,
  TokenDetailView,
  TokenView,
  TranscriptView,
} from '../bindings';
import { linesOf } from './bodies';

let next = 1;
const id = (kind: string) => `${kind}-${next++}`;

export function server(name: string, base: string, issuer: string): ServerView {
  const own = issuer || base;
  return {
    id: id('server'),
    clients: [],
    token_count: 0,
    form: {
      name,
      base_url: base,
      issuer,
      authorize_url: `${own}/oauth/authorize`,
      token_url: `${own}/oauth/token`,
      userinfo_url: issuer ? `${own}/userinfo` : '',
      revocation_url: issuer ? `${own}/oauth/revoke` : '',
      introspection_url: '',
      registration_url: '',
      device_url: issuer === '' ? '' : `${issuer}/device`,
      pushed_authorization_url: '',
      jwks_url: issuer ? `${own}/jwks` : '',
      end_session_url: '',
      token_style: 'form',
      placement: { place: 'header', name: 'Authorization', prefix: 'Bearer' },
      extras: [],
      code_name: '',
      origins: [],
      scopes: issuer
        ? ['openid', 'profile', 'email', 'offline_access', 'photos:read', 'photos:write', 'admin']
        : ['read', 'write'],
      auth_methods: ['client_secret_basic', 'none'],
      promises_iss: issuer !== '',
      requires_pushed: false,
      dpop_algs: issuer ? ['ES256'] : [],
      mtls_aliases: {},
      plain_http: false,
      token_member: '',
      any_token_type: false,
      recipe: '',
      recipe_parts: {},
      accepted: [],
    },
  };
}

export function client(of: ServerView, name: string, secret = false): ClientView {
  return {
    id: id('client'),
    server_id: of.id,
    has_secret: secret,
    secret_expires_at: null,
    secret_warned_from: null,
    way: of.form.issuer ? 'loopback' : 'out_of_band',
    form: {
      name,
      client_id: `${name.toLowerCase().replace(/\W/g, '-')}-4f21`,
      auth: secret ? 'client_secret_basic' : 'none',
      further_redirects: [],
      redirect_uri: of.form.issuer ? 'http://127.0.0.1:8719/callback' : 'urn:ietf:wg:oauth:2.0:oob',
      scopes: of.form.scopes.slice(0, 5),
      token_style: null,
      placement: null,
      extras: [],
      hardening: {
        signing_alg: '',
        signing_key_id: '',
        audience_is_issuer: false,
        pushed: false,
        dpop: false,
      },
      secret: null,
    },
  };
}

export function token(
  name: string,
  of: ServerView,
  by: ClientView | undefined,
  left: number | null,
  life: number,
): TokenView {
  const now = Date.now();
  return {
    id: id('token'),
    name,
    server_id: of.id,
    server_name: of.form.name,
    client_id: by?.id ?? null,
    client_name: by?.form.name ?? null,
    account: `${name.split('@')[0]}@example.org`,
    state: left === null ? 'no_expiry' : left < 0 ? 'refreshable' : 'valid',
    trouble: null,
    retry_at: null,
    expires_at: left === null ? null : now + left,
    obtained_at: left === null ? now - 86_400_000 : now + left - life,
    renewable: by !== undefined && left !== null,
    can_log_in: by !== undefined,
    grant: by === undefined ? 'pasted' : 'authorization_code',
    requested_scopes: ['photos:read', 'photos:write', 'admin'],
  };
}

export function detail(of: TokenView): TokenDetailView {
  const jwt = of.client_id !== null && of.expires_at !== null;
  return {
    token: of,
    server_url: 'https://id.example.org',
    token_type: 'Bearer',
    resources: jwt ? ['https://api.photos.example.org/v1'] : [],
    details: null,
    details_asked: null,
    scopes: jwt
      ? [
          { name: 'photos:read', requested: true, granted: true },
          { name: 'photos:write', requested: true, granted: true },
          { name: 'admin', requested: true, granted: false },
          { name: 'profile', requested: false, granted: true },
        ]
      : [],
    scopes_warning: jwt
      ? 'Fewer scopes were granted than were asked for: not admin. Calls that need them will be refused. Log in again and agree to them, or ask the server’s owner whether your account and this client may have them. More scopes were granted than were asked for: also profile. Whoever has the token can use them.'
      : null,
    expiry_source: of.expires_at === null ? 'unknown' : 'expires_in',
    has_refresh_token: of.renewable,
    has_id_token: jwt,
    bound_to: null,
    unbound: false,
    revocable: jwt,
    can_log_out: jwt,
    introspectable: jwt,
    members: jwt
      ? [
          {
            name: 'instance_url',
            value: 'https://eu7.photos.example.org',
            masked: false,
            in_callback: false,
          },
          { name: 'webhook_secret', value: '[redacted]', masked: true, in_callback: false },
          { name: 'realmId', value: '4620816365', masked: false, in_callback: true },
        ]
      : [],
    created_at: of.obtained_at,
    used_at: Date.now() - 125_000,
    access_claims: jwt
      ? [
          { name: 'iss', value: '"https://id.example.org"', meaning: 'Issuer: who made it' },
          { name: 'sub', value: '"8c2f1a7e-alice"', meaning: 'Subject: whom it stands for' },
          { name: 'aud', value: '["photos", "albums"]', meaning: 'Audience: who may accept it' },
          { name: 'exp', value: '1795238400', meaning: 'Ends 21 Nov 2026, 06:40' },
          {
            name: 'realm_access',
            value: '{"roles":["user","uploader","beta-tester"]}',
            meaning: null,
          },
        ]
      : null,
    id_claims: jwt
      ? [
          { name: 'email', value: '"alice@example.org"', meaning: null },
          { name: 'email_verified', value: 'true', meaning: null },
        ]
      : null,
    history: [
      { at: Date.now() - 1_000_000, kind: 'refreshed', detail: 'In the background, 412 ms' },
      {
        at: Date.now() - 4_600_000,
        kind: 'refresh_failed',
        detail: 'The server answered 503; tried again after 20 s',
      },
      { at: Date.now() - 8_200_000, kind: 'created', detail: 'Logged in as alice@example.org' },
    ],
    transcripts: [transcript('Renewal'), transcript('Login')],
    header_preview: 'Authorization: Bearer ••••••••',
  };
}

/** Looks for metadata, side by side. */
export function looks(urls: string[], found: boolean): TranscriptView {
  const at = Date.now();
  const steps = urls.map((url) => ({
    at,
    kind: 'discovery',
    title: `Looked at ${new URL(url).pathname}`,
    notes: [found ? 'Found.' : 'It answered 404 Not Found: an HTML page, not metadata.'],
    standard: 'RFC 8414 §3',
    curl: `curl '${url}'`,
    http: {
      method: 'GET',
      url,
      request_headers: [{ name: 'accept', value: 'application/json' }],
      request_body: null,
      status: found ? 200 : 404,
      response_headers: [],
      response_body: found ? '{}' : '<!doctype html>',
      millis: 41,
    },
  }));
  return { of: { is: 'discovery' }, at, title: 'What was tried', steps };
}

export function transcript(title: string): TranscriptView {
  const at = Date.now() - 1_000_000;
  return {
    of: { is: 'login', id: 'login-1' },
    at,
    title,
    steps: [
      {
        at,
        kind: 'prepare',
        title: 'Checked that port 8719 is free',
        http: null,
        notes: [],
        standard: null,
        curl: null,
      },
      {
        at: at + 12,
        kind: 'browser',
        title: 'Opened the browser',
        http: null,
        notes: ['PKCE S256, a fresh state and a nonce were sent.'],
        standard: 'RFC 8252 §5',
        curl: null,
      },
      {
        at: at + 9000,
        kind: 'callback',
        title: 'The browser came back with a code',
        http: null,
        notes: ['state and iss are the right ones.'],
        standard: 'RFC 6749 §4.1.2, RFC 9207',
        curl: null,
      },
      {
        at: at + 9100,
        kind: 'token',
        title: 'Exchanged the code for a token',
        notes: [],
        standard: 'RFC 6749 §4.1.3, RFC 7636 §4.5',
        curl: "curl 'https://id.example.org/oauth/token'",
        http: {
          method: 'POST',
          url: 'https://id.example.org/oauth/token',
          request_headers: [
            { name: 'content-type', value: 'application/x-www-form-urlencoded' },
            { name: 'authorization', value: 'Basic [redacted]' },
          ],
          request_body: 'grant_type=authorization_code&code=[redacted]&code_verifier=[redacted]',
          status: 200,
          response_headers: [{ name: 'content-type', value: 'application/json' }],
          response_body: '{"access_token":"[redacted]","token_type":"Bearer","expires_in":3600}',
          millis: 212,
        },
      },
    ],
  };
}

export function request(name: string, method: string, collection: string | null): RequestView {
  return { id: id('request'), collection_id: collection, name, method };
}

export function draft(method: string, path: string): DraftForm {
  return {
    method,
    url: `https://api.photos.example.org${path}`,
    parameters: [],
    headers: [{ name: 'Accept', value: 'application/json', enabled: true }],
    body:
      method === 'POST'
        ? { is: 'json', text: '{\n  "title": "Lisbon",\n  "public": false\n}' }
        : { is: 'none' },
    token_id: null,
    timeout_secs: 60,
    follow_redirects: true,
  };
}

export function exchange(
  method: string,
  path: string,
  status: number | null,
  ms: number,
  hour = 0,
): ExchangeView {
  const made = id('exchange');
  return {
    id: made,
    request_id: null,
    sent_at: Date.now() - hour * 3_600_000 - 60_000 * next,
    draft: draft(method, path),
    token_name: 'alice@photos',
    transcript: transcript('Request'),
    diagnosis: status === 401 ? refused() : null,
    warnings: [],
    outcome:
      status === null
        ? {
            is: 'failed',
            message: 'api.photos.example.org did not answer within 60 s',
            hint: 'The address was reached, but nothing came back. Try again, or raise the limit in Settings.',
          }
        : {
            is: 'answered',
            status,
            reason:
              { 200: 'OK', 204: 'No Content', 401: 'Unauthorized', 503: 'Service Unavailable' }[
                status
              ] ?? '',
            version: 'HTTP/2',
            headers: [
              { name: 'content-type', value: 'application/json; charset=utf-8' },
              { name: 'cache-control', value: 'private, max-age=0' },
              { name: 'x-request-id', value: '01J9Z8M3QW' },
            ],
            url: `https://api.photos.example.org${path}`,
            size: status === 204 ? 0 : 1234,
            first_byte_ms: ms * 0.8,
            total_ms: ms,
            content_type: 'application/json',
            body: { binary: false, language: 'json', pretty: linesOf(path, 'pretty', 0, 200) },
          },
  };
}

export function login(form: LoginForm, of: ServerView, by: ClientView): LoginView {
  const now = Date.now();
  return {
    id: id('login'),
    client_id: form.client_id,
    client_name: by.form.name,
    server_name: of.form.name,
    way: form.implicit ? 'paste_address' : by.way,
    implicit: form.implicit,
    device: null,
    redirect_uri: form.redirect_uri || by.form.redirect_uri,
    other_redirects: by.form.further_redirects,
    remarks: [],
    opens_browser: form.open_browser,
    phase: { is: 'waiting_for_person', warning: null },
    heard: null,
    started_at: now,
    expires_at: now + 600_000,
    transcript: { ...transcript('Login'), steps: transcript('Login').steps.slice(0, 2) },
  };
}

/** The same on another device, with a picture that is no real QR code. */
export function onDevice(login: LoginView): LoginView {
  return {
    ...login,
    way: 'another_device',
    redirect_uri: '',
    device: {
      address: 'https://id.example.org/device',
      user_code: 'WDJB-MJHT',
      qr_path: 'M0 0h7v7h-7zM14 0h7v7h-7zM0 14h7v7h-7zM9 9h3v3h-3zM16 16h2v2h-2z',
      qr_size: 21,
    },
  };
}

export function refused(repair: RepairView = { is: 'refresh' }): DiagnosisView {
  return {
    happened: 'The token alice@photos was refused.',
    said: 'invalid_token: The access token is invalid',
    meaning:
      'By what the server told, it is good for another 43 min. Most likely it was revoked, the server was set up anew, or it belongs to another API.',
    remarks: ['The clock of this machine is 4 min 10 s behind the server’s.'],
    advice: 'Renew the token and send again.',
    repair,
    may_ask: true,
  };
}
