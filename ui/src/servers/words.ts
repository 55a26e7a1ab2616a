// Labels for the settings of servers and clients.

import { dateTime } from '../lib/format';
import type {
  AuthMethod,
  ClientWithForm,
  Placement,
  RegistrationWithForm,
  ServerForm,
  TokenStyle,
} from '../lib/ipc';

export const authMethods: { value: AuthMethod; label: string }[] = [
  { value: 'client_secret_basic', label: 'client_secret_basic (secret in the header)' },
  { value: 'client_secret_post', label: 'client_secret_post (secret in the body)' },
  { value: 'private_key_jwt', label: 'private_key_jwt (signed with a private key)' },
  { value: 'client_secret_jwt', label: 'client_secret_jwt (signed with the secret)' },
  { value: 'tls_client_auth', label: 'tls_client_auth (certificate)' },
  {
    value: 'self_signed_tls_client_auth',
    label: 'self_signed_tls_client_auth (registered certificate)',
  },
  { value: 'client_secret_basic_raw', label: 'client_secret_basic (not URL-encoded)' },
  { value: 'none', label: 'none (public client)' },
];

export const tokenStyles: { value: TokenStyle; label: string }[] = [
  { value: 'form', label: 'Form (standard)' },
  { value: 'json', label: 'JSON' },
  { value: 'query', label: 'Query string' },
];

export const endpoints = [
  { key: 'authorize_url', label: 'Authorization', testid: 'server-authorize-url', main: true },
  { key: 'token_url', label: 'Token', testid: 'server-token-url', main: true },
  { key: 'userinfo_url', label: 'UserInfo', testid: 'server-userinfo-url', main: false },
  { key: 'revocation_url', label: 'Revocation', testid: 'server-revocation-url', main: false },
  {
    key: 'introspection_url',
    label: 'Introspection',
    testid: 'server-introspection-url',
    main: false,
  },
  {
    key: 'registration_url',
    label: 'Registration',
    testid: 'server-registration-url',
    main: false,
  },
  { key: 'device_url', label: 'Device authorization', testid: 'server-device-url', main: false },
  {
    key: 'pushed_authorization_url',
    label: 'Pushed authorization',
    testid: 'server-pushed-url',
    main: false,
  },
  { key: 'jwks_url', label: 'JWKS', testid: 'server-jwks-url', main: false },
  { key: 'end_session_url', label: 'End session', testid: 'server-end-session-url', main: false },
] as const;

export function endpointFacts(form: ServerForm) {
  const known = endpoints
    .filter(({ key }) => form[key] !== '')
    .map(({ key, label }) => ({ name: label, value: form[key], mono: true }));
  return form.issuer === ''
    ? known
    : [{ name: 'Issuer', value: form.issuer, mono: true }, ...known];
}

export function placementWords(placement: Placement): string {
  const { name } = placement;
  if (placement.in === 'header') {
    return `${name}: ${placement.prefix ? `${placement.prefix} ` : ''}••••`;
  }
  return placement.in === 'query' ? `?${name}=••••` : `form field ${name}=••••`;
}

export function habitFacts(form: ServerForm) {
  const style = tokenStyles.find((one) => one.value === form.token_style);
  return [
    { name: 'Token request format', value: style?.label ?? form.token_style },
    { name: 'Token placement', value: placementWords(form.placement), mono: true },
    {
      name: 'Issuer in login responses (iss)',
      value: form.promises_iss ? 'Required' : 'Not required',
    },
    ...(form.extras.length > 0
      ? [
          {
            name: 'Additional parameters',
            value: form.extras.map((extra) => extra.name).join(', '),
          },
        ]
      : []),
    ...(form.origins.length > 0
      ? [{ name: 'Additional allowed origins', value: form.origins.join(', '), mono: true }]
      : []),
  ];
}

const ways = {
  dynamic: 'Dynamic registration (RFC 7591)',
  mastodon: 'Mastodon API (POST /api/v1/apps)',
} as const;

export function registrationFacts(registration: RegistrationWithForm, client: ClientWithForm) {
  const { registration_client_uri: uri, managed, client_id_issued_at: issued } = registration;
  const ends = client.secret_expires_at;
  const end = ends === null ? 'no expiry' : `expires ${dateTime(ends)}`;
  return [
    { name: 'Registered', value: dateTime(registration.registered_at) },
    { name: 'Method', value: ways[registration.way] },
    ...(issued === null ? [] : [{ name: 'Client ID issued', value: dateTime(issued) }]),
    ...(uri === null
      ? []
      : [
          {
            name: 'Management URI',
            value: uri,
            mono: true,
            about: managed ? undefined : 'on another server, not used by Tokenry',
          },
        ]),
    { name: 'Client secret', value: client.has_secret ? `Stored, ${end}` : 'None' },
  ];
}
