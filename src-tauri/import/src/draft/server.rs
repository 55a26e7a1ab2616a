//! Servers, combined from several sources.

use url::Url;

use super::{ClientDraft, ServerDraft, TokenDraft};
use crate::{call::root, placeholder::is_placeholder};
use tokenry_model::{secret::Secret, server::ServerProfile};

impl ServerDraft {
    /// Creates a server from one of its URLs.
    pub(crate) fn at(url: &Url) -> Self {
        let name = url.host_str().unwrap_or_default();
        Self {
            profile: ServerProfile::at(name, root(url)),
            base_told: false,
            existing: None,
            clients: Vec::new(),
            tokens: Vec::new(),
            registration: None,
            metadata: Vec::new(),
        }
    }

    /// Merges another draft of the same server.
    pub(super) fn join(&mut self, other: Self) {
        if other.base_told && !self.base_told {
            self.profile.base_url = other.profile.base_url;
            self.base_told = true;
        }
        let (ends, more) = (&mut self.profile.endpoints, other.profile.endpoints);
        ends.authorize = ends.authorize.take().or(more.authorize);
        ends.token = ends.token.take().or(more.token);
        ends.registration = ends.registration.take().or(more.registration);
        ends.device = ends.device.take().or(more.device);
        self.registration = self.registration.take().or(other.registration);
        if self.profile.scopes.is_empty() {
            self.profile.scopes = other.profile.scopes;
        }
        self.metadata.extend(other.metadata);
        for client in other.clients {
            let same =
                |known: &&mut ClientDraft| known.profile.client_id == client.profile.client_id;
            match self.clients.iter_mut().find(same) {
                Some(known) => known.join(client),
                None => self.clients.push(client),
            }
        }
        for token in other.tokens {
            let known = |one: &TokenDraft| one.access.same_as(token.access.expose());
            if !self.tokens.iter().any(known) {
                self.tokens.push(token);
            }
        }
    }

    /// Moves the id and secret of `https://id:secret@host/token` to the client, which sends them as
    /// HTTP Basic. The URL keeps neither.
    pub(crate) fn take_credentials(&mut self) {
        let ends = &mut self.profile.endpoints;
        let typed = ends.token.as_mut().and_then(userinfo_taken_from);
        for address in [
            &mut ends.authorize,
            &mut ends.device,
            &mut ends.registration,
        ] {
            address.as_mut().and_then(userinfo_taken_from);
        }
        let Some((id, secret)) = typed.filter(|(id, _)| !is_placeholder(id)) else {
            return;
        };
        let fits = |client: &&mut ClientDraft| {
            let known = &client.profile.client_id;
            client.secret.is_none() && (known.is_empty() || *known == id)
        };
        if self.clients.is_empty() {
            self.clients.push(ClientDraft::new(String::new()));
        }
        let Some(client) = self.clients.iter_mut().find(fits) else {
            return;
        };
        client.profile.client_id = id;
        if !secret.is_empty() && !is_placeholder(&secret) {
            client.give_secret(Secret::new(secret));
        }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.profile.endpoints, &other.profile.endpoints);
        match (&ours.token, &theirs.token) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => match (&ours.authorize, &theirs.authorize) {
                (Some(ours), Some(theirs)) => ours == theirs,
                _ => self.profile.base_url.origin() == other.profile.base_url.origin(),
            },
        }
    }
}

/// Removes and returns the user name and password of a URL.
fn userinfo_taken_from(address: &mut Url) -> Option<(String, String)> {
    let decoded = |text: &str| {
        let bytes = percent_encoding::percent_decode_str(text);
        bytes.decode_utf8_lossy().into_owned()
    };
    let id = decoded(address.username());
    let secret = decoded(address.password().unwrap_or_default());
    // Cannot fail for http and https.
    let _ = address.set_username("");
    let _ = address.set_password(None);
    (!id.is_empty()).then_some((id, secret))
}
