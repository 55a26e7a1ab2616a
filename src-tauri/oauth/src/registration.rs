//! Registering a client by API: RFC 7591, and the way of Mastodon (`POST /api/v1/apps`).
//!
//! [`Proposal`] is what will be sent, to be shown before it is; [`register`] sends it;
//! [`management`] reads, changes and deletes a registration (RFC 7592).

mod error;
pub mod key;
pub mod management;
mod reply;
#[cfg(test)]
mod tests;

use reqwest::{
    Method,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde_json::{Map, Value, json};
use url::{Url, form_urlencoded};

pub use self::{
    error::{RegistrationError, RegistrationRefusal},
    reply::{Management, Registered},
};
use crate::http::Caps;
use crate::http::Http;
use crate::http::HttpResponse;
use crate::http::exchange;
use crate::http::may_carry_credentials;
use tokenry_model::{
    callback_method::CallbackMethod,
    client::{AuthMethod, registration::RegistrationWay},
    grant_type::GrantType,
    redact::Redactor,
    secret::Secret,
    transcript::HttpStep,
};

/// The person's choices.
#[derive(Debug, Clone)]
pub struct RegistrationForm {
    pub name: String,
    /// Every way in which a login may come back.
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
    pub auth: AuthMethod,
    /// Grant types. If empty, authorization code and refresh token.
    pub grants: Vec<GrantType>,
    /// A web site about the client.
    pub website: Option<Url>,
    /// The public key (JWK) of a client that signs its own assertions.
    pub jwk: Option<Value>,
}

/// A registration request, before it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub way: RegistrationWay,
    /// The endpoint: with POST, or with PUT to change a registration.
    pub url: Url,
    pub body: Map<String, Value>,
}

impl Proposal {
    pub fn new(way: RegistrationWay, url: Url, form: &RegistrationForm) -> Self {
        let body = match way {
            RegistrationWay::Dynamic => metadata(form),
            RegistrationWay::Mastodon => app(form),
        };
        Self { way, url, body }
    }

    /// As it is shown: indented JSON.
    pub fn shown(&self) -> String {
        format!("{:#}", Value::Object(self.body.clone()))
    }
}

/// Sends the proposal. `initial` is the access token that some servers want (RFC 7591 §3).
///
/// A server that does not take the Mastodon way's JSON is asked once more with a form.
pub async fn register(
    http: &Http,
    proposal: &Proposal,
    initial: Option<&Secret>,
    plain_http: bool,
    steps: &mut Vec<HttpStep>,
) -> Result<Registered, RegistrationError> {
    let json = serde_json::to_vec(&proposal.body).map_err(RegistrationError::NotWritten)?;
    let order = Order {
        method: Method::POST,
        url: &proposal.url,
        token: initial,
        plain_http,
    };
    let json = (json, "application/json");
    let mut answer = order.send(http, Some(json), steps).await?;
    let refused = matches!(answer.status.as_u16(), 400 | 415 | 422);
    if proposal.way == RegistrationWay::Mastodon && refused {
        let form = (form(&proposal.body), "application/x-www-form-urlencoded");
        answer = order.send(http, Some(form), steps).await?;
    }
    reply::read(&answer, &proposal.url, initial)
}

/// Client metadata (RFC 7591 §2; `application_type` is of OpenID Connect Registration §2).
fn metadata(form: &RegistrationForm) -> Map<String, Value> {
    let mut body = Map::new();
    let mut set = |name: &str, value: Value| body.insert(name.into(), value);
    set("client_name", form.name.clone().into());
    set("redirect_uris", json!(form.redirect_uris));
    let usual = [GrantType::AuthorizationCode, GrantType::RefreshToken];
    let grants = if form.grants.is_empty() {
        &usual[..]
    } else {
        &form.grants
    };
    let names = grants.iter().filter_map(|grant| grant.registered());
    set("grant_types", names.collect());
    // What comes back from the login page belongs to the grant (RFC 7591 §2.1).
    let responses = grants.iter().filter_map(|grant| match grant {
        GrantType::AuthorizationCode => Some("code"),
        GrantType::Implicit => Some("token"),
        _ => None,
    });
    set("response_types", responses.collect());
    set("token_endpoint_auth_method", json!(form.auth));
    if let Some(jwk) = &form.jwk {
        // OpenID Connect Registration §2; with `jwks` no server has to fetch anything.
        set("token_endpoint_auth_signing_alg", jwk["alg"].clone());
        set("jwks", json!({"keys": [jwk]}));
    }
    if is_native(&form.redirect_uris) {
        set("application_type", "native".into());
    }
    if !form.scopes.is_empty() {
        set("scope", form.scopes.join(" ").into());
    }
    if let Some(website) = &form.website {
        set("client_uri", website.as_str().into());
    }
    body
}

/// Returns `true` if redirect URIs on this machine make it a native application (OpenID Connect
/// Registration §2).
fn is_native(redirect_uris: &[String]) -> bool {
    redirect_uris
        .iter()
        .any(|uri| CallbackMethod::of(uri) != CallbackMethod::PasteAddress)
}

fn app(form: &RegistrationForm) -> Map<String, Value> {
    let mut body = Map::new();
    let mut set = |name: &str, value: &str| body.insert(name.into(), value.into());
    set("client_name", &form.name);
    set("redirect_uris", &form.redirect_uris.join("\n"));
    if !form.scopes.is_empty() {
        set("scopes", &form.scopes.join(" "));
    }
    if let Some(website) = &form.website {
        set("website", website.as_str());
    }
    body
}

fn form(body: &Map<String, Value>) -> Vec<u8> {
    let pairs = body
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?)));
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
        .into_bytes()
}

/// One request to an endpoint of registration.
struct Order<'a> {
    method: Method,
    url: &'a Url,
    token: Option<&'a Secret>,
    plain_http: bool,
}

impl Order<'_> {
    /// Redirects are refused: the answer holds secrets, and the request may.
    async fn send(
        &self,
        http: &Http,
        body: Option<(Vec<u8>, &'static str)>,
        steps: &mut Vec<HttpStep>,
    ) -> Result<HttpResponse, RegistrationError> {
        may_carry_credentials(self.url, self.plain_http)?;
        let mut redactor = Redactor::new();
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(token) = self.token {
            redactor = redactor.with_secret(token);
            let text = zeroize::Zeroizing::new(format!("Bearer {}", token.expose()));
            let value = HeaderValue::from_str(&text);
            let mut value = value.map_err(|_| RegistrationError::BadToken)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        if let Some((body, kind)) = body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            *request.body_mut() = Some(body.into());
        }
        let client = http.token(self.url)?.spending();
        let exchanged = exchange(client, request, Caps::default(), &redactor).await;
        steps.push(exchanged.step);
        Ok(exchanged.answer?.refuse_redirect(&redactor)?)
    }
}
