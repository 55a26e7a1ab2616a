//! Lookup of clients and tokens by name.

use tokenry_core::workbench::Workbench;
use tokenry_model::{client::Client, token::Token};
use tokenry_vault::store::Noun;

use crate::problem::Problem;

pub(super) async fn token_named(workbench: &Workbench, name: &str) -> Result<Token, Problem> {
    let found = workbench.token_named(name).await;
    found.map_err(|error| Problem::naming(error, Noun::Token, name))
}

/// Finds a client by name or id, or by a client id or server name that only one client has.
pub(super) async fn client_named(workbench: &Workbench, name: &str) -> Result<Client, Problem> {
    let error = match workbench.client_named(name).await {
        Ok(client) => return Ok(client),
        Err(error) => Problem::naming(error, Noun::Client, name),
    };
    if !matches!(error, Problem::NoSuch { .. }) {
        return Err(error);
    }
    let servers = workbench.servers().await?;
    let clients = || servers.iter().flat_map(|server| &server.clients);
    let by_client_id: Vec<_> = clients()
        .filter(|client| client.profile.client_id == name)
        .collect();
    let of_server: Vec<_> = servers
        .iter()
        .filter(|server| server.server.profile.name.to_lowercase() == name.to_lowercase())
        .flat_map(|server| &server.clients)
        .collect();
    match (by_client_id.as_slice(), of_server.as_slice()) {
        ([client], _) | ([], [client]) => Ok((*client).clone()),
        ([], []) => Err(error),
        _ => Err(Problem::Ambiguous {
            what: Noun::Client,
            name: name.to_owned(),
        }),
    }
}
