//! Clients, combined from several sources.

use super::ClientDraft;
use tokenry_model::{
    client::{AuthMethod, ClientProfile, ClientSecurity},
    grant_type::GrantType,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep},
};

impl ClientDraft {
    /// Creates a client with only an id. An empty id has to be filled in later.
    pub(crate) fn new(client_id: String) -> Self {
        Self {
            profile: ClientProfile {
                name: String::new(),
                client_id,
                auth: AuthMethod::None,
                redirect_uri: String::new(),
                further_redirects: Vec::new(),
                scopes: Vec::new(),
                token_style: None,
                placement: None,
                extras: Vec::new(),
                hardening: ClientSecurity::default(),
                sealed: None,
            },
            secret: None,
            grants: Vec::new(),
            refresh: None,
        }
    }

    /// Adds the missing secret. A client that was considered public then authenticates in the way
    /// that every server must support (RFC 6749 §2.3.1).
    pub fn give_secret(&mut self, secret: Secret) {
        self.secret = Some(secret);
        if self.profile.auth == AuthMethod::None {
            self.profile.auth = AuthMethod::ClientSecretBasic;
        }
    }

    pub(crate) fn add_grant(&mut self, grant: GrantType) {
        if !self.grants.contains(&grant) {
            self.grants.push(grant);
        }
    }

    /// Adds space-separated scopes.
    pub(crate) fn add_scopes(&mut self, scopes: &str) {
        for scope in scopes.split_whitespace() {
            if !self.profile.scopes.iter().any(|known| known == scope) {
                self.profile.scopes.push(scope.to_owned());
            }
        }
    }

    pub(crate) fn add_extra(&mut self, extra: Extra) {
        if !self.profile.extras.contains(&extra) {
            self.profile.extras.push(extra);
        }
    }

    /// Adds a parameter that a login sends to both endpoints.
    pub(crate) fn add_extra_of_login(&mut self, name: &str, value: &str) {
        for (on, place) in [
            (ExtraStep::Authorize, ExtraPlace::Query),
            (ExtraStep::Token, ExtraPlace::Body),
        ] {
            self.add_extra(Extra {
                on,
                place,
                name: name.to_owned(),
                value: value.to_owned(),
            });
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        let proved = other.profile.auth != AuthMethod::None;
        if self.secret.is_none() && other.secret.is_some()
            || self.profile.auth == AuthMethod::None && proved
        {
            self.secret = other.secret;
            self.profile.auth = other.profile.auth;
        }
        if self.profile.redirect_uri.is_empty() {
            self.profile.redirect_uri = other.profile.redirect_uri;
        }
        for scope in other.profile.scopes {
            if !self.profile.scopes.contains(&scope) {
                self.profile.scopes.push(scope);
            }
        }
        self.refresh = self.refresh.take().or(other.refresh);
        for extra in other.profile.extras {
            self.add_extra(extra);
        }
        for grant in other.grants {
            self.add_grant(grant);
        }
    }
}

impl ClientDraft {
    /// Returns `true` if the client is complete and can be stored.
    pub fn is_whole(&self) -> bool {
        let profile = &self.profile;
        !profile.client_id.is_empty() && (profile.auth == AuthMethod::None || self.secret.is_some())
    }
}
