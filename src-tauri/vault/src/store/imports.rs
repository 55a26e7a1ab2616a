//! Importing several things at once, all or nothing.

use super::{
    DataKeyRow, RequestRow, Store, StoreError, clients, collections, keys, requests, servers,
    token_events::SealedEvent, tokens,
};
use tokenry_model::{
    client::Client, id::Id, request::Collection, sealed::Sealed, server::Server, token::Token,
};

/// The contents of an import, stored in this order.
#[derive(Debug, Default)]
pub struct Batch {
    /// Each with its sealed copy, and with the data key of its secrets.
    pub servers: Vec<(Server, Sealed, DataKeyRow)>,
    pub clients: Vec<(Client, Sealed)>,
    pub tokens: Vec<(Token, Sealed, Option<SealedEvent>)>,
    pub collections: Vec<Collection>,
    /// The variables of these collections.
    pub variables: Vec<(Id<Collection>, Sealed)>,
    pub requests: Vec<RequestRow>,
}

impl Store {
    /// Stores everything in one transaction. [`StoreError::NameTaken`] contains the first name
    /// already in use. In that case nothing is stored.
    pub async fn import(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        for (server, seal, key) in &batch.servers {
            servers::insert(&mut writing, server, seal).await?;
            keys::insert_data_key(&mut writing, key).await?;
        }
        for (client, seal) in &batch.clients {
            clients::insert(&mut writing, client, seal).await?;
        }
        for (token, seal, event) in &batch.tokens {
            tokens::insert(&mut writing, token, seal, event.as_ref()).await?;
        }
        for collection in &batch.collections {
            collections::save(&mut writing, collection).await?;
        }
        for (collection, variables) in &batch.variables {
            collections::keep_variables(&mut writing, *collection, variables).await?;
        }
        for request in &batch.requests {
            requests::save(&mut writing, request).await?;
        }
        writing.commit().await
    }
}
