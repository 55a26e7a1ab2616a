// Grants that `oidc-provider` leaves to whoever runs it: a JWT that the client signed for an account
// (RFC 7523 §2.1), and a token for another token (RFC 8693).

import { createLocalJWKSet, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

export function registerGrants({ provider, issuer, options }) {
  const wanted = (options.clients ?? []).flatMap((client) => client.grant_types ?? []);
  // Servers that have no such client do not know the grants either.
  if (![JWT_BEARER, EXCHANGE].some((grant) => wanted.includes(grant))) return;
  const used = new Set();

  provider.registerGrantType(JWT_BEARER, async (ctx) => {
    const { client, params } = ctx.oidc;
    const { payload } = await verified(client.clientId, params.assertion);
    if (payload.iss !== client.clientId) refuse('the assertion is of somebody else');
    if (!payload.jti || used.has(payload.jti)) refuse('the assertion was used before');
    used.add(payload.jti);
    ctx.body = await issued(client, payload.sub, params.scope ?? payload.scope ?? '');
  }, ['assertion', 'scope']);

  provider.registerGrantType(EXCHANGE, async (ctx) => {
    const { client, params } = ctx.oidc;
    if (params.subject_token_type !== ACCESS_TOKEN) refuse('only access tokens are exchanged');
    const subject = await provider.AccessToken.find(params.subject_token ?? '');
    if (!subject?.isValid) refuse('the subject token is not good');
    const has = (subject.scope ?? '').split(' ');
    const scope = (params.scope ?? subject.scope ?? '').split(' ');
    if (!scope.every((one) => has.includes(one))) throw new errors.InvalidScope('the subject has fewer scopes', scope.join(' '));
    ctx.body = { ...await issued(client, subject.accountId, scope.join(' ')), issued_token_type: ACCESS_TOKEN };
  }, ['subject_token', 'subject_token_type', 'actor_token', 'actor_token_type', 'requested_token_type', 'audience', 'scope']);

  async function verified(clientId, assertion) {
    const registered = options.clients.find((client) => client.client_id === clientId);
    if (!registered?.jwks) refuse('the client has no keys here');
    try {
      const audience = [issuer, `${issuer}${options.token_path ?? '/token'}`];
      return await jwtVerify(assertion ?? '', createLocalJWKSet(registered.jwks), { audience, maxTokenAge: '10m' });
    } catch (error) {
      return refuse(error.message);
    }
  }

  async function issued(client, accountId, scope) {
    const grant = new provider.Grant({ clientId: client.clientId, accountId });
    grant.addOIDCScope(scope);
    const token = new provider.AccessToken({
      client, accountId, scope, grantId: await grant.save(), gty: 'extension',
    });
    const value = await token.save();
    return { access_token: value, expires_in: token.expiration, token_type: token.tokenType, scope };
  }
}

function refuse(why) {
  const error = new errors.InvalidGrant(why);
  error.error_description = why;
  throw error;
}
