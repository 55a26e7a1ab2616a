//! Keeping tokens fresh.
//!
//! [`Workbench::fresh`] is the one resolver: whoever needs an access token (send, preview,
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
pub(crate) mod token_secrets;

use std::sync::Arc;

pub(crate) use self::error::PASTE_ANEW;
pub use self::error::RefreshError;
pub(crate) use self::{merge::expiry_of, single_flight::Flights};
use crate::{error::Error, workbench::Workbench};
use tokenry_model::{
    clock::SignedDuration,
    id::Id,
    secret::Secret,
    token::{Health, Token, TokenState},
};
use tokenry_oauth::{dpop::DpopKey, error::TokenError};
use tokenry_vault::{store::RefreshIntent, vault::KeyId};

/// The refreshes under way in this process.
#[derive(Default)]
pub struct Keeping {
    pub(crate) flights: Flights,
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

impl Workbench {
    /// The token with an access token that is fresh enough, renewed first where that is due.
    ///
    /// A renewal that fails for a passing reason does no harm while the present access token
    /// still works: then that one is given.
    pub async fn fresh(&self, id: Id<Token>, need: Need) -> Result<Fresh, Error> {
        let mut token = self.inner.store.token(id).await?;
        self.open_vault().await?;
        token = self.with_words(token);
        self.inner
            .vault
            .ensure_key(KeyId::Server(token.server))
            .await?;
        if let Some(pending) = self.inner.store.pending_refresh(id).await?
            && pending.reply.is_some()
        {
            // The old access token may be dead by now, however long it was to live.
            self.recover(pending).await;
            token = self.stored_token(id).await?;
        }
        if self.suffices(&token, need).await? {
            return self.opened(token);
        }
        if !matches!(need, Need::New { .. })
            && let Some(reason) = backoff::at_rest(&token, self.now())
        {
            return self.instead(token, need, Arc::new(reason).into());
        }
        match self.renew(&token).await {
            Ok(renewed) => self.opened(renewed),
            Err(error) => self.instead(token, need, error),
        }
    }

    /// Is a token of this process being renewed?
    pub fn is_renewing(&self) -> bool {
        !self.inner.keeping.flights.is_empty()
    }

    /// Waits until what is being renewed is stored.
    pub async fn renewals_ended(&self) {
        self.inner.keeping.flights.landed().await;
    }

    /// Finishes the renewals that a killed process left with their reply in hand.
    pub(crate) async fn recover_all(&self) {
        match self.inner.store.pending_refreshes().await {
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
        if let Err(error) = protocol::recover(self, intent).await {
            tracing::warn!(%error, "an unfinished renewal could not be finished");
        }
    }

    async fn suffices(&self, token: &Token, need: Need) -> Result<bool, Error> {
        let now = self.now();
        let left = token.ends_at(now).map(|at| at.duration_since(now));
        Ok(match need {
            Need::New { than } => token.generation > than,
            Need::AtLeast(least) => left.is_none_or(|left| left >= least),
            Need::Margin => {
                let margin = self.settings().await?.margin();
                matches!(
                    token.state(now, margin),
                    TokenState::Valid | TokenState::NoExpiry
                )
            }
        })
    }

    /// What to give when a renewal failed.
    fn instead(&self, token: Token, need: Need, error: Error) -> Result<Fresh, Error> {
        let works_still = token.ends_at(self.now()).is_none_or(|at| at > self.now())
            && !matches!(token.health, Health::LoginNeeded { .. });
        match need {
            Need::Margin if works_still => self.opened(token),
            _ => Err(error),
        }
    }

    /// Why only a person gets a new one.
    fn beyond_renewing(&self, token: &Token) -> Error {
        let (name, pasted) = (token.name.clone(), token.client.is_none());
        if token.expiry.at.is_some_and(|at| at <= self.now()) {
            let id = token.id;
            return Error::Expired { id, name, pasted };
        }
        Arc::new(RefreshError::NotRenewable { name, pasted }).into()
    }

    fn opened(&self, token: Token) -> Result<Fresh, Error> {
        let access = token_secrets::open_access(&self.inner.vault, &token)?;
        let key = if token.is_bound() {
            token_secrets::open_dpop_key(&self.inner.vault, &token)?
        } else {
            None
        };
        let key = key.as_ref().map(DpopKey::read).transpose();
        Ok(Fresh {
            key: key.map_err(TokenError::from)?,
            token,
            access,
        })
    }

    /// Renews a token once, however many ask for it at once, here or in other processes.
    async fn renew(&self, token: &Token) -> Result<Token, Error> {
        if !token.renewable() {
            return Err(self.beyond_renewing(token));
        }
        let workbench = self.clone();
        let seen = token.clone();
        let start = move || Box::pin(async move { protocol::refresh(&workbench, &seen).await });
        Ok(self.inner.keeping.flights.join(token.id, start).await?)
    }
}
