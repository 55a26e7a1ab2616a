//! Many things at once, all or nothing: what an import brings.

use super::{
    DataKeyRow, RequestRow, Store, StoreError, clients, collections, requests, row::bytes, servers,
    tokens,
};
use crate::{
    client::Client,
    request::Collection,
    server::Server,
    token::{Token, TokenEvent},
};

/// What is stored together, in this order.
#[derive(Debug, Default)]
pub struct Batch {
    /// Each with the data key that its secrets are sealed with.
    pub servers: Vec<(Server, DataKeyRow)>,
    pub clients: Vec<Client>,
    pub tokens: Vec<(Token, TokenEvent)>,
    pub collections: Vec<Collection>,
    pub requests: Vec<RequestRow>,
}

impl Store {
    /// Stores all of it in one transaction. [`StoreError::NameTaken`] names the first name that
    /// is not free; then nothing is stored.
    pub async fn import(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        for (server, key) in &batch.servers {
            servers::insert(&mut writing, server).await?;
            sqlx::query(
                "INSERT INTO data_keys (id, server, wrapped, created_at) VALUES (?, ?, ?, ?)",
            )
            .bind(key.id.as_bytes().as_slice())
            .bind(key.server.as_ref().map(bytes))
            .bind(key.wrapped.as_slice())
            .bind(key.created_at.as_millisecond())
            .execute(&mut *writing)
            .await?;
        }
        for client in &batch.clients {
            clients::insert(&mut writing, client).await?;
        }
        for (token, event) in &batch.tokens {
            tokens::insert(&mut writing, token, event).await?;
        }
        for collection in &batch.collections {
            collections::save(&mut writing, collection).await?;
        }
        for request in &batch.requests {
            requests::save(&mut writing, request).await?;
        }
        writing.commit().await
    }
}
