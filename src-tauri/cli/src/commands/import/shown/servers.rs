//! The servers that were understood, with their clients.

use serde::Serialize;
use tokenry_import::{ClientDraft, ServerDraft};
use tokenry_model::{
    client::AuthMethod,
    grant::Grant,
    server::{Extra, Placement, TokenStyle},
};
use tokenry_vault::profile_secrets;
use url::Url;

use super::super::super::typed::{typed_extra, typed_placement};
use crate::output::{facts, plain, quoted};

#[derive(Debug, Serialize)]
pub(super) struct ServerView {
    name: String,
    /// It is stored already, and stays as it is.
    existing: bool,
    base_url: Url,
    authorize_url: Option<Url>,
    token_url: Option<Url>,
    device_url: Option<Url>,
    registration_url: Option<Url>,
    token_style: TokenStyle,
    token_placement: Placement,
    recipe: Option<String>,
    pub(super) clients: Vec<ClientView>,
    tokens: usize,
    /// A client as it would be registered.
    registration: Option<RegistrationView>,
}

#[derive(Debug, Serialize)]
struct RegistrationView {
    name: String,
    redirect_uris: Vec<String>,
    scopes: Vec<String>,
    website: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ClientView {
    client_id: Option<String>,
    auth: AuthMethod,
    has_secret: bool,
    /// A refresh token of it was found.
    pub(super) has_refresh: bool,
    redirect_uri: Option<String>,
    scopes: Vec<String>,
    extras: Vec<Extra>,
    pub(super) grants: Vec<Grant>,
    /// Has it what a client needs to be stored?
    pub(super) complete: bool,
}

impl From<&ServerDraft> for ServerView {
    fn from(draft: &ServerDraft) -> Self {
        let profile = &profile_secrets::shown(&draft.profile);
        Self {
            name: profile.name.clone(),
            existing: draft.existing.is_some(),
            base_url: profile.base_url.clone(),
            authorize_url: profile.endpoints.authorize.clone(),
            token_url: profile.endpoints.token.clone(),
            device_url: profile.endpoints.device.clone(),
            registration_url: profile.endpoints.registration.clone(),
            token_style: profile.habits.token_style,
            token_placement: profile.habits.placement.clone(),
            recipe: profile.recipe.clone(),
            clients: draft.clients.iter().map(ClientView::from).collect(),
            tokens: draft.tokens.len(),
            registration: draft.registration.as_ref().map(|shown| RegistrationView {
                name: shown.name.clone(),
                redirect_uris: shown.redirect_uris.clone(),
                scopes: shown.scopes.clone(),
                website: shown.website.clone(),
            }),
        }
    }
}

impl ServerView {
    pub(super) fn text(&self) -> String {
        let url = |url: &Option<Url>| url.as_ref().map(ToString::to_string);
        let there = if self.existing {
            " (stored already)"
        } else {
            ""
        };
        let mut text = format!("\nServer {}{there}\n", plain(&self.name));
        text.push_str(&facts(&[
            ("  address", Some(self.base_url.to_string())),
            ("  authorize", url(&self.authorize_url)),
            ("  token", url(&self.token_url)),
            ("  device", url(&self.device_url)),
            ("  registration", url(&self.registration_url)),
            (
                "  token style",
                Some(format!("{:?}", self.token_style).to_lowercase()),
            ),
            (
                "  token placement",
                Some(typed_placement(&self.token_placement)),
            ),
            ("  recipe", self.recipe.clone()),
            (
                "  tokens",
                (self.tokens > 0).then(|| format!("{} found", self.tokens)),
            ),
        ]));
        for client in &self.clients {
            text.push_str(&client.text());
        }
        text
    }
}

impl ServerView {
    /// The command that registers the client that was shown.
    pub(super) fn registers(&self) -> Option<String> {
        let shown = self.registration.as_ref()?;
        let mut command = format!("tokenry client register {}", quoted(&self.name));
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
}

impl From<&ClientDraft> for ClientView {
    fn from(draft: &ClientDraft) -> Self {
        let profile = &profile_secrets::shown(&draft.profile);
        let told = |text: &String| (!text.is_empty()).then(|| text.clone());
        Self {
            client_id: told(&profile.client_id),
            auth: profile.auth,
            has_secret: draft.secret.is_some(),
            has_refresh: draft.refresh.is_some(),
            redirect_uri: told(&profile.redirect_uri),
            scopes: profile.scopes.clone(),
            extras: profile.extras.clone(),
            grants: draft.grants.clone(),
            complete: draft.is_whole(),
        }
    }
}

impl ClientView {
    fn text(&self) -> String {
        let words = |words: &[String]| (!words.is_empty()).then(|| words.join(" "));
        let extras: Vec<_> = self.extras.iter().map(typed_extra).collect();
        let grants: Vec<_> = self.grants.iter().map(spelled).collect();
        let missing = Some("missing".to_owned());
        let proof = match self.auth {
            AuthMethod::PrivateKeyJwt => "  private key",
            AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => "  certificate",
            _ => "  secret",
        };
        let secret = if self.has_secret {
            Some("found".to_owned())
        } else if self.auth == AuthMethod::None {
            None
        } else {
            missing.clone()
        };
        let facts = facts(&[
            ("  client id", self.client_id.clone().or(missing)),
            ("  auth", Some(spelled(&self.auth))),
            (proof, secret),
            ("  redirect", self.redirect_uri.clone()),
            ("  scopes", words(&self.scopes)),
            ("  extras", words(&extras)),
            ("  grants", words(&grants)),
        ]);
        format!("\nClient\n{facts}")
    }
}

/// As the protocol, and the document, spells it.
fn spelled(word: &impl Serialize) -> String {
    let value = serde_json::to_value(word).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
