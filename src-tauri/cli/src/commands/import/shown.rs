//! What was understood and what was stored, as a document and as text.

use serde::Serialize;
use tokenry_core::{
    client::AuthMethod,
    recipe::Grant,
    server::{Extra, Placement, TokenStyle},
    transfer::{ClientDraft, ServerDraft, Understood},
    workbench::Imported,
};
use url::Url;

use super::super::views::{typed_extra, typed_placement};
use crate::output::{facts, plain};

#[derive(Debug, Serialize)]
pub(super) struct Document {
    read: Vec<&'static str>,
    notes: Vec<String>,
    servers: Vec<ServerView>,
    collections: Vec<CollectionView>,
    /// What is not used, word for word, and why.
    ignored: Vec<IgnoredView>,
    /// Variables and placeholders without a value.
    unresolved: Vec<String>,
    /// Clients that could not be stored, for want of an id or a secret.
    pub(super) left_out: usize,
    /// Absent with `--dry-run`.
    pub(super) stored: Option<Stored>,
}

#[derive(Debug, Serialize)]
struct ServerView {
    name: String,
    /// It is stored already, and stays as it is.
    existing: bool,
    base_url: Url,
    authorize_url: Option<Url>,
    token_url: Option<Url>,
    token_style: TokenStyle,
    token_placement: Placement,
    recipe: Option<String>,
    clients: Vec<ClientView>,
    tokens: usize,
}

#[derive(Debug, Serialize)]
struct ClientView {
    client_id: Option<String>,
    auth: AuthMethod,
    has_secret: bool,
    redirect_uri: Option<String>,
    scopes: Vec<String>,
    extras: Vec<Extra>,
    grants: Vec<Grant>,
    /// Has it what a client needs to be stored?
    complete: bool,
}

#[derive(Debug, Serialize)]
struct CollectionView {
    name: String,
    requests: Vec<String>,
}

#[derive(Debug, Serialize)]
struct IgnoredView {
    what: String,
    why: String,
}

/// By name.
#[derive(Debug, Serialize)]
pub(super) struct Stored {
    servers: Vec<String>,
    clients: Vec<String>,
    tokens: Vec<String>,
    collections: Vec<String>,
    requests: usize,
}

impl Stored {
    pub(super) fn of(imported: &Imported) -> Self {
        let servers = imported.servers.iter();
        let clients = imported.clients.iter();
        Self {
            servers: servers.map(|one| one.profile.name.clone()).collect(),
            clients: clients.map(|one| one.profile.name.clone()).collect(),
            tokens: imported.tokens.iter().map(|one| one.name.clone()).collect(),
            requests: imported.collections.iter().map(|(_, count)| count).sum(),
            collections: imported
                .collections
                .iter()
                .map(|(one, _)| one.name.clone())
                .collect(),
        }
    }

    fn lines(&self) -> Vec<String> {
        let kinds = [
            ("server", &self.servers),
            ("client", &self.clients),
            ("token", &self.tokens),
            ("collection", &self.collections),
        ];
        let named = kinds.iter().filter(|(_, names)| !names.is_empty());
        named
            .map(|(kind, names)| format!("Stored the {kind} {}.", names.join(", ")))
            .collect()
    }
}

impl Document {
    pub(super) fn of(understood: &Understood) -> Self {
        let ignored = understood.left.iter().map(|left| IgnoredView {
            what: left.what.clone(),
            why: left.why.clone(),
        });
        let collections = understood.collections.iter().map(|one| CollectionView {
            name: one.name.clone(),
            requests: one
                .requests
                .iter()
                .map(|request| request.name.clone())
                .collect(),
        });
        Self {
            read: understood.kinds.iter().map(|kind| kind.word()).collect(),
            notes: understood.notes.clone(),
            servers: understood.servers.iter().map(ServerView::from).collect(),
            collections: collections.collect(),
            ignored: ignored.collect(),
            unresolved: understood.unresolved.clone(),
            left_out: 0,
            stored: None,
        }
    }

    pub(super) fn text(&self) -> String {
        let mut lines = vec![format!("This is {}.", self.read.join(" and "))];
        lines.extend(self.notes.clone());
        for server in &self.servers {
            lines.push(server.text());
        }
        for collection in &self.collections {
            let count = collection.requests.len();
            lines.push(format!(
                "\nCollection {} with {count} request(s)",
                plain(&collection.name)
            ));
            lines.extend(
                collection
                    .requests
                    .iter()
                    .map(|name| format!("  {}", plain(name))),
            );
        }
        if !self.ignored.is_empty() {
            lines.push("\nNot used:".into());
            let ignored = self.ignored.iter();
            lines.extend(ignored.map(|one| format!("  {}: {}", plain(&one.what), one.why)));
        }
        if !self.unresolved.is_empty() {
            let names: Vec<_> = self.unresolved.iter().map(|name| plain(name)).collect();
            lines.push(format!("\nWithout a value: {}", names.join(", ")));
        }
        lines.push(String::new());
        match &self.stored {
            None => lines.push("Nothing was stored (--dry-run).".into()),
            Some(stored) => lines.extend(stored.lines()),
        }
        if self.left_out > 0 {
            lines.push(
                "A client was not stored, because its id or its secret is missing. Import again \
                 with --set NAME=VALUE or --secret-stdin, or add it: tokenry client add SERVER \
                 --id ID --secret-stdin"
                    .into(),
            );
        }
        lines.join("\n")
    }
}

impl From<&ServerDraft> for ServerView {
    fn from(draft: &ServerDraft) -> Self {
        let profile = &draft.profile;
        Self {
            name: profile.name.clone(),
            existing: draft.existing.is_some(),
            base_url: profile.base_url.clone(),
            authorize_url: profile.endpoints.authorize.clone(),
            token_url: profile.endpoints.token.clone(),
            token_style: profile.habits.token_style,
            token_placement: profile.habits.placement.clone(),
            recipe: profile.recipe.clone(),
            clients: draft.clients.iter().map(ClientView::from).collect(),
            tokens: draft.tokens.len(),
        }
    }
}

impl ServerView {
    fn text(&self) -> String {
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

impl From<&ClientDraft> for ClientView {
    fn from(draft: &ClientDraft) -> Self {
        let profile = &draft.profile;
        let told = |text: &String| (!text.is_empty()).then(|| text.clone());
        Self {
            client_id: told(&profile.client_id),
            auth: profile.auth,
            has_secret: draft.secret.is_some(),
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
            ("  secret", secret),
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
