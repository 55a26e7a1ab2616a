// What is told of a server or client whose form this is.

import { instant } from '../../format';
import type { ClientForm, ClientView, Endpoints, ServerForm, ServerView } from '../bindings';

const then = instant(Date.now() - 40 * 86_400_000);
const orNull = (text: string) => text || null;

export function serverFacts(form: ServerForm): Omit<ServerView, 'id'> {
  const endpoints: Endpoints = {
    authorize: orNull(form.authorize_url),
    token: orNull(form.token_url),
    userinfo: orNull(form.userinfo_url),
    revocation: orNull(form.revocation_url),
    introspection: orNull(form.introspection_url),
    registration: orNull(form.registration_url),
    device: orNull(form.device_url),
    pushed_authorization: orNull(form.pushed_authorization_url),
    jwks: orNull(form.jwks_url),
    end_session: orNull(form.end_session_url),
  };
  return {
    ...form,
    endpoints,
    issuer: orNull(form.issuer),
    token_placement: form.placement,
    token_member: orNull(form.token_member),
    code_name: orNull(form.code_name),
    requires_par: form.requires_pushed,
    recipe: orNull(form.recipe),
    destinations: [],
    created_at: then,
    updated_at: then,
  };
}

export function clientFacts(
  of: { id: string; form: ServerForm },
  form: ClientForm,
): Omit<ClientView, 'id' | 'has_secret' | 'secret_expires_at'> {
  return {
    name: form.name,
    server: of.form.name,
    server_id: of.id,
    client_id: form.client_id,
    auth: form.auth,
    redirect_uri: form.redirect_uri,
    further_redirects: form.further_redirects,
    scopes: form.scopes,
    token_style: form.token_style,
    token_placement: form.placement,
    extras: form.extras,
    dpop: form.hardening.dpop,
    created_at: then,
    updated_at: then,
  };
}
