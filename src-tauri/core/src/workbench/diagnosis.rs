//! The repair of a refused call that changes stored settings.

use super::{SecretChange, TokenEdit, Workbench};
use crate::error::Error;
use tokenry_model::{id::Id, server::Placement, token::Token};

impl Workbench {
    /// Changes the placement of a token. The change is stored in the token if it has a placement
    /// of its own, or was pasted for a server that has other tokens; in the client if that has a
    /// placement; and otherwise in the server.
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
