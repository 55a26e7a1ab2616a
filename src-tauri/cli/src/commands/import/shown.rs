//! What was understood and what was stored, as a document and as text.

mod servers;

use serde::Serialize;
use tokenry_core::workbench::Imported;
use tokenry_import::{ImportPlan, Kind};
use tokenry_model::grant::Grant;

use self::servers::{ClientView, ServerView};
use crate::output::{plain, quoted};

#[derive(Debug, Serialize)]
pub(super) struct Document {
    read: Vec<&'static str>,
    notes: Vec<String>,
    servers: Vec<ServerView>,
    collections: Vec<CollectionView>,
    /// Requests that go into no collection, by name.
    requests: Vec<String>,
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
    /// All of them, also those in the collections.
    requests: usize,
    #[serde(skip)]
    calls: Vec<String>,
}

impl Stored {
    pub(super) fn of(imported: &Imported) -> Self {
        let servers = imported.servers.iter();
        let clients = imported.clients.iter();
        Self {
            servers: servers.map(|one| one.profile.name.clone()).collect(),
            clients: clients.map(|one| one.profile.name.clone()).collect(),
            tokens: imported.tokens.iter().map(|one| one.name.clone()).collect(),
            requests: imported.requests.len()
                + imported
                    .collections
                    .iter()
                    .map(|(_, count)| count)
                    .sum::<usize>(),
            calls: imported.requests.clone(),
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
            ("request", &self.calls),
        ];
        let named = kinds.iter().filter(|(_, names)| !names.is_empty());
        named
            .map(|(kind, names)| format!("Stored the {kind} {}.", names.join(", ")))
            .collect()
    }
}

impl Document {
    pub(super) fn of(understood: &ImportPlan) -> Self {
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
            requests: understood
                .requests
                .iter()
                .map(|request| request.name.clone())
                .collect(),
            ignored: ignored.collect(),
            unresolved: understood.unresolved.clone(),
            left_out: 0,
            stored: None,
        }
    }

    /// It describes a server, and knows nobody's client.
    fn is_description(&self) -> bool {
        self.read.contains(&Kind::OpenApi.word())
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
        for request in &self.requests {
            lines.push(format!("\nRequest {}", plain(request)));
        }
        if !self.ignored.is_empty() {
            lines.push("\nNot used:".into());
            let ignored = self.ignored.iter();
            lines.extend(ignored.map(|one| format!("  {}: {}", plain(&one.what), one.why)));
        }
        if !self.unresolved.is_empty() {
            let names: Vec<_> = self.unresolved.iter().map(|name| plain(name)).collect();
            lines.push(format!("\nWithout a value: {}", names.join(", ")));
            lines.push("  Give one: --set NAME=VALUE".into());
            if self.unresolved.iter().any(|name| !name.contains("{{")) {
                lines.push("  If it is no placeholder but the value itself: --real".into());
            }
        }
        lines.push(String::new());
        match &self.stored {
            None => lines.push("Nothing was stored (--dry-run).".into()),
            Some(stored) => {
                lines.extend(stored.lines());
                let mut clients = self.servers.iter().flat_map(|server| &server.clients);
                if let ([name], Some(client)) =
                    (&stored.clients[..], clients.find(|one| one.complete))
                {
                    lines.push(next_step(name, client, &stored.tokens));
                }
                if let ([server], [], []) =
                    (&stored.servers[..], &stored.clients[..], &stored.tokens[..])
                    && self.is_description()
                    && self.left_out == 0
                {
                    lines.push(format!(
                        "Next, add a client: tokenry client add {} --id ID --secret-stdin",
                        quoted(server)
                    ));
                }
                let registers = self.servers.iter().filter_map(ServerView::registers);
                lines.extend(registers.map(|command| format!("Next, register it: {command}")));
                if let ([], [call, ..]) = (&stored.clients[..], &stored.calls[..]) {
                    lines.push(format!(
                        "Next, send it: tokenry send --request {}",
                        quoted(call)
                    ));
                }
            }
        }
        if self.left_out > 0 {
            lines.push(
                "A client was not stored, because its id or its secret, key or certificate is \
                 missing. Import again with --set NAME=VALUE or --secret-stdin, or add it: tokenry \
                 client add SERVER --id ID --auth METHOD --secret-stdin"
                    .into(),
            );
        }
        lines.join("\n")
    }
}

/// A login of a client that was stored, in the way that was shown with it.
fn next_step(client: &str, shown: &ClientView, tokens: &[String]) -> String {
    if let (true, [token]) = (shown.has_refresh, tokens) {
        return format!("Next, use the token: tokenry token get {}", quoted(token));
    }
    let grants = shown.grants.as_slice();
    let how = match grants {
        _ if grants.contains(&Grant::AuthorizationCode) => "",
        [Grant::ClientCredentials, ..] => " --client-credentials",
        [Grant::DeviceCode, ..] => " --device",
        [Grant::Password, ..] => " --password",
        [Grant::JwtBearer, ..] => " --jwt-bearer",
        [Grant::TokenExchange, ..] => " --exchange TOKEN",
        _ => "",
    };
    format!(
        "Next, get a token: tokenry login {} --as NAME{how}",
        quoted(client)
    )
}
