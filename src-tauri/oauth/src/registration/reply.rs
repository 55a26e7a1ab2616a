//! Replies to registrations.

use reqwest::StatusCode;
use serde_json::{Map, Value};
use url::Url;

use super::{RegistrationError, RegistrationRefusal};
use crate::http::HttpResponse;
use crate::reply_fields::ReplyFields;
use crate::sanitize;
use tokenry_model::{
    client::AuthMethod,
    redact::{MASK, Redactor},
    secret::Secret,
};

/// A registration as the server made it, which may differ from what was asked.
#[derive(Debug)]
pub struct Registered {
    pub client_id: String,
    pub secret: Option<Secret>,
    /// `token_endpoint_auth_method`, where the server says.
    method: Option<String>,
    /// Empty where the server does not say.
    pub redirect_uris: Vec<String>,
    /// Absent where the server does not say.
    pub scopes: Option<Vec<String>>,
    /// `client_id_issued_at`, in seconds since 1970.
    pub issued: Option<i64>,
    /// `client_secret_expires_at`, in seconds since 1970; the secret does not end, where absent.
    pub secret_ends: Option<i64>,
    pub management: Option<Management>,
    /// `registration_client_uri`, where it is at another server and therefore gets no token.
    pub foreign_management: Option<String>,
    /// The whole answer, its secrets masked.
    pub said: Map<String, Value>,
    /// The whole answer as it came, to send it back.
    pub(super) whole: Whole,
}

/// Holds secrets, and therefore tells nothing.
pub(super) struct Whole(pub(super) Map<String, Value>);

impl std::fmt::Debug for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(MASK)
    }
}

/// Access to the registration (RFC 7592 §3).
#[derive(Debug)]
pub struct Management {
    /// `registration_client_uri`
    pub uri: Url,
    /// `registration_access_token`
    pub token: Secret,
}

impl Registered {
    /// The method that the server gave the client, if it says; an error where it is one that
    /// Tokenry does not speak, or lacks its secret. Asked only once the secrets of the answer are
    /// safe.
    pub fn auth(&self, has_secret: bool) -> Result<Option<AuthMethod>, RegistrationError> {
        let Some(method) = &self.method else {
            return Ok(None);
        };
        let auth = AuthMethod::named(method).ok_or_else(|| RegistrationError::UnknownMethod {
            method: sanitize::clean(method),
        })?;
        if !has_secret
            && matches!(
                auth,
                AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost
            )
        {
            return Err(RegistrationError::NoSecret);
        }
        Ok(Some(auth))
    }
}

/// Reads the reply of `endpoint`. `sent` is the secret that went with the request.
pub(super) fn read(
    answer: &HttpResponse,
    endpoint: &Url,
    sent: Option<&Secret>,
) -> Result<Registered, RegistrationError> {
    let mut redactor = Redactor::new();
    if let Some(sent) = sent {
        redactor = redactor.with_secret(sent);
    }
    check(answer, &redactor)?;
    let members = ReplyFields::read(&answer.body, answer.content_type(), &redactor)
        .map_err(RegistrationError::Unreadable)?;
    let text = |name: &str| members.text(name).filter(|text| !text.is_empty());
    let client_id = text("client_id").ok_or(RegistrationError::NoClientId)?;
    let (management, foreign_management) = management(&members, endpoint);
    Ok(Registered {
        client_id: client_id.to_string(),
        secret: text("client_secret").map(|secret| Secret::new(secret.as_str())),
        method: text("token_endpoint_auth_method").map(|method| method.to_string()),
        redirect_uris: list(&members, "redirect_uris")
            .or_else(|| list(&members, "redirect_uri"))
            .unwrap_or_default(),
        scopes: list(&members, "scope").or_else(|| list(&members, "scopes")),
        issued: seconds(&members, "client_id_issued_at"),
        secret_ends: seconds(&members, "client_secret_expires_at"),
        management,
        foreign_management,
        said: members.shown(&redactor),
        // Read once already, strictly; a form has no members to send back.
        whole: Whole(serde_json::from_slice(&answer.body).unwrap_or_default()),
    })
}

/// 201 is the standard's (RFC 7591 §3.2.1), 200 what Mastodon and others say.
pub(super) fn check(answer: &HttpResponse, redactor: &Redactor) -> Result<(), RegistrationError> {
    let fine = [StatusCode::OK, StatusCode::CREATED, StatusCode::NO_CONTENT];
    if fine.contains(&answer.status) {
        return Ok(());
    }
    let members = ReplyFields::read(&answer.body, answer.content_type(), redactor).ok();
    let quoted = |name: &str| {
        let text = members.as_ref()?.text(name)?;
        Some(sanitize::quote(&text, redactor)).filter(|text| !text.is_empty())
    };
    Err(RegistrationError::Refused(Box::new(RegistrationRefusal {
        status: answer.status.as_u16(),
        code: quoted("error"),
        description: quoted("error_description"),
    })))
}

/// The access to the registration, or its URL if that is at another server.
fn management(members: &ReplyFields, endpoint: &Url) -> (Option<Management>, Option<String>) {
    let uri = members.text("registration_client_uri");
    let token = members.text("registration_access_token");
    let (Some(uri), Some(token)) = (uri, token) else {
        return (None, None);
    };
    match Url::parse(&uri) {
        Ok(uri) if uri.origin() == endpoint.origin() => {
            let token = Secret::new(token.as_str());
            (Some(Management { uri, token }), None)
        }
        _ => (None, Some(sanitize::clean(&uri))),
    }
}

/// Seconds since 1970, as a number or a text; 0 means none.
fn seconds(members: &ReplyFields, name: &str) -> Option<i64> {
    let raw = members.raw(name)?.trim_matches('"');
    let seconds: i64 = raw.split('.').next()?.parse().ok()?;
    (seconds > 0).then_some(seconds)
}

/// A list, or a text whose parts stand between blanks or line breaks.
fn list(members: &ReplyFields, name: &str) -> Option<Vec<String>> {
    let raw = members.raw(name)?;
    if let Ok(list) = serde_json::from_str::<Vec<String>>(raw) {
        return Some(list);
    }
    let text: String = serde_json::from_str(raw).ok()?;
    Some(text.split_whitespace().map(str::to_owned).collect())
}
