//! One attempt to refresh a token, from the request to the new generation.

use uuid::Uuid;

use super::{RefreshError, merge};
use crate::{
    account::{Whom, rejected_id_token},
    context::Context,
    events::Event,
    records::{token_secrets::OpenSecrets, token_words::Seals as _, transcripts},
};
use tokenry_model::{
    client::Client,
    clock::Timestamp,
    grant::Grant,
    id::Id,
    redact::Redactor,
    secret::Secret,
    server::Server,
    token::{Token, TokenEvent, TokenEventKind},
    transcript::{HttpStep, StepKind, Transcript},
};
use tokenry_oauth::{
    dpop::{DpopKey, NONCE_WANTED},
    error::{RefreshVerdict, TokenError},
    reply::TokenReply,
    token_endpoint::{self, PreparedTokenRequest, RawReply, ReplyContext, TokenEndpoint},
    token_request::{Assertion, ClientCredentials, JwtBearer, RefreshToken, TokenRequest},
};
use tokenry_vault::store::RefreshIntent;
use tokenry_vault::store::SealedTranscript;
use tokenry_vault::store::StoreError;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealOnlyKey;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::VaultError;

/// The state of one attempt. The caller holds the token's lock.
pub(super) struct Run<'a> {
    pub(super) context: &'a Context,
    pub(super) token: Token,
    secrets: OpenSecrets,
    request: TokenRequest,
    server: Server,
    pub(super) client: Client,
    client_secret: Option<Secret>,
    /// The key to which the old and the new tokens may be bound (RFC 9449 §5).
    key: Option<DpopKey>,
    /// Seals the response even if the vault is locked during the request.
    pub(super) held: SealOnlyKey,
    pub(super) attempt: Uuid,
    transcript: Transcript,
    redactor: Redactor,
}

impl<'a> Run<'a> {
    pub(super) async fn prepare(context: &'a Context, token: Token) -> Result<Self, RefreshError> {
        let Some(client) = token.client.filter(|_| token.renewable()) else {
            return Err(RefreshError::NotRenewable {
                pasted: token.client.is_none(),
                name: token.name,
            });
        };
        let (server, client) = context.used_for(&token, client).await?;
        let client = context.opened_client(client).await?;
        let mut server = context.opened_server(server).await?;
        server.profile = server.profile.seen_by(&client.profile);
        context.vault.ensure_key(KeyId::Server(server.id)).await?;
        let client_secret = context.opened_client_secret(&client)?;
        let secrets = OpenSecrets::open(&context.vault, &token)?;
        let Some(request) = request(&token, secrets.refresh.as_ref()) else {
            return Err(RefreshError::NotRenewable {
                pasted: false,
                name: token.name,
            });
        };
        let key = secrets.dpop_key.as_ref().map(DpopKey::read).transpose()?;
        Ok(Self {
            secrets,
            request,
            key,
            held: context.vault.hold(KeyId::Server(server.id))?,
            attempt: *Id::<()>::new(&context.ambient).as_uuid(),
            transcript: Transcript::default(),
            redactor: Redactor::new(),
            context,
            token,
            server,
            client,
            client_secret,
        })
    }

    pub(super) fn fingerprint(&self) -> Result<Option<[u8; 32]>, VaultError> {
        let refresh = self.secrets.refresh.as_ref();
        refresh
            .map(|secret| self.context.vault.fingerprint(secret))
            .transpose()
    }

    /// Continues an attempt that another process left unfinished. That process has ended, because
    /// this one holds its lock. The intent must be for the token's current generation.
    pub(super) async fn take_over(mut self, intent: RefreshIntent) -> Result<Token, RefreshError> {
        self.attempt = intent.attempt;
        let context = self.context;
        if let Some(sealed) = &intent.reply {
            let bytes = context.vault.open_sealed(&self.reply_place(), sealed)?;
            let reply = RawReply::from_bytes(&bytes)?;
            return self
                .settle(reply, intent.tries > 1, intent.started_at)
                .await;
        }
        context.store.retry_refresh(intent.attempt).await?;
        Box::pin(self.send(true)).await
    }

    /// Sends the token request. The raw response is sealed and stored before it is parsed.
    pub(super) async fn send(mut self, in_doubt: bool) -> Result<Token, RefreshError> {
        let request = self.request.clone();
        // The lifetime is counted from here. The server cannot have responded earlier, and a slow
        // response must not make the token seem to live longer than it does.
        let asked_at = self.context.now();
        match self.post(&request).await? {
            Ok(reply) => self.settle(reply, in_doubt, asked_at).await,
            Err(error) => self.failed(error, in_doubt).await,
        }
    }

    async fn post(
        &mut self,
        request: &TokenRequest,
    ) -> Result<Result<RawReply, TokenError>, RefreshError> {
        let context = self.context;
        let prepared = match self.prepared(request) {
            Ok(prepared) => prepared,
            Err(error) => return Ok(Err(error)),
        };
        self.redactor = prepared.redactor().clone();
        let mut sent = Box::pin(token_endpoint::send(&context.http, prepared)).await;
        if sent.wants_nonce {
            // The server did not use the refresh token, so there is no response to store.
            self.record(sent.http, sent.notes);
            self.note(NONCE_WANTED.to_owned());
            let prepared = match self.prepared(request) {
                Ok(prepared) => prepared,
                Err(error) => return Ok(Err(error)),
            };
            self.redactor = prepared.redactor().clone();
            sent = Box::pin(token_endpoint::send(&context.http, prepared)).await;
        }
        self.record(sent.http, sent.notes);
        if let Ok(reply) = &sent.reply {
            let sealed = self.held.seal(&self.reply_place(), &reply.to_bytes());
            context.store.stash_reply(self.attempt, &sealed).await?;
        }
        Ok(sent.reply)
    }

    fn prepared(&self, request: &TokenRequest) -> Result<PreparedTokenRequest, TokenError> {
        let secret = self.client_secret.as_ref();
        let endpoint = TokenEndpoint::of(
            &self.server.profile,
            &self.client.profile,
            secret,
            &self.context.ambient,
        )?;
        let further = &self.token.scopes.further;
        let asked = match request {
            TokenRequest::RefreshToken(_) => further.later(),
            _ => further.all(),
        };
        let endpoint = endpoint
            .proving(self.context.prover(self.key.as_ref()))
            .asking(&asked);
        request.prepare(&endpoint)
    }

    fn parse(&self, reply: &RawReply) -> Result<TokenReply, TokenError> {
        let scopes = &self.token.scopes;
        let parsed = reply.parse(ReplyContext {
            scopes: scopes.granted.as_ref().unwrap_or(&scopes.requested),
            redactor: &self.redactor,
            proven: self.key.is_some(),
            reading: (&self.server.profile.habits).into(),
        });
        parsed.map_err(|error| error.of_client(&self.client, self.context.now()))
    }

    /// Turns the response into the next generation or an error.
    async fn settle(
        mut self,
        reply: RawReply,
        in_doubt: bool,
        asked_at: Timestamp,
    ) -> Result<Token, RefreshError> {
        match self.parse(&reply) {
            Ok(parsed) => self.finish(parsed, asked_at).await,
            Err(error) => match self.with_previous(&error).await? {
                Some(parsed) => self.finish(parsed, asked_at).await,
                None => self.failed(error, in_doubt).await,
            },
        }
    }

    /// Tries the previous refresh token if the current one is rejected right after a rotation. Some
    /// servers keep the previous one valid until the new access token is used.
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
        let Some(request) = request(&self.token, Some(&previous)) else {
            return Ok(None);
        };
        let reply = self.post(&request).await?;
        let parsed = reply.and_then(|reply| self.parse(&reply)).ok();
        if parsed.is_some() {
            // Keep the one that works, unless the response contains a new one.
            self.secrets.refresh = Some(previous);
        }
        Ok(parsed)
    }

    async fn finish(
        mut self,
        mut parsed: TokenReply,
        asked_at: Timestamp,
    ) -> Result<Token, RefreshError> {
        let context = self.context;
        let now = self.context.now();
        let whom = Whom {
            server: &self.server.profile,
            client: &self.client.profile,
            secret: self.client_secret.as_ref(),
            key: None,
            nonce: None,
            in_address: false,
            asked: &[],
        };
        let old = self.secrets.id_token.as_ref();
        let steps = &mut self.transcript;
        let rejected = Box::pin(rejected_id_token(self.context, whom, &parsed, old, steps)).await;
        if let Some(reason) = rejected {
            parsed.id_token = None;
            self.note(reason);
        }
        for deviation in &parsed.deviations {
            self.note(deviation.clone());
        }
        let brought = parsed.secrets();
        self.redactor = brought.fold(std::mem::take(&mut self.redactor), Redactor::with_secret);
        let (renewed, secrets) = merge::renewed(&self.token, &self.secrets, parsed, asked_at);
        let renewed = Token {
            secrets: secrets.seal(
                &context.vault,
                renewed.id,
                renewed.server,
                renewed.generation,
            )?,
            ..renewed
        };
        let event = TokenEvent {
            at: now,
            kind: TokenEventKind::Refreshed,
            detail: merge::sentence(&self.token, &renewed),
        };
        let event = self.held.event(renewed.id, renewed.server, &event);
        context
            .store
            .finish_refresh(self.attempt, &renewed, event.as_ref())
            .await?;
        self.keep_transcript().await?;
        context.events.tell(Event::TokensChanged);
        Ok(renewed)
    }

    fn reply_place(&self) -> SealedCell {
        SealedCell {
            table: "refresh_intents",
            column: "reply",
            row: self.attempt,
            key: KeyId::Server(self.server.id),
            generation: self.token.generation,
        }
    }

    fn record(&mut self, http: HttpStep, notes: Vec<String>) {
        let step = self
            .transcript
            .record(self.context.now(), StepKind::Refresh);
        step.http = Some(http);
        step.notes = notes;
    }

    fn note(&mut self, note: String) {
        if let Some(step) = self.transcript.steps.last_mut() {
            step.notes.push(note);
        }
    }

    pub(super) async fn keep_transcript(&mut self) -> Result<(), StoreError> {
        let mut transcript = std::mem::take(&mut self.transcript);
        transcript.redact(&self.redactor);
        let (token, at) = (self.token.id, self.context.now());
        let Ok(plain) = serde_json::to_vec(&transcript) else {
            return Ok(());
        };
        let place = transcripts::place(token, self.token.server, at);
        let content = self.held.seal(&place, &plain);
        let sealed = SealedTranscript { token, at, content };
        self.context.store.append_transcript(&sealed).await
    }
}

/// The token request that needs no person: a refresh, or a repeated grant of the client itself.
fn request(token: &Token, refresh: Option<&Secret>) -> Option<TokenRequest> {
    let scopes = token.scopes.requested.clone();
    Some(match (token.grant, refresh) {
        (Grant::ClientCredentials, _) => {
            TokenRequest::ClientCredentials(ClientCredentials { scopes })
        }
        (_, Some(refresh)) => TokenRequest::RefreshToken(RefreshToken {
            refresh_token: refresh.clone(),
        }),
        (Grant::JwtBearer, None) => {
            let account = token.account.as_ref();
            let subject = account.map(|account| account.subject.clone());
            TokenRequest::JwtBearer(JwtBearer {
                assertion: Assertion::SignedByClient { subject },
                scopes,
            })
        }
        (
            Grant::AuthorizationCode
            | Grant::DeviceCode
            | Grant::Implicit
            | Grant::Password
            | Grant::Assertion
            | Grant::TokenExchange
            | Grant::Pasted,
            None,
        ) => return None,
    })
}
