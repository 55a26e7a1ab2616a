//! Client authentication by HTTP Basic (RFC 6749 §2.3.1), as in commands and documentation.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    call::{Call, from_base64},
    draft::{ClientDraft, ImportPlan},
    placeholder::is_placeholder,
};
use tokenry_model::{
    client::AuthMethod,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep},
};

/// Reads the id and secret of `Authorization: Basic` (RFC 6749 §2.3.1).
pub(super) fn take(call: &Call, client: &mut ClientDraft, understood: &mut ImportPlan) {
    let Some((id, secret)) = proof_of(call) else {
        return;
    };
    client.profile.client_id = understood.real(&id).unwrap_or_default();
    if secret.is_empty() {
        return with_no_secret(client, understood);
    }
    client.profile.auth = AuthMethod::ClientSecretBasic;
    client.secret = understood.real(&secret).map(Secret::new);
}

/// Reads a public client that sends an empty secret, as Reddit requires of installed applications.
fn with_no_secret(client: &mut ClientDraft, understood: &mut ImportPlan) {
    let id = client.profile.client_id.clone();
    if id.is_empty() {
        return;
    }
    let value = format!("Basic {}", STANDARD.encode(format!("{id}:")));
    for on in [ExtraStep::Token, ExtraStep::Refresh] {
        client.add_extra(Extra {
            on,
            place: ExtraPlace::Header,
            name: "Authorization".to_owned(),
            value: value.clone(),
        });
    }
    understood.note(
        "The secret is empty, so this is a public client. Each token request sends its id as HTTP \
         Basic with an empty password.",
    );
}

pub(super) fn proof_of(call: &Call) -> Option<(String, String)> {
    call.basic.clone().or_else(|| decoded(call))
}

/// Decodes base64 in either alphabet, with or without padding, or reads the unencoded text that
/// documentation shows.
fn decoded(call: &Call) -> Option<(String, String)> {
    let (scheme, credential) = call.header("authorization")?.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credential = credential.trim();
    let text = match from_base64(credential) {
        Some(bytes) => String::from_utf8(bytes).ok()?,
        None if is_placeholder(credential) => return None,
        None => credential.to_owned(),
    };
    let (id, secret) = text.trim_end_matches(['\r', '\n']).split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Returns `true` if this `Authorization` value is the one that the client's own extra sends.
pub(super) fn is_sent_by(client: &ClientDraft, value: &str) -> bool {
    let scheme = value.trim().split(' ').next().unwrap_or_default();
    let is_authorization = |extra: &Extra| {
        extra.place == ExtraPlace::Header && extra.name.eq_ignore_ascii_case("authorization")
    };
    scheme.eq_ignore_ascii_case("basic") && client.profile.extras.iter().any(is_authorization)
}
