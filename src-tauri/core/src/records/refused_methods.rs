//! Authentication methods that a server refused for a client, so that they are not suggested again.

use super::RecordError;
use crate::context::Context;
use tokenry_model::{
    client::{AuthMethod, Client},
    id::Id,
};

impl Context {
    /// Remembers that the server refused the current method of a client.
    pub(crate) async fn note_refused(&self, client: &Client) {
        let noted = async {
            let mut refused = self.refused(client.id).await?;
            if refused.contains(&client.profile.auth) {
                return Ok(());
            }
            refused.push(client.profile.auth);
            let value = serde_json::to_string(&refused)?;
            let key = refused_key(client.id);
            Ok::<_, RecordError>(self.store.set_setting(&key, &value).await?)
        };
        if let Err(error) = noted.await {
            tracing::warn!(%error, "could not store a refused method");
        }
    }

    pub(crate) async fn refused(&self, client: Id<Client>) -> Result<Vec<AuthMethod>, RecordError> {
        let known = self.store.setting(&refused_key(client)).await?;
        Ok(serde_json::from_str(&known.unwrap_or_default()).unwrap_or_default())
    }

    /// Forgets all refused methods, after a change of the id or secret.
    pub(crate) async fn forget_refused(&self, id: Id<Client>) -> Result<(), RecordError> {
        Ok(self.store.unset_setting(&refused_key(id)).await?)
    }
}

/// The key of the setting with the refused methods.
fn refused_key(client: Id<Client>) -> String {
    format!("refused-methods/{client}")
}
