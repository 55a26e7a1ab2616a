//! Authentication methods of a client that its server refused, so that nobody is advised to try the
//! same again.

use super::RecordError;
use crate::context::Context;
use tokenry_model::{
    client::{AuthMethod, Client},
    id::Id,
};

impl Context {
    /// Remembers that the server did not believe the client, so that nobody is advised to try the
    /// same again.
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
            tracing::warn!(%error, "a refused method was not remembered");
        }
    }

    pub(crate) async fn refused(&self, client: Id<Client>) -> Result<Vec<AuthMethod>, RecordError> {
        let known = self.store.setting(&refused_key(client)).await?;
        Ok(serde_json::from_str(&known.unwrap_or_default()).unwrap_or_default())
    }

    /// Another id or secret: every method may be right again.
    pub(crate) async fn forget_refused(&self, id: Id<Client>) -> Result<(), RecordError> {
        Ok(self.store.unset_setting(&refused_key(id)).await?)
    }
}

/// Where it is remembered which methods were refused.
fn refused_key(client: Id<Client>) -> String {
    format!("refused-methods/{client}")
}
