//! Requests with an API key, or with a user name and password, instead of a token.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::postman::{
    auth,
    format::{Auth, text},
};
use tokenry_model::{
    request::{Draft, Field},
    variables::Variables,
};

/// Adds the credentials to the request, or returns what is missing.
pub(super) fn put(draft: &mut Draft, auth: &Auth, values: &Variables) -> Result<(), &'static str> {
    match auth.kind.as_str() {
        "apikey" => api_key(draft, auth),
        "basic" => basic(draft, auth, values),
        _ => Ok(()),
    }
}

/// Variables in it stay variables.
fn api_key(draft: &mut Draft, auth: &Auth) -> Result<(), &'static str> {
    let get = |name: &str| auth.fields.get(name).map(text).unwrap_or_default();
    let (name, value) = (get("key"), get("value"));
    if name.trim().is_empty() || value.trim().is_empty() {
        return Err("The API key has no name or no value.");
    }
    let place = match get("in").as_str() {
        "query" => &mut draft.parameters,
        _ => &mut draft.headers,
    };
    place.push(on(name.trim(), value));
    Ok(())
}

/// Both are encoded together (RFC 7617 §2), so no variable can stay.
fn basic(draft: &mut Draft, auth: &Auth, values: &Variables) -> Result<(), &'static str> {
    let Some((user, password)) = auth::basic(auth, values) else {
        return Ok(());
    };
    if user.is_empty() && password.is_empty() {
        return Err("User name and password are empty.");
    }
    if user.contains("{{") || password.contains("{{") {
        return Err("User name or password is a variable without a value.");
    }
    let encoded = STANDARD.encode(format!("{user}:{password}"));
    draft
        .headers
        .push(on("Authorization", format!("Basic {encoded}")));
    Ok(())
}

fn on(name: &str, value: String) -> Field {
    Field {
        name: name.to_owned(),
        value,
        enabled: true,
    }
}
