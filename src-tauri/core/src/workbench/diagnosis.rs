//! The repair of a refused call that changes what is stored.

use super::{SecretChange, TokenEdit, Workbench};
use crate::error::Error;
use tokenry_model::{id::Id, server::Placement, token::Token};

impl Workbench {
    /// From now on the token goes there: its own habit, where it has one or was pasted beside others
    /// of another kind; the client's, where that has one; else the server's.
    pub async fn place_token(&self, id: Id<Token>, placement: Placement) -> Result<(), Error> {
        let token = self.context.store.token(id).await?;
        let mut tokens = self.context.store.tokens().await?.into_iter();
        let has_neighbours = tokens.any(|other| other.server == token.server && other.id != id);
        if token.placement.is_some() || (token.client.is_none() && has_neighbours) {
            let edit = TokenEdit {
                placement: Some(Some(placement)),
                ..TokenEdit::default()
            };
            Box::pin(self.edit_token(id, edit)).await?;
            return Ok(());
        }
        if let Some(client) = token.client {
            let (mut client, _) = self.context.true_client(client).await?;
            if client.profile.placement.is_some() {
                client.profile.placement = Some(placement);
                let keep = SecretChange::Keep;
                Box::pin(self.edit_client(client.id, client.profile, keep)).await?;
                return Ok(());
            }
        }
        let mut server = self.context.true_server(token.server).await?;
        server.profile.habits.placement = placement;
        self.edit_server(server.id, server.profile).await?;
        Ok(())
    }
}
