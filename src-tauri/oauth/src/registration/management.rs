//! A registration that is there: read, changed, deleted (RFC 7592 §2).
//!
//! The server may give out a new token and a new secret with every answer (RFC 7592 §3): whoever
//! asks stores them before anything else.

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{Management, Order, Registered, RegistrationError, is_native, reply};

use crate::http::Http;
use tokenry_model::{
    client::registration::RegistrationChange, redact::Redactor, transcript::HttpStep,
};

/// Members of the server's reply that must not be sent back (RFC 7592 §2.2).
const NOT_SENT_BACK: [&str; 4] = [
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
];

/// What is sent: all that the server `said`, since it forgets what is left out (RFC 7592
/// §2.2), with the change in it.
pub fn applied(change: &RegistrationChange, said: &Map<String, Value>) -> Map<String, Value> {
    let mut body = said.clone();
    body.retain(|name, value| !NOT_SENT_BACK.contains(&name.as_str()) && !value.is_null());
    body.insert("client_name".into(), change.name.clone().into());
    let was_native = body.get("application_type") == Some(&"native".into());
    if is_native(&change.redirect_uris) {
        body.insert("application_type".into(), "native".into());
    } else if was_native {
        body.insert("application_type".into(), "web".into());
    }
    body.insert("redirect_uris".into(), json!(change.redirect_uris));
    if change.scopes.is_empty() {
        body.remove("scope");
    } else {
        body.insert("scope".into(), change.scopes.join(" ").into());
    }
    body
}

pub async fn read(
    http: &Http,
    management: &Management,
    plain_http: bool,
    steps: &mut Vec<HttpStep>,
) -> Result<Registered, RegistrationError> {
    let order = order(Method::GET, management, plain_http);
    let answer = order.send(http, None, steps).await?;
    reply::read(&answer, &management.uri, Some(&management.token))
}

/// Puts what the server said `before`, with the change in it, in the place of what it has.
pub async fn update(
    http: &Http,
    management: &Management,
    before: &Registered,
    change: &RegistrationChange,
    plain_http: bool,
    steps: &mut Vec<HttpStep>,
) -> Result<Registered, RegistrationError> {
    let body = applied(change, &before.whole.0);
    let json = serde_json::to_vec(&body).map_err(RegistrationError::NotWritten)?;
    let order = order(Method::PUT, management, plain_http);
    let body = (json, "application/json");
    let answer = order.send(http, Some(body), steps).await?;
    reply::read(&answer, &management.uri, Some(&management.token))
}

pub async fn delete(
    http: &Http,
    management: &Management,
    plain_http: bool,
    steps: &mut Vec<HttpStep>,
) -> Result<(), RegistrationError> {
    let order = order(Method::DELETE, management, plain_http);
    let answer = order.send(http, None, steps).await?;
    reply::check(&answer, &Redactor::new().with_secret(&management.token))
}

fn order(method: Method, management: &Management, plain_http: bool) -> Order<'_> {
    Order {
        method,
        url: &management.uri,
        token: Some(&management.token),
        plain_http,
    }
}
