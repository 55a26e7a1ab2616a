//! The token of a request, refreshed where that is due, and its placement.

use super::{Sending, SendingError};
use crate::{
    context::Context,
    refresh::{Fresh, Need},
    request::{Carriage, Carried},
};
use tokenry_model::{
    id::Id,
    server::{Placement, Server},
    token::Token,
};
use tokenry_oauth::{dpop, http::Identity};
use tokenry_vault::store::StoreError;

/// The token of a request, with what decides its placement.
pub(super) struct Bearer {
    pub(super) fresh: Fresh,
    pub(super) server: Server,
    pub(super) placement: Placement,
    /// The client's certificate, for its own server only (RFC 8705).
    identity: Option<Identity>,
    /// Whether it was refreshed for this request.
    pub(super) renewed: bool,
}

impl Bearer {
    pub(super) fn carried<'a>(&'a self, context: &'a Context) -> Carried<'a> {
        Carried {
            carriage: carriage(&self.fresh.token, &self.server, &self.placement),
            secret: &self.fresh.access,
            prover: context.prover(self.fresh.key.as_ref()),
            identity: self.identity.as_ref(),
        }
    }
}

impl Sending {
    pub(super) async fn bearer(
        &self,
        id: Id<Token>,
        renew_first: bool,
    ) -> Result<Bearer, SendingError> {
        let fresh = if renew_first {
            self.refresh.anew(id).await?
        } else {
            self.refresh.fresh(id, Need::Margin).await?
        };
        self.bearing(fresh, renew_first).await
    }

    pub(super) async fn bearing(
        &self,
        fresh: Fresh,
        renewed: bool,
    ) -> Result<Bearer, SendingError> {
        let (server, _) = self.context.usable_token(&fresh.token).await?;
        let placement = placement_of(&self.context, &fresh.token, &server).await?;
        Ok(Bearer {
            identity: self.context.identity_of(&fresh.token).await?,
            fresh,
            server,
            placement,
            renewed,
        })
    }
}

pub(crate) fn carriage<'a>(
    token: &'a Token,
    server: &'a Server,
    placement: &'a Placement,
) -> Carriage<'a> {
    Carriage {
        token_name: &token.name,
        placement,
        server: &server.profile,
        bound: token.is_bound(),
    }
}

/// The placement of the token: its own, that of the client, or that of the server. A token that is
/// bound to a key always uses that of DPoP.
pub(crate) async fn placement_of(
    context: &Context,
    token: &Token,
    server: &Server,
) -> Result<Placement, StoreError> {
    if token.is_bound() {
        return Ok(dpop::placement());
    }
    if let Some(own) = &token.placement {
        return Ok(own.clone());
    }
    let own = match token.client {
        Some(client) => context.store.client(client).await?.profile.placement,
        None => None,
    };
    Ok(own.unwrap_or_else(|| server.profile.habits.placement.clone()))
}
