//! Who asks whom for what: what all grants have in common, before the token request and after.

use super::{
    LoginError, LoginForm,
    identity::{self, Whom},
    persist::Obtained,
};
use crate::{error::Error, workbench::Workbench};
use tokenry_model::{
    authorization_params::AuthorizationParams,
    client::Client,
    secret::Secret,
    server::Server,
    token::{Account, Grant, Token},
    transcript::{StepKind, Transcript},
};
use tokenry_oauth::{
    dpop::{DpopKey, NONCE_WANTED},
    error::TokenError,
    reply::TokenReply,
    token_endpoint::{self, ReplyContext, TokenEndpoint},
    token_request::TokenRequest,
};
use tokenry_vault::store::{Noun, StoreError};

pub(crate) struct LoginContext {
    pub(crate) form: LoginForm,
    pub(crate) client: Client,
    pub(crate) server: Server,
    pub(crate) secret: Option<Secret>,
    pub(crate) scopes: Vec<String>,
    /// What is asked for besides.
    pub(crate) further: AuthorizationParams,
    /// Made for this login, where its token shall be bound to one (RFC 9449).
    pub(crate) key: Option<DpopKey>,
}

impl LoginContext {
    /// Whatever can be found out before anybody is asked is an error here: no token endpoint,
    /// a locked vault, which could not take the token that comes.
    pub(crate) async fn of(desk: &Workbench, form: LoginForm) -> Result<Self, Error> {
        Self::asked(desk, form, false).await
    }

    /// The same for a client that asks for itself.
    pub(crate) async fn of_client_itself(desk: &Workbench, form: LoginForm) -> Result<Self, Error> {
        Self::asked(desk, form, true).await
    }

    async fn asked(desk: &Workbench, form: LoginForm, client_itself: bool) -> Result<Self, Error> {
        let client = desk.usable_client(form.client).await?;
        let mut server = desk.usable_server(client.server).await?;
        // A code is spent before what it brings is stored: there has to be room for that now.
        desk.inner.store.hold_reserve()?;
        server.profile = server.profile.seen_by(&client.profile);
        let secret = desk.client_secret(&client).await?;
        let scopes = form.scopes.clone();
        let scopes = scopes.unwrap_or_else(|| client.profile.scopes.clone());
        let further = if client_itself {
            AuthorizationParams::of_client_itself(&form.params)
        } else {
            AuthorizationParams::of(&form.params)
        };
        let mut further = further.map_err(LoginError::from)?;
        if let Some(again) = form.renew {
            let before = desk.inner.store.token(again).await?.scopes.further;
            further.keep(&before, &form.params, client_itself);
        }
        if client_itself {
            let recipe = desk.recipe_of(&server.profile)?;
            if recipe.is_some_and(|recipe| recipe.wire.client_credentials_redirect) {
                further.name_redirect(&client.profile.redirect_uri, &form.params);
            }
        }
        // What comes back in an address comes without proof of a key.
        let wants_key = client.profile.hardening.dpop && !form.implicit;
        let key = wants_key
            .then(|| DpopKey::generate(&desk.inner.nature, &server.profile.dpop_algs))
            .transpose()
            .map_err(TokenError::from)?;
        Ok(Self {
            form,
            client,
            server,
            secret,
            scopes,
            further,
            key,
        })
    }

    /// The token endpoint; to it go `asked` besides the grant's own parameters.
    pub(crate) fn endpoint<'a>(
        &'a self,
        desk: &'a Workbench,
        asked: &'a [(String, String)],
    ) -> Result<TokenEndpoint<'a>, TokenError> {
        let endpoint = TokenEndpoint::of(
            &self.server.profile,
            &self.client.profile,
            self.secret.as_ref(),
            &desk.inner.nature,
        )?;
        let endpoint = endpoint.proving(desk.prover(self.key.as_ref()));
        Ok(endpoint.asking(asked))
    }

    /// Sends a token request and reads its reply; both become one step. Where the server wants
    /// its nonce in the proof of the token's key, the request is made and sent once more.
    pub(crate) async fn ask(
        &self,
        desk: &Workbench,
        asked: &[(String, String)],
        request: &TokenRequest,
        title: &str,
        transcript: &mut Transcript,
    ) -> Result<TokenReply, TokenError> {
        let http = &desk.inner.http;
        let mut prepared = request.prepare(&self.endpoint(desk, asked)?)?;
        let mut redactor = prepared.redactor().clone();
        let mut sent = token_endpoint::send(http, prepared).await;
        if sent.wants_nonce {
            let step = transcript.record(desk.now(), StepKind::Token, title);
            step.http = Some(sent.http);
            step.notes = sent.notes;
            step.notes.push(NONCE_WANTED.into());
            prepared = request.prepare(&self.endpoint(desk, asked)?)?;
            redactor = prepared.redactor().clone();
            sent = token_endpoint::send(http, prepared).await;
        }
        let reply = sent.reply.and_then(|reply| {
            reply.parse(ReplyContext {
                scopes: &self.scopes,
                redactor: &redactor,
                proven: self.key.is_some(),
                reading: (&self.server.profile.habits).into(),
            })
        });
        let reply = reply.map_err(|error| error.of_client(&self.client, desk.now()));
        if reply.as_ref().is_err_and(TokenError::blames_client) {
            desk.note_refused(&self.client).await;
        }
        let step = transcript.record(desk.now(), StepKind::Token, title);
        step.http = Some(sent.http);
        step.notes = sent.notes;
        if let Ok(reply) = &reply {
            step.notes.extend(reply.deviations.iter().cloned());
        }
        reply
    }

    /// Finds out whose token it is. An ID token that breaks a rule is an error.
    pub(crate) async fn identify(
        &self,
        desk: &Workbench,
        reply: &TokenReply,
        nonce: Option<&Secret>,
        transcript: &mut Transcript,
    ) -> Result<Option<Account>, LoginError> {
        let whom = Whom {
            server: &self.server.profile,
            client: &self.client.profile,
            secret: self.secret.as_ref(),
            key: self.key.as_ref(),
            nonce,
            in_address: self.form.implicit,
            asked: &self.further.params,
        };
        identity::account(desk, whom, reply, transcript).await
    }

    /// Whether the client may still be used: it may have been removed meanwhile, here or by another
    /// process.
    pub(crate) async fn still_there(&self, desk: &Workbench) -> Result<(), LoginError> {
        match desk.inner.store.client(self.client.id).await {
            Err(StoreError::NotFound(_)) => Err(gone(desk, &self.server, &self.client).await),
            found => Ok(found.map(drop)?),
        }
    }

    /// Stores what came.
    pub(crate) async fn settle(
        self,
        desk: &Workbench,
        grant: Grant,
        reply: TokenReply,
        account: Option<Account>,
        beside: Vec<(String, Secret)>,
        transcript: Transcript,
    ) -> Result<Token, LoginError> {
        self.still_there(desk).await?;
        let obtained = Obtained {
            grant,
            account,
            reply,
            scopes: self.scopes,
            further: self.further,
            key: self.key,
            beside,
            transcript,
        };
        let settled = desk.settle_login(&self.form, &self.client, obtained).await;
        // Removed in this very moment: the database says it in its own words.
        match (&settled, desk.inner.store.client(self.client.id).await) {
            (Err(_), Err(StoreError::NotFound(_))) => {
                Err(gone(desk, &self.server, &self.client).await)
            }
            _ => settled,
        }
    }
}

/// The client is not there any more, and maybe its server neither.
async fn gone(desk: &Workbench, server: &Server, client: &Client) -> LoginError {
    let (what, name) = match desk.inner.store.server(server.id).await {
        Err(StoreError::NotFound(what)) => (what, &server.profile.name),
        _ => (Noun::Client, &client.profile.name),
    };
    LoginError::Gone {
        what,
        name: name.clone(),
    }
}
