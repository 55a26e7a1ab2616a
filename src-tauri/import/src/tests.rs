//! Imports of texts as people paste them.

mod authorized;
mod bad;
mod commands;
mod curl;
mod exported;
mod grants;
mod odd_commands;
mod open;
mod openapi;
mod postman;
mod programs;

use super::{ClientDraft, ImportError, ImportPlan, Options, ServerDraft};

fn read(texts: &[&str]) -> Result<ImportPlan, ImportError> {
    super::read(texts, &Options::default())
}

fn understood(text: &str) -> ImportPlan {
    read(&[text]).unwrap_or_else(|error| panic!("{error}: {text:.200}"))
}

fn server(understood: &ImportPlan) -> &ServerDraft {
    match understood.servers.as_slice() {
        [server] => server,
        other => panic!("one server, not {other:?}"),
    }
}

fn client(understood: &ImportPlan) -> &ClientDraft {
    match server(understood).clients.as_slice() {
        [client] => client,
        other => panic!("one client, not {other:?}"),
    }
}

fn secret(draft: &ClientDraft) -> &str {
    draft.secret.as_ref().expect("a secret").expose()
}

fn url(url: Option<&url::Url>) -> &str {
    url.expect("an address").as_str()
}

fn left(understood: &ImportPlan, what: &str) -> bool {
    understood.left.iter().any(|left| left.what.contains(what))
}
