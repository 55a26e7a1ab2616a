//! An address to log in at, with its parameters (RFC 6749 §4.1.1).

use url::Url;

use super::{
    call::{bare, pairs},
    draft::{ClientDraft, Kind, Left, ServerDraft, Understood},
};
use crate::{
    client::AuthMethod,
    recipe::Grant,
    redact::is_secret_name,
    server::{Extra, ExtraPlace, ExtraStep},
};

pub(super) fn is_one(url: &Url) -> bool {
    let names: Vec<String> = pairs(url.query().unwrap_or_default())
        .map(|(name, _)| name)
        .collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    has("client_id") && (has("response_type") || has("redirect_uri") || has("scope"))
}

pub(super) fn read(url: &Url) -> Understood {
    let mut understood = Understood::of(Kind::AuthorizeUrl);
    let mut server = ServerDraft::at(url);
    server.profile.endpoints.authorize = Some(bare(url));
    let mut client = ClientDraft::new(String::new());
    client.profile.auth = AuthMethod::None;
    parameters(url, &mut client, &mut understood);
    if client.grants.is_empty() {
        client.add_grant(Grant::AuthorizationCode);
    }
    server.clients.push(client);
    understood.add(server);
    understood
}

/// What the query of an authorize endpoint tells of the client. What is known already stays.
pub(super) fn parameters(url: &Url, client: &mut ClientDraft, understood: &mut Understood) {
    for (name, value) in pairs(url.query().unwrap_or_default()) {
        take(&name, &value, client, understood);
    }
}

fn take(name: &str, value: &str, client: &mut ClientDraft, understood: &mut Understood) {
    let profile = &mut client.profile;
    match name {
        _ if value.is_empty() => {}
        "response_type" => match value {
            "code" => client.add_grant(Grant::AuthorizationCode),
            "token" => client.add_grant(Grant::Implicit),
            other => understood.leave(Left::new(
                format!("response_type={other}"),
                "Tokenry asks for a code.",
            )),
        },
        "client_id" => understood.put(value, &mut profile.client_id),
        "redirect_uri" => understood.put(value, &mut profile.redirect_uri),
        "scope" => client.add_scopes(&understood.real(value).unwrap_or_default()),
        "state" | "nonce" | "code_challenge" | "code_challenge_method" => {
            understood.leave(Left::new(name, "Tokenry makes its own for every login."));
        }
        "response_mode" | "request" | "request_uri" => understood.leave(Left::new(
            format!("{name}={value}"),
            "Tokenry decides this for itself.",
        )),
        _ if is_secret_name(name) => {
            understood.leave(Left::new(name, "It looks like a secret of that one login."));
        }
        _ => {
            if let Some(value) = understood.real(value) {
                client.add_extra(Extra {
                    on: ExtraStep::Authorize,
                    place: ExtraPlace::Query,
                    name: name.to_owned(),
                    value,
                });
            }
        }
    }
}
