//! Text output of an import.

mod servers;

use tokenry_api::imported::{ReadClientView, ReadView, StoredView};
use tokenry_import::Kind;
use tokenry_model::grant_type::GrantType;

use self::servers::{registers, server_text};
use crate::output::{plain, quoted};

pub(super) fn text(document: &ReadView) -> String {
    let mut lines = vec![format!("This is {}.", document.read.join(" and "))];
    lines.extend(document.notes.clone());
    for server in &document.servers {
        lines.push(server_text(server));
    }
    for collection in &document.collections {
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
    for request in &document.requests {
        lines.push(format!("\nRequest {}", plain(request)));
    }
    if !document.ignored.is_empty() {
        lines.push("\nIgnored:".into());
        let ignored = document.ignored.iter();
        lines.extend(ignored.map(|one| format!("  {}: {}", plain(&one.what), one.why)));
    }
    if !document.unresolved.is_empty() {
        let names: Vec<_> = document.unresolved.iter().map(|name| plain(name)).collect();
        lines.push(format!("\nVariables without a value: {}", names.join(", ")));
        lines.push("  To set one: --set NAME=VALUE".into());
        if document.unresolved.iter().any(|name| !name.contains("{{")) {
            lines.push("  If it is a value and not a placeholder: --real".into());
        }
    }
    lines.push(String::new());
    match &document.stored {
        None => lines.push("Nothing was stored (--dry-run).".into()),
        Some(stored) => {
            lines.extend(self::lines(stored));
            let mut clients = document.servers.iter().flat_map(|server| &server.clients);
            if let ([name], Some(client)) = (&stored.clients[..], clients.find(|one| one.complete))
            {
                lines.push(next_step(name, client, &stored.tokens));
            }
            if let ([server], [], []) =
                (&stored.servers[..], &stored.clients[..], &stored.tokens[..])
                && is_description(document)
                && document.left_out == 0
            {
                lines.push(format!(
                    "Next, add a client: tokenry client add {} --id ID --secret-stdin",
                    quoted(server)
                ));
            }
            let registers = document.servers.iter().filter_map(registers);
            lines.extend(registers.map(|command| format!("Next, register it: {command}")));
            if let ([], [call, ..]) = (&stored.clients[..], &stored.calls[..]) {
                lines.push(format!(
                    "Next, send it: tokenry send --request {}",
                    quoted(call)
                ));
            }
        }
    }
    if document.left_out > 0 {
        lines.push(
            "A client was not stored: its client ID, secret, key or certificate is missing. Import \
             again with --set NAME=VALUE or --secret-stdin, or add it: tokenry \
             client add SERVER --id ID --auth METHOD --secret-stdin"
                .into(),
        );
    }
    lines.join("\n")
}

/// Returns `true` for a document that describes a server without clients.
fn is_description(document: &ReadView) -> bool {
    document.read.contains(&Kind::OpenApi.word())
}

fn lines(stored: &StoredView) -> Vec<String> {
    let kinds = [
        ("server", &stored.servers),
        ("client", &stored.clients),
        ("token", &stored.tokens),
        ("collection", &stored.collections),
        ("request", &stored.calls),
    ];
    let named = kinds.iter().filter(|(_, names)| !names.is_empty());
    named
        .map(|(kind, names)| format!("Stored the {kind} {}.", names.join(", ")))
        .collect()
}

/// Returns the next step for a stored client: a login with its grant, or the use of its token.
fn next_step(client: &str, shown: &ReadClientView, tokens: &[String]) -> String {
    if let (true, [token]) = (shown.has_refresh, tokens) {
        return format!("Next, use the token: tokenry token get {}", quoted(token));
    }
    let grants = shown.grants.as_slice();
    let how = match grants {
        _ if grants.contains(&GrantType::AuthorizationCode) => "",
        [GrantType::ClientCredentials, ..] => " --client-credentials",
        [GrantType::DeviceCode, ..] => " --device",
        [GrantType::Password, ..] => " --password",
        [GrantType::JwtBearer, ..] => " --jwt-bearer",
        [GrantType::TokenExchange, ..] => " --exchange TOKEN",
        _ => "",
    };
    format!(
        "Next, get a token: tokenry login {} --as NAME{how}",
        quoted(client)
    )
}
