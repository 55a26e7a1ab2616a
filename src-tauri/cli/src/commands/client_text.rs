//! A client, for people.

use tokenry_model::client::{AuthMethod, Client};

use super::typed::{typed_extra, typed_placement};
use crate::{output::facts, when};

pub(super) fn shown(client: &Client, server: &str) -> String {
    let profile = &client.profile;
    let extras: Vec<_> = profile.extras.iter().map(typed_extra).collect();
    let words = |words: &[String]| (!words.is_empty()).then(|| words.join(" "));
    facts(&[
        ("name", Some(profile.name.clone())),
        ("id", Some(client.id.to_string())),
        ("server", Some(server.to_owned())),
        ("client id", Some(profile.client_id.clone())),
        ("auth", Some(method(profile.auth).to_owned())),
        (
            "secret",
            client.secret.as_ref().map(|_| "stored".to_owned()),
        ),
        ("secret ends", client.secret_expires_at.map(when::exactly)),
        ("redirect", Some(profile.redirect_uri.clone())),
        ("also redirects", words(&profile.further_redirects)),
        ("scopes", words(&profile.scopes)),
        (
            "token style",
            profile
                .token_style
                .map(|style| format!("{style:?}").to_lowercase()),
        ),
        (
            "token placement",
            profile.placement.as_ref().map(typed_placement),
        ),
        ("extras", words(&extras)),
        (
            "tokens",
            profile
                .hardening
                .dpop
                .then(|| "bound to a key (DPoP)".to_owned()),
        ),
        ("added", Some(when::exactly(client.created_at))),
    ])
}

pub(super) fn method(auth: AuthMethod) -> &'static str {
    match auth {
        AuthMethod::ClientSecretBasic => "basic",
        AuthMethod::ClientSecretPost => "post",
        AuthMethod::ClientSecretBasicRaw => "basic, not form-urlencoded",
        AuthMethod::ClientSecretJwt => "a JWT signed with the secret",
        AuthMethod::PrivateKeyJwt => "a JWT signed with a private key",
        AuthMethod::TlsClientAuth => "a certificate (mutual TLS)",
        AuthMethod::SelfSignedTlsClientAuth => "a registered certificate (mutual TLS)",
        AuthMethod::None => "none (public)",
    }
}
