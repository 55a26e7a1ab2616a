//! Text output of imported servers and their clients.

use serde::Serialize;
use tokenry_api::imported::{ReadClientView, ReadServerView};
use tokenry_model::client::AuthMethod;
use url::Url;

use super::super::super::typed::{typed_extra, typed_placement};
use crate::output::{facts, plain, quoted};

pub(super) fn server_text(server: &ReadServerView) -> String {
    let url = |url: &Option<Url>| url.as_ref().map(ToString::to_string);
    let there = if server.existing {
        " (already stored)"
    } else {
        ""
    };
    let mut text = format!("\nServer {}{there}\n", plain(&server.name));
    text.push_str(&facts(&[
        ("  URL", Some(server.base_url.to_string())),
        ("  Authorization endpoint", url(&server.authorize_url)),
        ("  Token endpoint", url(&server.token_url)),
        ("  Device authorization endpoint", url(&server.device_url)),
        ("  Registration endpoint", url(&server.registration_url)),
        (
            "  Token style",
            Some(format!("{:?}", server.token_style).to_lowercase()),
        ),
        (
            "  Token placement",
            Some(typed_placement(&server.token_placement)),
        ),
        ("  Recipe", server.recipe.clone()),
        (
            "  Tokens",
            (server.tokens > 0).then(|| format!("{} found", server.tokens)),
        ),
    ]));
    for client in &server.clients {
        text.push_str(&client_text(client));
    }
    text
}

/// Returns the command that registers the imported client.
pub(super) fn registers(server: &ReadServerView) -> Option<String> {
    let shown = server.registration.as_ref()?;
    let mut command = format!("tokenry client register {}", quoted(&server.name));
    let mut add = |option: &str, value: &str| {
        if !value.is_empty() {
            command = format!("{command} {option} {}", quoted(value));
        }
    };
    add("--name", &shown.name);
    for redirect in &shown.redirect_uris {
        add("--redirect", redirect);
    }
    add("--scope", &shown.scopes.join(" "));
    Some(command)
}

fn client_text(client: &ReadClientView) -> String {
    let words = |words: &[String]| (!words.is_empty()).then(|| words.join(" "));
    let extras: Vec<_> = client.extras.iter().map(typed_extra).collect();
    let grants: Vec<_> = client.grants.iter().map(spelled).collect();
    let missing = Some("missing".to_owned());
    let proof = match client.auth {
        AuthMethod::PrivateKeyJwt => "  Private key",
        AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => "  Certificate",
        _ => "  Client secret",
    };
    let secret = if client.has_secret {
        Some("found".to_owned())
    } else if client.auth == AuthMethod::None {
        None
    } else {
        missing.clone()
    };
    let facts = facts(&[
        ("  Client ID", client.client_id.clone().or(missing)),
        ("  Auth method", Some(spelled(&client.auth))),
        (proof, secret),
        ("  Redirect URI", client.redirect_uri.clone()),
        ("  Scopes", words(&client.scopes)),
        ("  Extra parameters", words(&extras)),
        ("  Grants", words(&grants)),
    ]);
    format!("\nClient\n{facts}")
}

/// Returns the word of the protocol and of the JSON document.
fn spelled(word: &impl Serialize) -> String {
    let value = serde_json::to_value(word).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
