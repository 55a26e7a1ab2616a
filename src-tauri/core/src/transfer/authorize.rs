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
    for (name, value) in pairs(url.query().unwrap_or_default()) {
        take(&name, &value, &mut client, &mut understood);
    }
    if client.grants.is_empty() {
        client.add_grant(Grant::AuthorizationCode);
    }
    server.clients.push(client);
    understood.add(server);
    understood
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
        "client_id" => profile.client_id = understood.real(value).unwrap_or_default(),
        "redirect_uri" => profile.redirect_uri = understood.real(value).unwrap_or_default(),
        "scope" => {
            let scopes = understood.real(value).unwrap_or_default();
            profile.scopes = scopes.split_whitespace().map(str::to_owned).collect();
        }
        "state" | "nonce" | "code_challenge" | "code_challenge_method" => {
            understood.leave(Left::new(name, "Tokenry makes its own for every login."));
        }
        "response_mode" | "request" | "request_uri" => understood.leave(Left::new(
            format!("{name}={value}"),
            "Tokenry decides this for itself.",
        )),
        _ if is_secret_name(name) => understood.leave(Left::new(
            name,
            "It looks like a secret, and extra parameters are not sealed.",
        )),
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
