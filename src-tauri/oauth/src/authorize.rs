//! The address for the browser (RFC 6749 §4.1.1), always with PKCE S256 (RFC 7636) and a
//! single-use `state`; and that of the implicit grant (§4.2.1), which has no code to protect.

use std::borrow::Cow;

use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, ResponseType,
    Scope, basic::BasicClient,
};
use url::Url;

use super::authorization_params::{self, BadParam, DETAILS};
use tokenry_model::{
    client::ClientProfile,
    clock::Ambient,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, ServerProfile},
};

/// Input of an authorization request.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizeForm<'a> {
    pub server: &'a ServerProfile,
    pub client: &'a ClientProfile,
    /// Exactly as it will be listened on, a chosen port included.
    pub redirect_uri: &'a str,
    pub scopes: &'a [String],
    /// `prompt`, `login_hint`, `resource` and the like; they replace the extras of the same name.
    pub params: &'a [(String, String)],
    /// The token itself shall come back, behind the # of the address.
    pub implicit: bool,
    /// `dpop_jkt`: the key that the code shall be bound to (RFC 9449 §10).
    pub dpop_jkt: Option<&'a str>,
}

/// The address for the browser, and what has to be remembered until it comes back.
#[derive(Debug, Clone)]
pub struct Authorize {
    pub url: Url,
    pub state: Secret,
    /// PKCE's `code_verifier`; the implicit grant sends nothing of it.
    pub verifier: Secret,
    /// For OpenID Connect only: where `openid` is among the scopes.
    pub nonce: Option<Secret>,
    /// The extra headers: a browser cannot be given any, a pushed request can.
    pub headers: Vec<(String, String)>,
    /// Automatic additions, in full sentences.
    pub remarks: Vec<String>,
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
    #[error(transparent)]
    Param(#[from] BadParam),
}

/// Makes the address. Empty parameters are left out.
pub fn authorize(form: AuthorizeForm<'_>, ambient: &Ambient) -> Result<Authorize, AuthorizeError> {
    let endpoint = form.server.endpoints.authorize.as_ref();
    let endpoint = endpoint.ok_or(AuthorizeError::NoAuthorizeEndpoint)?;
    if !matches!(endpoint.scheme(), "https" | "http") {
        let scheme = endpoint.scheme().to_owned();
        return Err(AuthorizeError::Scheme { scheme });
    }
    let mut remarks = Vec::new();
    let params = params(&form, &mut remarks)?;

    let state = ambient.random_token();
    let verifier = PkceCodeVerifier::new(ambient.random_token());
    let nonce = form
        .scopes
        .iter()
        .any(|scope| scope == "openid")
        .then(|| ambient.random_token());

    let client = BasicClient::new(ClientId::new(form.client.client_id.clone()))
        .set_auth_uri(AuthUrl::new(endpoint.to_string()).map_err(AuthorizeError::BadUrl)?);
    let redirect =
        RedirectUrl::new(form.redirect_uri.to_owned()).map_err(AuthorizeError::BadRedirectUri)?;
    let mut request = client
        .authorize_url(|| CsrfToken::new(state.clone()))
        .add_scopes(form.scopes.iter().cloned().map(Scope::new))
        .set_redirect_uri(Cow::Owned(redirect));
    request = match (form.implicit, &nonce) {
        (false, _) => {
            request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        }
        (true, None) => request.use_implicit_flow(),
        // OpenID Connect Core §3.2.2.1.
        (true, Some(_)) => request.set_response_type(&ResponseType::new("id_token token".into())),
    };
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
        headers: headers(&form),
        remarks,
    })
}

/// The extras of server, client and login. Whoever comes later takes the place of those before
/// them, name by name; what one of them says twice stays there twice.
fn params(
    form: &AuthorizeForm<'_>,
    remarks: &mut Vec<String>,
) -> Result<Vec<(String, String)>, AuthorizeError> {
    let mut params: Vec<(String, String)> = Vec::new();
    for group in [
        extras(&form.server.habits.extras, false),
        extras(&form.client.extras, false),
        form.params.to_vec(),
    ] {
        params.retain(|(known, _)| group.iter().all(|(name, _)| name != known));
        params.extend(group);
    }
    if needs_consent(form) {
        remarks.extend(ask_for_consent(&mut params));
    }
    params.retain(|(_, value)| !value.is_empty());
    for (name, value) in &params {
        authorization_params::may_be_set(name)?;
        if name == DETAILS {
            authorization_params::details(value)?;
        }
    }
    Ok(params)
}

/// `offline_access` counts only where the server asks the person for it (OpenID Connect Core §11);
/// without that some servers drop it and say nothing. Microsoft's needs no asking, and would send
/// many people to an administrator.
fn needs_consent(form: &AuthorizeForm<'_>) -> bool {
    let asks = |wanted: &str| form.scopes.iter().any(|scope| scope == wanted);
    let microsoft = form.server.recipe.as_deref() == Some("entra")
        || form.server.endpoints.authorize.as_ref().is_some_and(|url| {
            let host = url.host_str().unwrap_or_default();
            host.ends_with(".microsoftonline.com") || host.ends_with(".microsoftonline.us")
        });
    asks("openid") && asks("offline_access") && !form.implicit && !microsoft
}

/// Adds `prompt=consent`, beside another prompt of the person's. An empty one says: do not ask.
fn ask_for_consent(params: &mut Vec<(String, String)>) -> Option<String> {
    let added = "The scope offline_access counts only where you agree to it, so the server is asked \
                 to show that (prompt=consent). An empty parameter prompt leaves it out.";
    let Some((_, prompt)) = params
        .iter_mut()
        .find(|(name, _)| name == authorization_params::PROMPT)
    else {
        params.push((
            authorization_params::PROMPT.to_owned(),
            "consent".to_owned(),
        ));
        return Some(added.to_owned());
    };
    let says = |word: &str| prompt.split_whitespace().any(|one| one == word);
    if prompt.trim().is_empty() || says("none") || says("consent") {
        return None;
    }
    prompt.push_str(" consent");
    Some(added.to_owned())
}

fn headers(form: &AuthorizeForm<'_>) -> Vec<(String, String)> {
    let own = extras(&form.client.extras, true);
    let mut headers = extras(&form.server.habits.extras, true);
    let other = |one: &(String, String)| {
        own.iter()
            .all(|(name, _)| !name.eq_ignore_ascii_case(&one.0))
    };
    headers.retain(other);
    headers.extend(own);
    headers.retain(|(_, value)| !value.is_empty());
    headers
}

/// Those of this step. A parameter is in the query here, wherever it shall be: what is pushed
/// beforehand travels whole.
fn extras(all: &[Extra], headers: bool) -> Vec<(String, String)> {
    all.iter()
        .filter(|extra| extra.on == ExtraStep::Authorize)
        .filter(|extra| (extra.place == ExtraPlace::Header) == headers)
        .map(|extra| (extra.name.clone(), extra.value.clone()))
        .collect()
}

#[cfg(test)]
mod tests;
