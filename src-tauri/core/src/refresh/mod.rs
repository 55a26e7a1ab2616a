//! Keeping tokens fresh.
//!
//! [`Refresh::fresh`] is the one resolver: whoever needs an access token (send, preview,
//! copy, the command line) asks it, and it renews the token first where that is due.
//! [`protocol`] is the protocol that cannot lose a rotated token, [`attempt`] one attempt and
//! [`failed_attempt`] its bad end; [`single_flight`] sees to it that a token is renewed once however many ask,
//! [`background`] renews while the window is open.

mod attempt;
mod background;
mod backoff;
mod error;
mod failed_attempt;
mod merge;
mod protocol;
mod single_flight;

use std::sync::Arc;

pub use self::error::RefreshError;
pub(crate) use self::merge::expiry_of;
use self::single_flight::Flights;
use crate::{context::Context, records::token_secrets};
use tokenry_model::{
    clock::SignedDuration,
    id::Id,
    secret::Secret,
    token::{Health, Token, TokenState},
};
use tokenry_oauth::dpop::DpopKey;
use tokenry_vault::{store::RefreshIntent, vault::KeyId};

/// Keeps tokens fresh, once for all who ask; cheap to clone.
#[derive(Clone)]
pub(crate) struct Refresh {
    context: Arc<Context>,
    /// Those under way in this process.
    flights: Flights,
}

/// A token with its access token in the open.
#[derive(Debug, Clone)]
pub struct Fresh {
    pub token: Token,
    pub access: Secret,
    /// Whoever sends the access token has to prove this key (RFC 9449).
    pub key: Option<DpopKey>,
}

/// How fresh is fresh enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// More than the margin of the settings left.
    Margin,
    /// At least this long left.
    AtLeast(SignedDuration),
    /// A new one, whatever the old one looks like: the server refused it, or the person asked.
    New { than: i64 },
}

impl Refresh {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        Self {
            context,
            flights: Flights::default(),
        }
    }

    /// The token with an access token that is fresh enough, renewed first where that is due.
    ///
    /// A renewal that fails for a passing reason does no harm while the present access token
    /// still works: then that one is given.
    pub(crate) async fn fresh(
        &self,
        id: Id<Token>,
        need: Need,
    ) -> Result<Fresh, Arc<RefreshError>> {
        let token = self.recovered(id).await?;
        if self.suffices(&token, need).await? {
            return Ok(self.opened(token)?);
        }
        if !matches!(need, Need::New { .. })
            && let Some(reason) = backoff::at_rest(&token, self.context.now())
        {
            return self.instead(token, need, Arc::new(reason));
        }
        match self.renew(&token).await {
            Ok(renewed) => Ok(self.opened(renewed)?),
            Err(error) => self.instead(token, need, error),
        }
    }

    /// The token with a new access token, whatever the present one looks like.
    pub(crate) async fn anew(&self, id: Id<Token>) -> Result<Fresh, Arc<RefreshError>> {
        let token = self.context.store.token(id).await;
        let than = token.map_err(RefreshError::from)?.generation;
        self.fresh(id, Need::New { than }).await
    }

    /// The token with its secrets within reach, after a renewal that was cut off is finished.
    async fn recovered(&self, id: Id<Token>) -> Result<Token, RefreshError> {
        let context = &self.context;
        let token = context.store.token(id).await?;
        context.open_vault().await?;
        context
            .vault
            .ensure_key(KeyId::Server(token.server))
            .await?;
        match context.store.pending_refresh(id).await? {
            Some(pending) if pending.reply.is_some() => {
                // The old access token may be dead by now, however long it was to live.
                self.recover(pending).await;
                Ok(context.stored_token(id).await?)
            }
            _ => Ok(context.with_words(token)),
        }
    }

    /// Is a token of this process being renewed?
    pub(crate) fn is_renewing(&self) -> bool {
        !self.flights.is_empty()
    }

    /// Waits until what is being renewed is stored.
    pub(crate) async fn renewals_ended(&self) {
        self.flights.landed().await;
    }

    /// Finishes the renewals that a killed process left with their reply in hand.
    pub(crate) async fn recover_all(&self) {
        match self.context.store.pending_refreshes().await {
            Ok(pending) => {
                for intent in pending.into_iter().filter(|intent| intent.reply.is_some()) {
                    self.recover(intent).await;
                }
            }
            Err(error) => tracing::warn!(%error, "could not look for unfinished renewals"),
        }
    }

    /// Whatever comes of it is stored; the next renewal meets it again if need be.
    async fn recover(&self, intent: RefreshIntent) {
        if let Err(error) = protocol::recover(&self.context, intent).await {
            tracing::warn!(%error, "an unfinished renewal could not be finished");
        }
    }

    async fn suffices(&self, token: &Token, need: Need) -> Result<bool, RefreshError> {
        let now = self.context.now();
        let left = token.ends_at(now).map(|at| at.duration_since(now));
        Ok(match need {
            Need::New { than } => token.generation > than,
            Need::AtLeast(least) => left.is_none_or(|left| left >= least),
            Need::Margin => {
                let margin = self.context.settings().await?.margin();
                matches!(
                    token.state(now, margin),
                    TokenState::Valid | TokenState::NoExpiry
                )
            }
        })
    }

    /// What to give when a renewal failed.
    fn instead(
        &self,
        token: Token,
        need: Need,
        error: Arc<RefreshError>,
    ) -> Result<Fresh, Arc<RefreshError>> {
        let works_still = token
            .ends_at(self.context.now())
            .is_none_or(|at| at > self.context.now())
            && !matches!(token.health, Health::LoginNeeded { .. });
        match need {
            Need::Margin if works_still => Ok(self.opened(token)?),
            _ => Err(error),
        }
    }

    /// Why only a person gets a new one.
    fn beyond_renewing(&self, token: &Token) -> RefreshError {
        let (name, pasted) = (token.name.clone(), token.client.is_none());
        if token.expiry.at.is_some_and(|at| at <= self.context.now()) {
            let id = token.id;
            return RefreshError::Expired { id, name, pasted };
        }
        RefreshError::NotRenewable { name, pasted }
    }

    fn opened(&self, token: Token) -> Result<Fresh, RefreshError> {
        let access = token_secrets::open_access(&self.context.vault, &token)?;
        let key = if token.is_bound() {
            token_secrets::open_dpop_key(&self.context.vault, &token)?
        } else {
            None
        };
        let key = key.as_ref().map(DpopKey::read).transpose();
        Ok(Fresh {
            key: key?,
            token,
            access,
        })
    }

    /// Renews a token once, however many ask for it at once, here or in other processes.
    async fn renew(&self, token: &Token) -> Result<Token, Arc<RefreshError>> {
        if !token.renewable() {
            return Err(self.beyond_renewing(token).into());
        }
        let context = self.context.clone();
        let seen = token.clone();
        let start = move || Box::pin(async move { protocol::refresh(&context, &seen).await });
        self.flights.join(token.id, start).await
    }
}
