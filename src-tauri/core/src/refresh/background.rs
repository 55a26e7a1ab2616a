//! Refreshing in the background: a task that sleeps until the next token is due.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use super::{Need, Refresh, RefreshError, backoff::waits, single_flight::Flights};
use crate::{context::Context, events::Event};
use tokenry_model::{
    clock::{SignedDuration, Timestamp},
    token::{Health, Margin, Token},
};
use tokenry_vault::vault::{SlotKind, VaultError, VaultStatus};

/// Longest sleep between two rounds, because clocks may jump while the machine sleeps.
const LONGEST_SLEEP: Duration = Duration::from_mins(5);
/// Tokens with a shorter lifetime are not refreshed in the background, which would never stop.
const SHORTEST_LIFE: SignedDuration = SignedDuration::from_secs(30);
/// Maximum jitter, so that tokens due at the same time are not all refreshed in the same second.
const JITTER_MILLIS: u64 = 3_000;

impl Refresh {
    /// Starts a task that refreshes tokens before they expire. It ends when the context is dropped, and
    /// does nothing while the vault is locked or the setting is off.
    pub(crate) fn keep_fresh_in_background(&self) {
        let mut events = self.context.events.listen();
        let (context, flights) = (Arc::downgrade(&self.context), self.flights.clone());
        tokio::spawn(async move {
            while let Some(sleep) = round(&context, &flights).await {
                // Events that may change the next due time end the sleep. So does a lag that lost some.
                let moved = async {
                    while let Ok(event) = events.recv().await {
                        if matches!(
                            event,
                            Event::TokensChanged | Event::VaultChanged | Event::SettingsChanged
                        ) {
                            break;
                        }
                    }
                };
                // In both cases the next round starts.
                let _ = tokio::time::timeout(sleep, moved).await;
            }
        });
    }
}

/// Refreshes what is due. Returns the time to sleep, or `None` once the workbench is dropped.
async fn round(context: &Weak<Context>, flights: &Flights) -> Option<Duration> {
    let refresh = Refresh {
        context: context.upgrade()?,
        flights: flights.clone(),
    };
    match refresh.refresh_due_tokens().await {
        Ok(sleep) => Some(sleep),
        Err(error) => {
            tracing::warn!(%error, "background refresh failed");
            Some(LONGEST_SLEEP)
        }
    }
}

impl Refresh {
    async fn refresh_due_tokens(&self) -> Result<Duration, RefreshError> {
        let settings = self.context.settings().await?;
        if !settings.refresh_in_background || !self.vault_opens_without_person().await? {
            return Ok(LONGEST_SLEEP);
        }
        let now = self.context.now();
        let mut next = LONGEST_SLEEP;
        for token in self.context.store.tokens().await? {
            let Some(due) = due(&token, settings.margin(), now) else {
                continue;
            };
            let left = due.duration_since(now);
            if left > SignedDuration::ZERO {
                let left = Duration::try_from(left).unwrap_or(LONGEST_SLEEP);
                next = next.min(left + self.jitter());
            } else if let Err(error) = self
                .fresh(
                    token.id,
                    Need::New {
                        than: token.generation,
                    },
                )
                .await
            {
                tracing::debug!(%error, token = token.name, "background refresh failed");
            }
        }
        // A refreshed token causes an event, which starts the next round.
        Ok(next.max(Duration::from_millis(200)))
    }

    /// Tests whether the vault is open, or can be opened from the keyring because no person locked it.
    async fn vault_opens_without_person(&self) -> Result<bool, VaultError> {
        Ok(match self.context.vault.status().await? {
            VaultStatus::Open { .. } => true,
            VaultStatus::New => false,
            VaultStatus::Locked {
                slots, by_person, ..
            } => !by_person && slots.contains(&SlotKind::Keyring),
        })
    }

    fn jitter(&self) -> Duration {
        let random = u64::from(u16::from_le_bytes(self.context.ambient.bytes()));
        Duration::from_millis(random * JITTER_MILLIS / u64::from(u16::MAX))
    }
}

/// The time at which a token is due. `None` for one that does not expire, that needs a login, or whose
/// lifetime is so short that it is only refreshed when it is used.
fn due(token: &Token, setting: Margin, now: Timestamp) -> Option<Timestamp> {
    let at = token.ends_at(now).filter(|_| token.renewable())?;
    if !token.clock_was_wrong(now) && at.duration_since(token.obtained_at) < SHORTEST_LIFE {
        return None;
    }
    let planned = if token.clock_was_wrong(now) {
        now
    } else {
        at - token.margin(setting)
    };
    match &token.health {
        Health::BackingOff { until, .. } if waits(*until, now) => Some((*until).max(planned)),
        Health::Fine | Health::Refused { .. } | Health::BackingOff { .. } => Some(planned),
        Health::LoginNeeded { .. } => None,
    }
}
