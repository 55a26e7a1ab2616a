// The configuration of `oidc-provider`: what it allows, how long things live, who the people are.

import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

export const API_SCOPES = ['notes:read', 'notes:write'];

/** Anybody may log in under any name; the rest of the account follows from the name. */
export function account(login) {
  const name = login.charAt(0).toUpperCase() + login.slice(1);
  return { sub: login, name, preferred_username: login, email: `${login}@example.com`, email_verified: true };
}

export async function createProvider({ issuer, secureOrigin, options, settings, store }) {
  const provider = new Provider(issuer, {
    adapter: store.Adapter,
    clients: (options.clients ?? []).map((client) => (
      options.details ? { ...client, authorization_details_types: ['notes'] } : client
    )),
    scopes: ['openid', 'offline_access', ...API_SCOPES],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: options.id_token_claims !== true,
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => account(sub) }),
    jwks: { keys: signingKeys() },
    cookies: { keys: ['stage'] },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'] },
    clockTolerance: 0,
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      dPoP: {
        enabled: true,
        nonceSecret: options.dpop_nonces ? Buffer.alloc(32, 'stage') : undefined,
        requireNonce: () => options.dpop_nonces === true,
      },
      introspection: { enabled: true },
      registration: { enabled: options.registration === true },
      registrationManagement: { enabled: options.registration === true },
      richAuthorizationRequests: richRequests(options),
      resourceIndicators: resourceIndicators(issuer, options, settings),
      revocation: { enabled: true },
      mTLS: mutualTls(secureOrigin),
    },
    discovery: secureOrigin ? { mtls_endpoint_aliases: aliases(secureOrigin) } : {},
    ...(secureOrigin && { clientAuthMethods: [
      'none', 'client_secret_basic', 'client_secret_post', 'tls_client_auth', 'self_signed_tls_client_auth',
    ] }),
    responseTypes: ['code', 'id_token', 'none', ...(options.implicit ? ['id_token token'] : [])],
    routes: { token: options.token_path ?? '/token' },
    pkce: { required: () => options.pkce_required !== false },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client, source) => issueRefreshToken(options, client, source),
    expiresWithSession: () => false,
    ttl: {
      AccessToken: () => settings.accessTokenTtl,
      ClientCredentials: () => settings.accessTokenTtl,
      AuthorizationCode: options.code_ttl ?? 60,
    },
  });
  provider.use(withoutForeignFonts);
  return provider;
}

// Certificates of clients (RFC 8705), as the TLS of this very process saw them.
function mutualTls(secureOrigin) {
  if (!secureOrigin) return { enabled: false };
  return {
    enabled: true,
    certificateBoundAccessTokens: true,
    selfSignedTlsClientAuth: true,
    tlsClientAuth: true,
    getCertificate: (ctx) => ctx.socket.getPeerX509Certificate?.()?.toString(),
    certificateAuthorized: (ctx) => ctx.socket.authorized,
    certificateSubjectMatches: (ctx, property, expected) => property === 'tls_client_auth_san_dns'
      && ctx.socket.getPeerX509Certificate().subjectAltName === `DNS:${expected}`,
  };
}

function aliases(origin) {
  return {
    token_endpoint: `${origin}/token`,
    userinfo_endpoint: `${origin}/me`,
    revocation_endpoint: `${origin}/token/revocation`,
    introspection_endpoint: `${origin}/token/introspection`,
  };
}

function issueRefreshToken(options, client, source) {
  if (!client.grantTypeAllowed('refresh_token')) return false;
  switch (options.refresh_tokens ?? 'always') {
    case 'always': return true;
    case 'when_offline': return source.scopes.has('offline_access');
    default: return false;
  }
}

// Access tokens are opaque unless the options ask for JWTs; then every token is for the API.
function resourceIndicators(issuer, options, settings) {
  if (options.access_tokens !== 'jwt') return { enabled: false };
  return {
    enabled: true,
    defaultResource: (_ctx, _client, oneOf) => oneOf?.[0] ?? `${issuer}/api`,
    useGrantedResource: () => true,
    getResourceServerInfo: (_ctx, resource) => ({
      scope: API_SCOPES.join(' '),
      audience: resource,
      accessTokenTTL: settings.accessTokenTtl,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'RS256' } },
    }),
  };
}

// What is asked for in particular is granted as it is, but never more than a hundred notes.
function richRequests(options) {
  if (!options.details) return { enabled: false };
  const granted = (details) => details?.map((one) => ({ ...one, limit: Math.min(one.limit ?? 100, 100) }));
  return {
    enabled: true,
    types: { notes: { validate: () => undefined } },
    authorizationDetailsForGrantSource: (ctx) => granted(JSON.parse(ctx.oidc.params.authorization_details)),
    authorizationDetailsForAccessToken: (ctx, _token, source) => source?.rar
      ?? granted(JSON.parse(ctx.oidc.params.authorization_details)),
    authorizationDetailsForIntrospection: (_ctx, token) => token.rar,
  };
}

// The built-in pages load a font from another host; the stage touches no network but loopback.
async function withoutForeignFonts(ctx, next) {
  await next();
  if (typeof ctx.body === 'string') ctx.body = ctx.body.replace(/@import url\(https:[^)]*\);/g, '');
}

// One of each kind; `kid` says which.
function signingKeys() {
  const kinds = [['rsa', { modulusLength: 2048 }], ['ec', { namedCurve: 'P-256' }], ['ed25519', {}]];
  // Exporting a key that was made the same moment can hang for ever in Node 20, when the garbage
  // collector comes between; made as a JWK at once it does not.
  const encoding = { publicKeyEncoding: { format: 'jwk' }, privateKeyEncoding: { format: 'jwk' } };
  return kinds.map(([kind, options]) => {
    const { privateKey } = generateKeyPairSync(kind, { ...options, ...encoding });
    return { ...privateKey, use: 'sig', kid: `stage-${kind}` };
  });
}
