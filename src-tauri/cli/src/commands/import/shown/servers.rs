//! The servers that were understood, with their clients.

use serde::Serialize;
use tokenry_api::imported::{ReadClientView, ReadServerView};
use tokenry_model::client::AuthMethod;
use url::Url;

use super::super::super::typed::{typed_extra, typed_placement};
use crate::output::{facts, plain, quoted};

pub(super) fn server_text(server: &ReadServerView) -> String {
    let url = |url: &Option<Url>| url.as_ref().map(ToString::to_string);
    let there = if server.existing {
        " (stored already)"
    } else {
        ""
    };
    let mut text = format!("\nServer {}{there}\n", plain(&server.name));
    text.push_str(&facts(&[
        ("  address", Some(server.base_url.to_string())),
        ("  authorize", url(&server.authorize_url)),
        ("  token", url(&server.token_url)),
        ("  device", url(&server.device_url)),
        ("  registration", url(&server.registration_url)),
        (
            "  token style",
            Some(format!("{:?}", server.token_style).to_lowercase()),
        ),
        (
            "  token placement",
            Some(typed_placement(&server.token_placement)),
        ),
        ("  recipe", server.recipe.clone()),
        (
            "  tokens",
            (server.tokens > 0).then(|| format!("{} found", server.tokens)),
        ),
    ]));
    for client in &server.clients {
        text.push_str(&client_text(client));
    }
    text
}

/// The command that registers the client that was shown.
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
        AuthMethod::PrivateKeyJwt => "  private key",
        AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => "  certificate",
        _ => "  secret",
    };
    let secret = if client.has_secret {
        Some("found".to_owned())
    } else if client.auth == AuthMethod::None {
        None
    } else {
        missing.clone()
    };
    let facts = facts(&[
        ("  client id", client.client_id.clone().or(missing)),
        ("  auth", Some(spelled(&client.auth))),
        (proof, secret),
        ("  redirect", client.redirect_uri.clone()),
        ("  scopes", words(&client.scopes)),
        ("  extras", words(&extras)),
        ("  grants", words(&grants)),
    ]);
    format!("\nClient\n{facts}")
}

/// As the protocol, and the document, spells it.
fn spelled(word: &impl Serialize) -> String {
    let value = serde_json::to_value(word).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
