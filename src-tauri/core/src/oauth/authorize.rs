//! The address for the browser (RFC 6749 §4.1.1), always with PKCE S256 (RFC 7636) and a
//! single-use `state`.

use std::borrow::Cow;

use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    basic::BasicClient,
};
use url::Url;

use crate::{
    client::ClientProfile,
    clock::Nature,
    secret::Secret,
    server::{Extra, ExtraStep, ServerProfile},
};

/// What a login wants to ask for.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizeForm<'a> {
    pub server: &'a ServerProfile,
    pub client: &'a ClientProfile,
    /// Exactly as it will be listened on, a chosen port included.
    pub redirect_uri: &'a str,
    pub scopes: &'a [String],
    /// `prompt`, `login_hint` and the like; they replace the extras of the same name.
    pub params: &'a [(String, String)],
    /// `dpop_jkt`: the key that the code shall be bound to (RFC 9449 §10).
    pub dpop_jkt: Option<&'a str>,
}

/// The address for the browser, and what has to be remembered until it comes back.
#[derive(Debug, Clone)]
pub struct Authorize {
    pub url: Url,
    pub state: Secret,
    /// PKCE's `code_verifier`.
    pub verifier: Secret,
    /// For OpenID Connect only: where `openid` is among the scopes.
    pub nonce: Option<Secret>,
}

#[derive(Debug, thiserror::Error)]
pub enum AuthorizeError {
    #[error("This server has no authorize endpoint. Enter it in the server's settings.")]
    NoAuthorizeEndpoint,
    #[error("The authorize endpoint is a {scheme}: address. It has to be https or http.")]
    Scheme { scheme: String },
    #[error("The redirect URI is not an address.")]
    BadRedirectUri(#[source] url::ParseError),
    #[error("The authorize endpoint is not an address.")]
    BadUrl(#[source] url::ParseError),
    #[error("The parameter {name} is set by Tokenry itself and cannot be an extra parameter.")]
    Reserved { name: String },
}

/// Set by us, and not to be changed: they protect the login.
const RESERVED: [&str; 9] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "dpop_jkt",
];

/// Makes the address. Empty parameters are left out.
pub fn authorize(form: AuthorizeForm<'_>, nature: &Nature) -> Result<Authorize, AuthorizeError> {
    let endpoint = form.server.endpoints.authorize.as_ref();
    let endpoint = endpoint.ok_or(AuthorizeError::NoAuthorizeEndpoint)?;
    if !matches!(endpoint.scheme(), "https" | "http") {
        let scheme = endpoint.scheme().to_owned();
        return Err(AuthorizeError::Scheme { scheme });
    }
    let params = params(&form)?;

    let state = nature.unguessable();
    let verifier = PkceCodeVerifier::new(nature.unguessable());
    let nonce = form
        .scopes
        .iter()
        .any(|scope| scope == "openid")
        .then(|| nature.unguessable());

    let client = BasicClient::new(ClientId::new(form.client.client_id.clone()))
        .set_auth_uri(AuthUrl::new(endpoint.to_string()).map_err(AuthorizeError::BadUrl)?);
    let redirect =
        RedirectUrl::new(form.redirect_uri.to_owned()).map_err(AuthorizeError::BadRedirectUri)?;
    let mut request = client
        .authorize_url(|| CsrfToken::new(state.clone()))
        .add_scopes(form.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .set_redirect_uri(Cow::Owned(redirect));
    if let Some(nonce) = &nonce {
        request = request.add_extra_param("nonce", nonce.clone());
    }
    if let Some(thumbprint) = form.dpop_jkt {
        request = request.add_extra_param("dpop_jkt", thumbprint.to_owned());
    }
    for (name, value) in params {
        request = request.add_extra_param(name, value);
    }
    let (url, _) = request.url();
    Ok(Authorize {
        url,
        state: Secret::new(state),
        verifier: Secret::new(verifier.secret().as_str()),
        nonce: nonce.map(Secret::new),
    })
}

/// The extras of server, client and login, later ones replacing earlier ones. In a browser
/// every parameter is in the query, so their place says nothing here.
fn params(form: &AuthorizeForm<'_>) -> Result<Vec<(String, String)>, AuthorizeError> {
    let pair = |extra: &Extra| (extra.name.clone(), extra.value.clone());
    let extras = form.server.habits.extras.iter().chain(&form.client.extras);
    let given = extras
        .filter(|extra| extra.on == ExtraStep::Authorize)
        .map(pair)
        .chain(form.params.iter().cloned());
    let mut params: Vec<(String, String)> = Vec::new();
    for (name, value) in given {
        if RESERVED.contains(&name.as_str()) {
            return Err(AuthorizeError::Reserved { name });
        }
        params.retain(|(known, _)| *known != name);
        params.push((name, value));
    }
    params.retain(|(_, value)| !value.is_empty());
    Ok(params)
}

#[cfg(test)]
mod tests;
