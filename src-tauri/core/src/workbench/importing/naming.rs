//! Free names for imported items whose name is missing or taken.

use std::collections::BTreeSet;

use crate::{error::Error, workbench::Workbench};

/// Taken names by kind.
pub(super) struct Names {
    pub(super) servers: Taken,
    pub(super) clients: Taken,
    pub(super) tokens: Taken,
    /// Request names need not be unique, but unique ones can be looked up.
    pub(super) requests: Taken,
}

pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    /// Reserves and returns `Photos`, or `Photos 2` if that is taken.
    pub(super) fn free(&mut self, wanted: &str) -> String {
        let wanted = wanted.trim();
        let mut name = wanted.to_owned();
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{wanted} {number}");
            number += 1;
        }
        name
    }
}

impl Workbench {
    pub(super) async fn names(&self) -> Result<Names, Error> {
        let store = &self.context.store;
        let servers = store.servers().await?.into_iter();
        let clients = store.clients().await?.into_iter();
        let tokens = store.tokens().await?.into_iter();
        let requests = store.requests().await?.into_iter();
        Ok(Names {
            servers: Taken(servers.map(|server| server.profile.name).collect()),
            clients: Taken(clients.map(|client| client.profile.name).collect()),
            tokens: Taken(tokens.map(|token| token.name).collect()),
            requests: Taken(requests.map(|request| request.name).collect()),
        })
    }
}
