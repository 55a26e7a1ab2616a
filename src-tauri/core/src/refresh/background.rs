//! Renewing while the window is open: one task that sleeps until the next token is due.

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

/// Nothing is left unlooked-at for longer, whatever the clocks do while the machine sleeps.
const LONGEST_SLEEP: Duration = Duration::from_mins(5);
/// A server that gives shorter lives than this would be asked without end.
const SHORTEST_LIFE: SignedDuration = SignedDuration::from_secs(30);
/// Tokens that fall due together are not all renewed in the same second.
const JITTER_MILLIS: u64 = 3_000;

impl Refresh {
    /// Renews tokens before they end, for as long as somebody holds the context. While the vault is
    /// locked or the setting is off it does nothing.
    pub(crate) fn keep_fresh_in_background(&self) {
        let mut events = self.context.events.listen();
        let (context, flights) = (Arc::downgrade(&self.context), self.flights.clone());
        tokio::spawn(async move {
            while let Some(sleep) = round(&context, &flights).await {
                // Woken early by whatever may move the next due time; also by having missed it.
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
                // Either way it is time for the next round.
                let _ = tokio::time::timeout(sleep, moved).await;
            }
        });
    }
}

/// Renews what is due and says how long to sleep; `None` when the workbench is gone.
async fn round(context: &Weak<Context>, flights: &Flights) -> Option<Duration> {
    let refresh = Refresh {
        context: context.upgrade()?,
        flights: flights.clone(),
    };
    match refresh.renew_what_is_due().await {
        Ok(sleep) => Some(sleep),
        Err(error) => {
            tracing::warn!(%error, "background renewal");
            Some(LONGEST_SLEEP)
        }
    }
}

impl Refresh {
    async fn renew_what_is_due(&self) -> Result<Duration, RefreshError> {
        let settings = self.context.settings().await?;
        if !settings.refresh_in_background || !self.vault_opens_by_itself().await? {
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
                tracing::debug!(%error, token = token.name, "background renewal");
            }
        }
        // A renewed token tells an event, which starts the next round.
        Ok(next.max(Duration::from_millis(200)))
    }

    /// It is open, or its key lies in the keyring and nobody locked it.
    async fn vault_opens_by_itself(&self) -> Result<bool, VaultError> {
        Ok(match self.context.vault.status().await? {
            VaultStatus::Open { .. } => true,
            VaultStatus::New => false,
            VaultStatus::Locked {
                slots, by_person, ..
            } => !by_person && slots.contains(&SlotKind::Keyring),
        })
    }

    fn jitter(&self) -> Duration {
        let random = u64::from(u16::from_le_bytes(self.context.nature.bytes()));
        Duration::from_millis(random * JITTER_MILLIS / u64::from(u16::MAX))
    }
}

/// When a token wants to be renewed. Not one that never ends, that a person must renew, or
/// that lives so briefly that it is renewed when it is used.
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
