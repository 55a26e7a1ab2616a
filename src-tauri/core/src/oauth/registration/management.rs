//! A registration that is there: read, changed, deleted (RFC 7592 §2).

use reqwest::Method;
use serde_json::{Map, Value};

use super::{Management, Order, Registered, RegistrationError, RegistrationForm, metadata, reply};
use crate::{http::Http, redact::Redactor};

/// Members of the server's reply that must not be sent back (RFC 7592 §2.2).
const NOT_SENT_BACK: [&str; 4] = [
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
];

/// What the server has, with its secrets taken out of what is shown.
#[derive(Debug)]
pub struct Read {
    pub registered: Registered,
    /// The whole reply, for showing it.
    pub shown: Map<String, Value>,
    /// The whole reply, for sending it back.
    whole: Map<String, Value>,
}

pub async fn read(
    http: &Http,
    management: &Management,
    plain_http: bool,
) -> Result<Read, RegistrationError> {
    let order = order(Method::GET, management, plain_http);
    let answer = order.send(http, None).await?;
    let registered = reply::read(&answer, &management.uri, Some(&management.token))?;
    // Read once already, strictly; this cannot fail any more.
    let whole: Map<String, Value> = serde_json::from_slice(&answer.body).unwrap_or_default();
    let mut shown = whole.clone();
    for secret in ["client_secret", "registration_access_token"] {
        if let Some(value) = shown.get_mut(secret) {
            *value = crate::redact::MASK.into();
        }
    }
    Ok(Read {
        registered,
        shown,
        whole,
    })
}

/// Replaces what the form says in what the server has, and leaves the rest.
pub async fn update(
    http: &Http,
    management: &Management,
    form: &RegistrationForm,
    plain_http: bool,
) -> Result<Registered, RegistrationError> {
    let before = read(http, management, plain_http).await?;
    // The server may give out a new token with every answer (RFC 7592 §3).
    let management = before.registered.management.as_ref().unwrap_or(management);
    let mut body = before.whole;
    body.retain(|name, _| !NOT_SENT_BACK.contains(&name.as_str()));
    body.extend(metadata(form));
    let json = serde_json::to_vec(&body).map_err(RegistrationError::NotWritten)?;
    let order = order(Method::PUT, management, plain_http);
    let answer = order.send(http, Some((json, "application/json"))).await?;
    reply::read(&answer, &management.uri, Some(&management.token))
}

pub async fn delete(
    http: &Http,
    management: &Management,
    plain_http: bool,
) -> Result<(), RegistrationError> {
    let order = order(Method::DELETE, management, plain_http);
    let answer = order.send(http, None).await?;
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
