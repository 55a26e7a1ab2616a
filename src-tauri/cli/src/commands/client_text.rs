//! Text output of a client.

use tokenry_model::client::{AuthMethod, Client};

use super::typed::{typed_extra, typed_placement};
use crate::{output::facts, when};

pub(super) fn shown(client: &Client, server: &str) -> String {
    let profile = &client.profile;
    let extras: Vec<_> = profile.extras.iter().map(typed_extra).collect();
    let words = |words: &[String]| (!words.is_empty()).then(|| words.join(" "));
    facts(&[
        ("Name", Some(profile.name.clone())),
        ("ID", Some(client.id.to_string())),
        ("Server", Some(server.to_owned())),
        ("Client ID", Some(profile.client_id.clone())),
        ("Auth method", Some(method(profile.auth).to_owned())),
        (
            "Client secret",
            client.secret.as_ref().map(|_| "stored".to_owned()),
        ),
        (
            "Secret expires",
            client.secret_expires_at.map(when::exactly),
        ),
        ("Redirect URI", Some(profile.redirect_uri.clone())),
        ("Other redirect URIs", words(&profile.further_redirects)),
        ("Scopes", words(&profile.scopes)),
        (
            "Token style",
            profile
                .token_style
                .map(|style| format!("{style:?}").to_lowercase()),
        ),
        (
            "Token placement",
            profile.placement.as_ref().map(typed_placement),
        ),
        ("Extra parameters", words(&extras)),
        (
            "Token binding",
            profile.hardening.dpop.then(|| "DPoP".to_owned()),
        ),
        ("Added", Some(when::exactly(client.created_at))),
    ])
}

pub(super) fn method(auth: AuthMethod) -> &'static str {
    match auth {
        AuthMethod::ClientSecretBasic => "basic",
        AuthMethod::ClientSecretPost => "post",
        AuthMethod::ClientSecretBasicRaw => "basic, not form-urlencoded",
        AuthMethod::ClientSecretJwt => "JWT signed with the secret",
        AuthMethod::PrivateKeyJwt => "JWT signed with a private key",
        AuthMethod::TlsClientAuth => "certificate (mutual TLS)",
        AuthMethod::SelfSignedTlsClientAuth => "registered certificate (mutual TLS)",
        AuthMethod::None => "none (public)",
    }
}
