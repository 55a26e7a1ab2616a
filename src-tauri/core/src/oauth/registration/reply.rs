//! What a server says about a client that it registered.

use reqwest::StatusCode;
use url::Url;

use super::{RegistrationError, RegistrationRefusal};
use crate::{
    client::AuthMethod,
    http::Answer,
    oauth::{members::Members, said},
    redact::Redactor,
    secret::Secret,
};

/// A registration as the server made it, which may differ from what was asked.
#[derive(Debug)]
pub struct Registered {
    pub client_id: String,
    pub secret: Option<Secret>,
    /// Absent where the server does not say.
    pub auth: Option<AuthMethod>,
    /// Empty where the server does not say.
    pub redirect_uris: Vec<String>,
    /// Absent where the server does not say.
    pub scopes: Option<Vec<String>>,
    /// Seconds since 1970 at which the secret ends; it does not, where absent.
    pub secret_ends: Option<i64>,
    pub management: Option<Management>,
}

/// How the registration is managed (RFC 7592 §3).
#[derive(Debug)]
pub struct Management {
    /// `registration_client_uri`
    pub uri: Url,
    /// `registration_access_token`
    pub token: Secret,
}

/// Reads the reply of `endpoint`. `sent` is the secret that went with the request.
pub(super) fn read(
    answer: &Answer,
    endpoint: &Url,
    sent: Option<&Secret>,
) -> Result<Registered, RegistrationError> {
    let mut redactor = Redactor::new();
    if let Some(sent) = sent {
        redactor = redactor.with_secret(sent);
    }
    check(answer, &redactor)?;
    let members = Members::read(&answer.body, answer.content_type(), &redactor)
        .map_err(RegistrationError::Unreadable)?;
    let text = |name: &str| members.text(name).filter(|text| !text.is_empty());
    let client_id = text("client_id").ok_or(RegistrationError::NoClientId)?;
    let secret = text("client_secret").map(|secret| Secret::new(secret.as_str()));
    let auth = match text("token_endpoint_auth_method") {
        None => None,
        Some(method) => Some(method_of(&method)?),
    };
    if secret.is_none() && matches!(auth, Some(AuthMethod::Basic | AuthMethod::Post)) {
        return Err(RegistrationError::NoSecret);
    }
    Ok(Registered {
        client_id: client_id.to_string(),
        secret,
        auth,
        redirect_uris: list(&members, "redirect_uris")
            .or_else(|| list(&members, "redirect_uri"))
            .unwrap_or_default(),
        scopes: list(&members, "scope").or_else(|| list(&members, "scopes")),
        secret_ends: members
            .raw("client_secret_expires_at")
            .and_then(|raw| raw.parse().ok())
            .filter(|at| *at > 0),
        management: management(&members, endpoint)?,
    })
}

/// 201 is the standard's (RFC 7591 §3.2.1), 200 what Mastodon and others say.
pub(super) fn check(answer: &Answer, redactor: &Redactor) -> Result<(), RegistrationError> {
    let fine = [StatusCode::OK, StatusCode::CREATED, StatusCode::NO_CONTENT];
    if fine.contains(&answer.status) {
        return Ok(());
    }
    let members = Members::read(&answer.body, answer.content_type(), redactor).ok();
    let quoted = |name: &str| {
        let text = members.as_ref()?.text(name)?;
        Some(said::quote(&text, redactor)).filter(|text| !text.is_empty())
    };
    Err(RegistrationError::Refused(Box::new(RegistrationRefusal {
        status: answer.status.as_u16(),
        code: quoted("error"),
        description: quoted("error_description"),
    })))
}

fn management(members: &Members, endpoint: &Url) -> Result<Option<Management>, RegistrationError> {
    let uri = members.text("registration_client_uri");
    let token = members.text("registration_access_token");
    let (Some(uri), Some(token)) = (uri, token) else {
        return Ok(None);
    };
    match Url::parse(&uri) {
        Ok(uri) if uri.origin() == endpoint.origin() => Ok(Some(Management {
            uri,
            token: Secret::new(token.as_str()),
        })),
        _ => Err(RegistrationError::ForeignManagement {
            uri: said::clean(&uri),
        }),
    }
}

fn method_of(method: &str) -> Result<AuthMethod, RegistrationError> {
    AuthMethod::named(method).ok_or_else(|| RegistrationError::UnknownMethod {
        method: said::clean(method),
    })
}

/// A list, or a text whose parts stand between blanks or line breaks.
fn list(members: &Members, name: &str) -> Option<Vec<String>> {
    let raw = members.raw(name)?;
    if let Ok(list) = serde_json::from_str::<Vec<String>>(raw) {
        return Some(list);
    }
    let text: String = serde_json::from_str(raw).ok()?;
    Some(text.split_whitespace().map(str::to_owned).collect())
}
