// Single things of the mock: a server, a client, a token; and those of its other files.

import type {
  ClientForm,
  ClientWithForm,
  ServerForm,
  ServerWithForm,
  TokenDetailView,
  TokenView,
} from '../bindings';
import { clientFacts, serverFacts } from './facts';
import { id } from './ids';
import { transcript } from './transcripts';
import { instant } from '../../format';

export * from './exchanges';
export * from './logins';
export * from './transcripts';

export function server(name: string, base: string, issuer: string): ServerWithForm {
  const own = issuer || base;
  const form: ServerForm = {
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
    placement: { in: 'header', name: 'Authorization', prefix: 'Bearer' },
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
  };
  return { ...serverFacts(form), id: id('server'), clients: [], tokens: 0, form };
}

export function client(of: ServerWithForm, name: string, secret = false): ClientWithForm {
  const form: ClientForm = {
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
  };
  return {
    ...clientFacts(of, form),
    id: id('client'),
    has_secret: secret,
    secret_expires_at: null,
    secret_warned_from: null,
    way: of.form.issuer ? 'loopback' : 'out_of_band',
    form,
  };
}

export function token(
  name: string,
  of: ServerWithForm,
  by: ClientWithForm | undefined,
  left: number | null,
  life: number,
): TokenView {
  const now = Date.now();
  return {
    id: id('token'),
    name,
    server: of.form.name,
    server_id: of.id,
    client: by?.form.name ?? null,
    stored_client_id: by?.id ?? null,
    account: `${name.split('@')[0]}@example.org`,
    state: left === null ? 'no_expiry' : left < 0 ? 'refreshable' : 'valid',
    subject: null,
    health: { is: 'fine' },
    trouble: null,
    retry_at: null,
    token_type: 'Bearer',
    token_placement: null,
    scopes: ['photos:read', 'photos:write', 'profile'],
    resources: by !== undefined && left !== null ? ['https://api.photos.example.org/v1'] : [],
    authorization_details: null,
    authorization_details_requested: null,
    expires_in: left === null ? null : Math.floor(left / 1000),
    expiry_source: left === null ? 'unknown' : 'expires_in',
    has_refresh_token: by !== undefined && left !== null,
    has_id_token: by !== undefined && left !== null,
    generation: 1,
    created_at: instant(left === null ? now - 86_400_000 : now + left - life),
    used_at: instant(now - 125_000),
    expires_at: left === null ? null : instant(now + left),
    obtained_at: instant(left === null ? now - 86_400_000 : now + left - life),
    renewable: by !== undefined && left !== null,
    can_log_in: by !== undefined,
    grant: by === undefined ? 'pasted' : 'authorization_code',
    scopes_requested: ['photos:read', 'photos:write', 'admin'],
  };
}

export function detail(of: TokenView): TokenDetailView {
  const jwt = of.stored_client_id !== null && of.expires_at !== null;
  return {
    token: of,
    server_url: 'https://id.example.org',
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
      ? 'Fewer scopes were granted than requested: not admin. Calls that need them will be refused. Log in again and approve them, or ask the server’s owner whether your account and this client may have them. More scopes were granted than requested: also profile. Whoever has the token can use them.'
      : null,
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
            from: 'reply',
          },
          { name: 'webhook_secret', value: '[redacted]', masked: true, from: 'reply' },
          { name: 'realmId', value: '4620816365', masked: false, from: 'callback' },
        ]
      : [],
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
      {
        at: instant(Date.now() - 1_000_000),
        kind: 'refreshed',
        detail: 'In the background, 412 ms',
      },
      {
        at: instant(Date.now() - 4_600_000),
        kind: 'refresh_failed',
        detail: 'The server answered 503; tried again after 20 s',
      },
      {
        at: instant(Date.now() - 8_200_000),
        kind: 'created',
        detail: 'Logged in as alice@example.org',
      },
    ],
    transcripts: [transcript('Refresh'), transcript('Login')],
    header_preview: 'Authorization: Bearer ••••••••',
  };
}
