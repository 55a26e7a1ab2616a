//! Registrations of clients.

use super::Workbench;
use crate::error::Error;
use tokenry_model::{
    client::{Client, registration::Registration},
    id::Id,
};

impl Workbench {
    /// Returns true if Tokenry registered the client. Needs no key.
    pub async fn is_registered(&self, id: Id<Client>) -> Result<bool, Error> {
        Ok(self.context.store.is_registered(id).await?)
    }

    /// Returns the registration, if Tokenry registered the client.
    pub async fn registration(&self, id: Id<Client>) -> Result<Option<Registration>, Error> {
        if !self.is_registered(id).await? {
            return Ok(None);
        }
        // An older format stores it elsewhere until the vault is first opened.
        self.open_vault().await?;
        Ok(self.context.opened_registration(id).await?)
    }
}
