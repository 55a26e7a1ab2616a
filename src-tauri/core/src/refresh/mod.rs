//! Keeping tokens fresh.
//!
//! [`Refresh::fresh`] is the only way to an access token. It refreshes the token first where that is
//! due. [`protocol`] makes sure that a rotated refresh token is never lost, [`attempt`] is one attempt
//! and [`failed_attempt`] the end of one that failed. [`single_flight`] refreshes a token once for all
//! callers, and [`background`] refreshes tokens before they expire.

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

/// Keeps tokens fresh. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Refresh {
    context: Arc<Context>,
    /// The refreshes in progress in this process.
    flights: Flights,
}

/// A token with its decrypted access token.
#[derive(Debug, Clone)]
pub struct Fresh {
    pub token: Token,
    pub access: Secret,
    /// The key to prove when the access token is sent (RFC 9449).
    pub key: Option<DpopKey>,
}

/// The required freshness of an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// More than the configured margin left.
    Margin,
    /// At least this long left.
    AtLeast(SignedDuration),
    /// A newer generation, because the server rejected this one or the person wants a new one.
    New { than: i64 },
}

impl Refresh {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        Self {
            context,
            flights: Flights::default(),
        }
    }

    /// Returns a token that is fresh enough, refreshed first where that is due.
    ///
    /// If the refresh fails for a temporary reason, the current access token is returned while it is
    /// still valid.
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

    /// Refreshes the token, however long the current access token is still valid.
    pub(crate) async fn anew(&self, id: Id<Token>) -> Result<Fresh, Arc<RefreshError>> {
        let token = self.context.store.token(id).await;
        let than = token.map_err(RefreshError::from)?.generation;
        self.fresh(id, Need::New { than }).await
    }

    /// Reads the token with the vault open, and first finishes an interrupted refresh.
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
                // The server may have invalidated the old access token already.
                self.recover(pending).await;
                Ok(context.stored_token(id).await?)
            }
            _ => Ok(context.with_words(token)),
        }
    }

    /// Tests whether this process is refreshing a token.
    pub(crate) fn is_renewing(&self) -> bool {
        !self.flights.is_empty()
    }

    /// Waits until the refreshes in progress have ended.
    pub(crate) async fn renewals_ended(&self) {
        self.flights.landed().await;
    }

    /// Finishes the refreshes of a killed process whose response is stored.
    pub(crate) async fn recover_all(&self) {
        match self.context.store.pending_refreshes().await {
            Ok(pending) => {
                for intent in pending.into_iter().filter(|intent| intent.reply.is_some()) {
                    self.recover(intent).await;
                }
            }
            Err(error) => tracing::warn!(%error, "could not list the unfinished refreshes"),
        }
    }

    /// Finishes one. After an error the intent stays for the next refresh.
    async fn recover(&self, intent: RefreshIntent) {
        if let Err(error) = protocol::recover(&self.context, intent).await {
            tracing::warn!(%error, "could not finish an interrupted refresh");
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

    /// The result after a failed refresh: the current token if it still suffices.
    fn instead(
        &self,
        token: Token,
        need: Need,
        error: Arc<RefreshError>,
    ) -> Result<Fresh, Arc<RefreshError>> {
        let still_valid = token
            .ends_at(self.context.now())
            .is_none_or(|at| at > self.context.now())
            && !matches!(token.health, Health::LoginNeeded { .. });
        match need {
            Need::Margin if still_valid => Ok(self.opened(token)?),
            _ => Err(error),
        }
    }

    /// The error for a token that only a person can replace.
    fn not_refreshable(&self, token: &Token) -> RefreshError {
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

    /// Refreshes a token once for all concurrent callers, here and in other processes.
    async fn renew(&self, token: &Token) -> Result<Token, Arc<RefreshError>> {
        if !token.renewable() {
            return Err(self.not_refreshable(token).into());
        }
        let context = self.context.clone();
        let seen = token.clone();
        let start = move || Box::pin(async move { protocol::refresh(&context, &seen).await });
        self.flights.join(token.id, start).await
    }
}
