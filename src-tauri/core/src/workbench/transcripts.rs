//! How a client came to be registered.

use super::Workbench;
use crate::error::Error;
use tokenry_model::{
    client::{Client, registration::Registration},
    id::Id,
};

impl Workbench {
    /// Whether Tokenry registered the client. Needs no key.
    pub async fn is_registered(&self, id: Id<Client>) -> Result<bool, Error> {
        Ok(self.context.store.is_registered(id).await?)
    }

    /// How a client came to be registered, if Tokenry did it.
    pub async fn registration(&self, id: Id<Client>) -> Result<Option<Registration>, Error> {
        if !self.is_registered(id).await? {
            return Ok(None);
        }
        // An older format has it elsewhere until the vault is open.
        self.open_vault().await?;
        Ok(self.context.opened_registration(id).await?)
    }
}
