//! A request before it is sent: what would be sent, and the same as a curl command.

use super::{TokenSummary, Workbench, requests::carriage};
use crate::{
    error::Error,
    request::{self, Destination, Draft, SendError},
    server::{Placement, Server},
    token::Token,
};

/// What will be sent, before it is.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The whole address; secrets in it are masked.
    pub url: String,
    pub token: Option<TokenSummary>,
    /// `Authorization: Bearer [token NAME]`
    pub carried_as: Option<String>,
    /// Headers that the API wants and the draft does not set, as `Name: value`.
    pub added_headers: Vec<String>,
    /// The token is not meant for this origin: sending asks first.
    pub foreign_origin: Option<String>,
    /// What is wrong with the draft.
    pub problem: Option<String>,
}

impl Workbench {
    /// What [`Workbench::send`] would do. Asks the same resolver, but renews nothing.
    pub async fn preview(&self, draft: &Draft) -> Result<Preview, Error> {
        let token = match draft.token {
            Some(id) => Some(self.token_summary(id).await?),
            None => None,
        };
        let whereto = self
            .whereto(token.as_ref().map(|summary| &summary.token))
            .await?;
        let carriage = whereto
            .as_ref()
            .map(|(token, server, placement)| carriage(token, server, placement));
        let bound = carriage.is_some_and(|carriage| carriage.bound);
        let proof = bound.then(|| "DPoP: [a fresh proof of the token's key]".to_owned());
        let wanted = self.wanted(draft).await?;
        Ok(match request::preview(&wanted.on(draft), carriage) {
            Ok(preview) => Preview {
                url: preview.url,
                token,
                carried_as: preview.carried_as,
                added_headers: wanted.shown().into_iter().chain(proof).collect(),
                foreign_origin: match preview.destination {
                    Destination::Own => None,
                    Destination::Foreign { origin } => Some(origin),
                },
                problem: None,
            },
            Err(error) => Preview {
                url: draft.url.clone(),
                token,
                carried_as: None,
                added_headers: Vec::new(),
                foreign_origin: None,
                problem: Some(error.to_string()),
            },
        })
    }

    /// The draft as a curl command, with `$ACCESS_TOKEN` in place of the token.
    pub async fn as_curl(&self, draft: &Draft) -> Result<String, Error> {
        let token = match draft.token {
            Some(id) => Some(self.inner.store.token(id).await?),
            None => None,
        };
        let whereto = self.whereto(token.as_ref()).await?;
        let carriage = whereto
            .as_ref()
            .map(|(token, server, placement)| carriage(token, server, placement));
        let loaded = request::prepare(&self.wanted(draft).await?.on(draft), carriage)
            .map_err(SendError::from)?;
        Ok(request::curl(&loaded, draft.settings.follow_redirects))
    }

    async fn whereto(
        &self,
        token: Option<&Token>,
    ) -> Result<Option<(Token, Server, Placement)>, Error> {
        let Some(token) = token else {
            return Ok(None);
        };
        let server = self.inner.store.server(token.server).await?;
        let placement = self.placement_of(token, &server).await?;
        Ok(Some((token.clone(), server, placement)))
    }
}
