//! Moving a server: an edit that sends its secrets to another origin.

use super::{Workbench, servers::check};
use crate::{error::Error, events::Event, server_move::Move};
use tokenry_model::{
    client::Client,
    id::Id,
    server::{Server, ServerProfile},
};

impl Workbench {
    /// Edits a server. Returns [`Error::Moves`] if its secrets would be sent to another origin.
    pub async fn edit_server(
        &self,
        id: Id<Server>,
        profile: ServerProfile,
    ) -> Result<Server, Error> {
        Box::pin(self.move_server(id, profile, &[])).await
    }

    /// Returns what this edit would send to another origin. Empty if it moves no secret.
    pub async fn server_move(
        &self,
        id: Id<Server>,
        profile: &ServerProfile,
    ) -> Result<Option<Move>, Error> {
        let store = &self.context.store;
        let before = store.server(id).await?.profile;
        let origins = profile.reaches_beyond(&before);
        if origins.is_empty() {
            return Ok(None);
        }
        let clients = store.clients().await?;
        let of_server = clients.iter().filter(|client| client.server == id);
        let has_secret =
            |client: &&Client| client.secret.is_some() || client.profile.sealed.is_some();
        // The sealed parts of the server's URLs and extras are sent there as well.
        let secrets = of_server.filter(has_secret).count() + usize::from(before.sealed.is_some());
        let tokens = self.tokens_of(id).await?;
        Ok((tokens + secrets > 0).then_some(Move {
            server: before.name,
            tokens,
            secrets,
            origins,
        }))
    }

    /// Like [`Workbench::edit_server`], after the person has agreed to these origins. Sending its
    /// tokens there requires consent again.
    pub async fn move_server(
        &self,
        id: Id<Server>,
        mut profile: ServerProfile,
        agreed: &[String],
    ) -> Result<Server, Error> {
        check(&profile)?;
        let mut server = self.context.true_server(id).await?;
        if let Some(moves) = self.server_move(id, &profile).await?
            && !moves.origins.iter().all(|origin| agreed.contains(origin))
        {
            return Err(Error::Moves(moves));
        }
        let has_tokens = self.tokens_of(id).await? > 0;
        profile.drop_stray_aliases(&server.profile);
        profile.confirm_like(&server.profile, has_tokens);
        let before = server.profile;
        server.profile = self
            .context
            .parted_server(id, profile, Some(&before))
            .await?;
        server.updated_at = self.context.now();
        self.context.store_edited(&server).await?;
        self.context.events.tell(Event::ServersChanged);
        self.context.events.tell(Event::TokensChanged);
        Ok(server)
    }

    async fn tokens_of(&self, id: Id<Server>) -> Result<usize, Error> {
        let tokens = self.context.store.tokens().await?;
        Ok(tokens.iter().filter(|token| token.server == id).count())
    }
}
