//! Preview of a removal: what is removed along with a server, client or token.

use super::Workbench;
use crate::error::Error;
use tokenry_model::{client::Client, id::Id, token::Token};

/// Names of the removed items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removal {
    pub clients: Vec<String>,
    pub tokens: Vec<String>,
    /// Saved requests that will lose their token.
    pub requests: Vec<String>,
}

impl Workbench {
    pub async fn token_removal(&self, id: Id<Token>) -> Result<Removal, Error> {
        let mut removal = self.removal(|_| false, |token| token.id == id).await?;
        removal.tokens.clear();
        Ok(removal)
    }

    pub(crate) async fn removal(
        &self,
        client_goes: impl Fn(&Client) -> bool,
        token_goes: impl Fn(&Token) -> bool,
    ) -> Result<Removal, Error> {
        let store = &self.context.store;
        let clients = store.clients().await?.into_iter().filter(client_goes);
        let tokens: Vec<Token> = store
            .tokens()
            .await?
            .into_iter()
            .filter(token_goes)
            .collect();
        let requests = self.requests_with(&tokens).await?;
        Ok(Removal {
            clients: clients.map(|client| client.profile.name).collect(),
            tokens: tokens.into_iter().map(|token| token.name).collect(),
            requests,
        })
    }
}
