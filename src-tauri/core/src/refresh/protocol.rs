//! The refresh protocol: one POST for one expired token, and no rotated refresh token lost.
//!
//! In this order, because the process may be killed at any point: the token's lock (across
//! processes); the intent, committed before anything is sent; the POST; the raw reply, sealed
//! and committed before it is parsed; the new generation, with the old refresh token kept
//! until the new access token has worked once; only then those who wait are woken. A process
//! that finds an intent with a reply goes on from there; one that finds an intent without one
//! does not know whether the refresh token was spent, and tries it once more.
//!
//! Here is who goes first and who finds it done; [`Run`] is the attempt itself.

use super::{RefreshError, attempt::Run, backoff};
use crate::context::Context;
use tokenry_model::{clock::Timestamp, token::Token};
use tokenry_vault::store::{Begun, Noun, RefreshIntent, StoreError};

/// Renews `seen`, unless somebody else already has.
pub(super) async fn refresh(context: &Context, seen: &Token) -> Result<Token, RefreshError> {
    let outcome = renewed(context, seen).await;
    match outcome {
        Err(error) => Err(removed(context, seen).await.unwrap_or(error)),
        renewed => renewed,
    }
}

/// What a failure comes from where the token is not there any more, whatever noticed that first.
async fn removed(context: &Context, token: &Token) -> Option<RefreshError> {
    let store = &context.store;
    let Err(StoreError::NotFound(_)) = store.token(token.id).await else {
        return None;
    };
    let mut with = None;
    if let Some(client) = token.client {
        with = missing(&store.client(client).await);
    }
    let with = missing(&store.server(token.server).await).or(with);
    Some(RefreshError::Removed {
        name: token.name.clone(),
        with,
    })
}

fn missing<T>(found: &Result<T, StoreError>) -> Option<Noun> {
    match found {
        Err(StoreError::NotFound(what)) => Some(*what),
        _ => None,
    }
}

async fn renewed(context: &Context, seen: &Token) -> Result<Token, RefreshError> {
    let _lock = context.vault.lock_token(seen.id).await?;
    match renew(context, seen.clone()).await {
        // Where locks exclude nobody a login came between; or the person threw the token away.
        Err(
            lost @ RefreshError::Store(
                StoreError::TokenChanged { .. } | StoreError::NotFound(Noun::Refresh),
            ),
        ) => {
            let stored = context.stored_token(seen.id).await?;
            if stored.generation == seen.generation {
                return Err(lost);
            }
            Ok(stored)
        }
        outcome => outcome,
    }
}

async fn renew(context: &Context, mut seen: Token) -> Result<Token, RefreshError> {
    let store = &context.store;
    loop {
        let stored = context.stored_token(seen.id).await?;
        if stored.generation != seen.generation {
            if !has_ended(&stored, context.now()) {
                return Ok(stored);
            }
            seen = stored.clone();
        }
        // Somebody tried while we waited for the lock: their failure is ours too.
        if stored.health != seen.health
            && let Some(reason) = backoff::at_rest(&stored, context.now())
        {
            return Err(reason);
        }
        let run = Run::prepare(context, stored).await?;
        let fingerprint = run.fingerprint()?;
        let begun = store
            .begin_refresh(
                run.token.id,
                run.token.generation,
                run.attempt,
                fingerprint.as_ref(),
                context.now(),
            )
            .await?;
        match begun {
            Begun::Started(_) => return Box::pin(run.send(false)).await,
            // Written between our reading and our intent, by a login: look again.
            Begun::Changed(_) => {}
            // A login came between: what the attempt brought is older than what is stored.
            Begun::Unfinished(intent) if intent.generation != run.token.generation => {
                store.abandon_refresh(intent.attempt).await?;
            }
            Begun::Unfinished(intent) => {
                let waited_long = intent.reply.is_some();
                let settled = Box::pin(run.take_over(intent)).await?;
                if !waited_long || !has_ended(&settled, context.now()) {
                    return Ok(settled);
                }
            }
        }
    }
}

/// Finishes what an earlier process left with a reply in hand.
pub(super) async fn recover(context: &Context, intent: RefreshIntent) -> Result<(), RefreshError> {
    let _lock = context.vault.lock_token(intent.token).await?;
    let store = &context.store;
    // It may have ended while we waited for the lock.
    let pending = store.pending_refresh(intent.token).await?;
    let Some(intent) = pending.filter(|intent| intent.reply.is_some()) else {
        return Ok(());
    };
    let token = store.token(intent.token).await?;
    if intent.generation != token.generation {
        return Ok(store.abandon_refresh(intent.attempt).await?);
    }
    let run = Run::prepare(context, token).await?;
    Box::pin(run.take_over(intent)).await.map(drop)
}

fn has_ended(token: &Token, now: Timestamp) -> bool {
    token.ends_at(now).is_some_and(|at| at <= now)
}
