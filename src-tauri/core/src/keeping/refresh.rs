//! The refresh protocol: one POST for one expired token, and no rotated refresh token lost.
//!
//! In this order, because the process may be killed at any point: the token's lock (across
//! processes); the intent, committed before anything is sent; the POST; the raw reply, sealed
//! and committed before it is parsed; the new generation, with the old refresh token kept
//! until the new access token has worked once; only then those who wait are woken. A process
//! that finds an intent with a reply goes on from there; one that finds an intent without one
//! does not know whether the refresh token was spent, and tries it once more.

use uuid::Uuid;

use super::{
    RefreshError,
    backoff::{may_have_arrived, wait},
    secrets::OpenSecrets,
    settle,
};
use crate::{
    client::Client,
    clock::Timestamp,
    events::Event,
    id::Id,
    oauth::{
        client_credentials::prepare_client_credentials,
        error::{RefreshVerdict, TokenError},
        refresh::prepare_refresh,
        reply::TokenReply,
        token_endpoint::{self, Asked, PreparedTokenRequest, RawReply, TokenEndpoint},
    },
    redact::Redactor,
    secret::Secret,
    server::Server,
    store::{Begun, RefreshIntent, StoreError},
    token::{Grant, Health, Token, TokenEvent, TokenEventKind},
    transcript::{HttpStep, StepKind, Transcript},
    vault::{KeyId, Place, VaultError},
    workbench::Workbench,
};

/// Renews `seen`, unless somebody else already has.
pub(super) async fn refresh(desk: &Workbench, seen: &Token) -> Result<Token, RefreshError> {
    let _lock = desk.inner.vault.lock_token(seen.id).await?;
    loop {
        let stored = desk.inner.store.token(seen.id).await?;
        if stored.generation != seen.generation {
            return Ok(stored);
        }
        let run = Run::prepare(desk, stored).await?;
        let fingerprint = run.fingerprint()?;
        let begun = desk
            .inner
            .store
            .begin_refresh(
                run.token.id,
                run.token.generation,
                run.attempt,
                fingerprint.as_ref(),
                desk.now(),
            )
            .await?;
        match begun {
            Begun::Started(_) => return Box::pin(run.send(false)).await,
            // Written between our reading and our intent, by a login: look again.
            Begun::Changed(_) => {}
            Begun::Unfinished(intent) => return Box::pin(run.take_over(intent)).await,
        }
    }
}

/// Finishes what an earlier process left with a reply in hand. Called when the vault opens.
pub(super) async fn recover(desk: &Workbench, intent: RefreshIntent) -> Result<(), RefreshError> {
    let _lock = desk.inner.vault.lock_token(intent.token).await?;
    // It may have ended while we waited for the lock.
    let Some(intent) = desk.inner.store.pending_refresh(intent.token).await? else {
        return Ok(());
    };
    if intent.reply.is_none() {
        return Ok(());
    }
    let token = desk.inner.store.token(intent.token).await?;
    let run = Run::prepare(desk, token).await?;
    Box::pin(run.take_over(intent)).await.map(drop)
}

/// One attempt with all it needs.
struct Run<'a> {
    desk: &'a Workbench,
    token: Token,
    secrets: OpenSecrets,
    server: Server,
    client: Client,
    client_secret: Option<Secret>,
    attempt: Uuid,
    transcript: Transcript,
    redactor: Redactor,
}

impl<'a> Run<'a> {
    async fn prepare(desk: &'a Workbench, token: Token) -> Result<Self, RefreshError> {
        let inner = &desk.inner;
        let Some(client) = token.client.filter(|_| token.renewable()) else {
            return Err(RefreshError::NotRenewable { name: token.name });
        };
        let client = inner.store.client(client).await?;
        let server = inner.store.server(token.server).await?;
        inner.vault.ensure_key(KeyId::Server(server.id)).await?;
        let client_secret = desk.opened_client_secret(&client)?;
        Ok(Self {
            secrets: OpenSecrets::open(&inner.vault, &token)?,
            attempt: *Id::<()>::new(&inner.nature).as_uuid(),
            transcript: Transcript::default(),
            redactor: Redactor::new(),
            desk,
            token,
            server,
            client,
            client_secret,
        })
    }

    fn fingerprint(&self) -> Result<Option<[u8; 32]>, VaultError> {
        let refresh = self.secrets.refresh.as_ref();
        refresh
            .map(|secret| self.desk.inner.vault.fingerprint(secret))
            .transpose()
    }

    /// Goes on where a process was cut off, which is known to be gone: we hold its lock.
    async fn take_over(mut self, intent: RefreshIntent) -> Result<Token, RefreshError> {
        self.attempt = intent.attempt;
        if intent.generation != self.token.generation {
            // A login came between: what the attempt brought is older than what is stored.
            self.desk
                .inner
                .store
                .abandon_refresh(intent.attempt)
                .await?;
            return Ok(self.token);
        }
        if let Some(sealed) = &intent.reply {
            let bytes = self
                .desk
                .inner
                .vault
                .open_sealed(&self.reply_place(), sealed)?;
            let reply = RawReply::from_bytes(&bytes)?;
            return self.settle(reply, true, intent.started_at).await;
        }
        self.desk.inner.store.retry_refresh(intent.attempt).await?;
        Box::pin(self.send(true)).await
    }

    /// The POST, and the reply into the vault before anybody looks at it.
    async fn send(mut self, in_doubt: bool) -> Result<Token, RefreshError> {
        let refresh = self.secrets.refresh.clone();
        match self.post(refresh.as_ref()).await? {
            Ok(reply) => {
                let now = self.desk.now();
                self.settle(reply, in_doubt, now).await
            }
            Err(error) => self.failed(error, in_doubt).await,
        }
    }

    async fn post(
        &mut self,
        refresh: Option<&Secret>,
    ) -> Result<Result<RawReply, TokenError>, RefreshError> {
        let inner = &self.desk.inner;
        let prepared = match self.request(refresh) {
            Ok(prepared) => prepared,
            Err(error) => return Ok(Err(error)),
        };
        self.redactor = prepared.redactor().clone();
        let sent = token_endpoint::send(&inner.http, prepared).await;
        self.record(sent.http);
        if let Ok(reply) = &sent.reply {
            let sealed = inner.vault.seal(&self.reply_place(), &reply.to_bytes())?;
            inner.store.stash_reply(self.attempt, &sealed).await?;
        }
        Ok(sent.reply)
    }

    fn request(&self, refresh: Option<&Secret>) -> Result<PreparedTokenRequest, TokenError> {
        let secret = self.client_secret.as_ref();
        let endpoint = TokenEndpoint::of(&self.server.profile, &self.client.profile, secret)?;
        match refresh {
            Some(refresh) if self.token.grant != Grant::ClientCredentials => {
                prepare_refresh(&endpoint, refresh)
            }
            _ => prepare_client_credentials(&endpoint, &self.token.scopes.requested),
        }
    }

    fn parse(&self, reply: &RawReply) -> Result<TokenReply, TokenError> {
        let scopes = &self.token.scopes;
        reply.parse(Asked {
            scopes: scopes.granted.as_ref().unwrap_or(&scopes.requested),
            redactor: &self.redactor,
        })
    }

    /// The reply becomes the next generation, or a reason why not.
    async fn settle(
        mut self,
        reply: RawReply,
        in_doubt: bool,
        received_at: Timestamp,
    ) -> Result<Token, RefreshError> {
        match self.parse(&reply) {
            Ok(parsed) => self.finish(parsed, received_at).await,
            Err(error) => match self.with_previous(&error).await? {
                Some(parsed) => self.finish(parsed, received_at).await,
                None => self.failed(error, in_doubt).await,
            },
        }
    }

    /// A refresh token that was refused right after a rotation, while the one before it was
    /// never given up: some servers keep that one alive until the new access token is used.
    async fn with_previous(
        &mut self,
        error: &TokenError,
    ) -> Result<Option<TokenReply>, RefreshError> {
        let Some(previous) = self.secrets.previous_refresh.take() else {
            return Ok(None);
        };
        if !matches!(error.refresh_verdict(), RefreshVerdict::Dead) {
            return Ok(None);
        }
        let reply = self.post(Some(&previous)).await?;
        Ok(reply.and_then(|reply| self.parse(&reply)).ok())
    }

    async fn finish(
        mut self,
        parsed: TokenReply,
        received_at: Timestamp,
    ) -> Result<Token, RefreshError> {
        let inner = &self.desk.inner;
        let now = self.desk.now();
        for deviation in &parsed.deviations {
            self.note(deviation.clone());
        }
        let (renewed, secrets) = settle::renewed(&self.token, &self.secrets, parsed, received_at);
        let renewed = Token {
            secrets: secrets.seal(&inner.vault, renewed.id, renewed.server, renewed.generation)?,
            ..renewed
        };
        let event = TokenEvent {
            at: now,
            kind: TokenEventKind::Refreshed,
            detail: settle::sentence(&self.token, &renewed),
        };
        inner
            .store
            .finish_refresh(self.attempt, &renewed, &event)
            .await?;
        self.keep_transcript().await?;
        inner.events.tell(Event::TokensChanged);
        Ok(renewed)
    }

    /// Nothing new was had. What is stored stays; only `invalid_grant` for the very refresh
    /// token now stored means that a login is needed.
    async fn failed(mut self, error: TokenError, in_doubt: bool) -> Result<Token, RefreshError> {
        let inner = &self.desk.inner;
        let now = self.desk.now();
        let name = self.token.name.clone();
        let (health, kind, outcome) = match error.refresh_verdict() {
            RefreshVerdict::Dead => {
                let reason = if in_doubt {
                    "Tokenry was stopped during a renewal, and the server no longer takes the refresh token."
                } else {
                    "The server no longer takes the refresh token: it was revoked, used elsewhere, or has expired."
                };
                let health = Health::LoginNeeded {
                    reason: reason.into(),
                };
                let outcome = RefreshError::LoginNeeded {
                    name,
                    reason: reason.into(),
                    source: Some(error),
                };
                (health, TokenEventKind::LoginNeeded, outcome)
            }
            RefreshVerdict::Transient { retry_after } => {
                let failures = match self.token.health {
                    Health::BackingOff { failures, .. } => failures.saturating_add(1),
                    _ => 1,
                };
                let until = now + wait(failures, retry_after, inner.nature.bytes());
                let health = Health::BackingOff {
                    until,
                    failures,
                    reason: error.to_string(),
                };
                let outcome = RefreshError::Failed {
                    name,
                    source: error,
                    until,
                };
                (health, TokenEventKind::RefreshFailed, outcome)
            }
        };
        let event = TokenEvent {
            at: now,
            kind,
            detail: outcome.hint(),
        };
        let (id, generation) = (self.token.id, self.token.generation);
        inner
            .store
            .set_token_health(id, generation, &health, Some(&event))
            .await?;
        // Where the request may have arrived, the intent stays: the refresh token is in doubt.
        let arrived =
            matches!(&outcome, RefreshError::Failed { source, .. } if may_have_arrived(source));
        if !arrived {
            inner.store.abandon_refresh(self.attempt).await?;
        }
        self.keep_transcript().await?;
        inner.events.tell(Event::TokensChanged);
        Err(outcome)
    }

    fn reply_place(&self) -> Place {
        Place {
            table: "refresh_intents",
            column: "reply",
            row: self.attempt,
            key: KeyId::Server(self.server.id),
            generation: self.token.generation,
        }
    }

    fn record(&mut self, http: HttpStep) {
        let title = "Asked the token endpoint for a new access token";
        let step = self
            .transcript
            .record(self.desk.now(), StepKind::Refresh, title);
        step.http = Some(http);
    }

    fn note(&mut self, note: String) {
        if let Some(step) = self.transcript.steps.last_mut() {
            step.notes.push(note);
        }
    }

    async fn keep_transcript(&mut self) -> Result<(), StoreError> {
        let transcript = std::mem::take(&mut self.transcript);
        let store = &self.desk.inner.store;
        store
            .append_transcript(self.token.id, self.desk.now(), &transcript)
            .await
    }
}
