//! The refresh protocol: one POST per expired token, and no rotated refresh token is ever lost.
//!
//! The process may be killed at any point, so the steps have this order:
//!
//! 1. Take the token's lock, which also holds across processes.
//! 2. Commit the intent before anything is sent.
//! 3. Send the POST.
//! 4. Seal and commit the raw response before it is parsed.
//! 5. Store the new generation. The old refresh token is kept until the new access token has worked.
//! 6. Wake the waiting callers.
//!
//! A process that finds an intent with a response continues from there. If it finds one without a
//! response, the refresh token may have been consumed, and it is tried once more.
//!
//! This module decides which caller makes the attempt. [`Run`] is the attempt itself.

use super::{RefreshError, attempt::Run, backoff};
use crate::context::Context;
use tokenry_model::{clock::Timestamp, token::Token};
use tokenry_vault::store::{Begun, Noun, RefreshIntent, StoreError};

/// Refreshes `seen`, unless another caller already has.
pub(super) async fn refresh(context: &Context, seen: &Token) -> Result<Token, RefreshError> {
    let outcome = renewed(context, seen).await;
    match outcome {
        Err(error) => Err(removed(context, seen).await.unwrap_or(error)),
        renewed => renewed,
    }
}

/// The error to report instead if the token has been removed.
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
        // On a file system without working locks a login came first, or a person removed the token.
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
        // Another caller tried during the wait for the lock. Its failure applies here too.
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
            // A login stored a new generation between the read and the intent. Start over.
            Begun::Changed(_) => {}
            // A login has stored a newer generation than this attempt would produce.
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

/// Finishes a refresh of an earlier process whose response is stored.
pub(super) async fn recover(context: &Context, intent: RefreshIntent) -> Result<(), RefreshError> {
    let _lock = context.vault.lock_token(intent.token).await?;
    let store = &context.store;
    // It may have ended during the wait for the lock.
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
