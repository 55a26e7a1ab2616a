//! The steps that all grants share before and after the token request.

use super::{LoginError, persist::Obtained};
use crate::{
    account::{self, Whom},
    context::Context,
};
use tokenry_model::{
    authorization_params::AuthorizationParams,
    client::Client,
    grant::Grant,
    login::LoginForm,
    secret::Secret,
    server::Server,
    token::{Account, Token},
    transcript::{StepKind, Transcript},
};
use tokenry_oauth::{
    authorize::Authorize,
    callback::Pending,
    dpop::{DpopKey, NONCE_WANTED},
    error::TokenError,
    reply::TokenReply,
    token_endpoint::{self, ReplyContext, TokenEndpoint},
    token_request::TokenRequest,
};
use tokenry_vault::store::{Noun, StoreError};

/// The client, server and parameters of a login.
pub(crate) struct Job {
    pub(crate) asking: LoginContext,
    pub(crate) redirect_uri: String,
    pub(crate) authorization: Authorize,
    pub(crate) pending: Pending,
}

pub(crate) struct LoginContext {
    pub(crate) form: LoginForm,
    pub(crate) client: Client,
    pub(crate) server: Server,
    pub(crate) secret: Option<Secret>,
    pub(crate) scopes: Vec<String>,
    /// Further parameters of the authorization request.
    pub(crate) further: AuthorizationParams,
    /// The key to which the token will be bound (RFC 9449). Generated for this login.
    pub(crate) key: Option<DpopKey>,
}

impl LoginContext {
    /// Prepares a login of a person. Anything that would make it fail later is an error here, such as
    /// a locked vault that could not store the token.
    pub(crate) async fn of(context: &Context, form: LoginForm) -> Result<Self, LoginError> {
        Self::asked(context, form, false).await
    }

    /// Prepares a client credentials grant.
    pub(crate) async fn of_client_itself(
        context: &Context,
        form: LoginForm,
    ) -> Result<Self, LoginError> {
        Self::asked(context, form, true).await
    }

    async fn asked(
        context: &Context,
        form: LoginForm,
        client_itself: bool,
    ) -> Result<Self, LoginError> {
        let client = context.usable_client(form.client).await?;
        let mut server = context.usable_server(client.server).await?;
        // The code is consumed before the token is stored, so the disk space is reserved now.
        context.store.hold_reserve()?;
        server.profile = server.profile.seen_by(&client.profile);
        let secret = context.client_secret(&client).await?;
        let scopes = form.scopes.clone();
        let scopes = scopes.unwrap_or_else(|| client.profile.scopes.clone());
        let further = if client_itself {
            AuthorizationParams::of_client_itself(&form.params)
        } else {
            AuthorizationParams::of(&form.params)
        };
        let mut further = further.map_err(LoginError::from)?;
        if let Some(again) = form.renew {
            let before = context.store.token(again).await?.scopes.further;
            further.keep(&before, &form.params, client_itself);
        }
        if client_itself {
            let recipe = context.recipes.of_server(&server.profile)?;
            if recipe.is_some_and(|recipe| recipe.wire.client_credentials_redirect) {
                further.name_redirect(&client.profile.redirect_uri, &form.params);
            }
        }
        // A token of the implicit grant cannot be bound to a key.
        let wants_key = client.profile.hardening.dpop && !form.implicit;
        let key = wants_key
            .then(|| DpopKey::generate(&context.ambient, &server.profile.dpop_algs))
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

    /// The token endpoint. `asked` is sent in addition to the parameters of the grant.
    pub(crate) fn endpoint<'a>(
        &'a self,
        context: &'a Context,
        asked: &'a [(String, String)],
    ) -> Result<TokenEndpoint<'a>, TokenError> {
        let endpoint = TokenEndpoint::of(
            &self.server.profile,
            &self.client.profile,
            self.secret.as_ref(),
            &context.ambient,
        )?;
        let endpoint = endpoint.proving(context.prover(self.key.as_ref()));
        Ok(endpoint.asking(asked))
    }

    /// Sends a token request, reads the response and records both as one step. If the server requires
    /// a DPoP nonce, the request is sent once more with it.
    pub(crate) async fn ask(
        &self,
        context: &Context,
        asked: &[(String, String)],
        request: &TokenRequest,
        transcript: &mut Transcript,
    ) -> Result<TokenReply, TokenError> {
        let http = &context.http;
        let kind = request
            .grant()
            .map_or(StepKind::Refresh, |grant| StepKind::Token { grant });
        let mut prepared = request.prepare(&self.endpoint(context, asked)?)?;
        let mut redactor = prepared.redactor().clone();
        let mut sent = token_endpoint::send(http, prepared).await;
        if sent.wants_nonce {
            let step = transcript.record(context.now(), kind.clone());
            step.http = Some(sent.http);
            step.notes = sent.notes;
            step.notes.push(NONCE_WANTED.into());
            prepared = request.prepare(&self.endpoint(context, asked)?)?;
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
        let reply = reply.map_err(|error| error.of_client(&self.client, context.now()));
        if reply.as_ref().is_err_and(TokenError::blames_client) {
            context.note_refused(&self.client).await;
        }
        let step = transcript.record(context.now(), kind);
        step.http = Some(sent.http);
        step.notes = sent.notes;
        if let Ok(reply) = &reply {
            step.notes.extend(reply.deviations.iter().cloned());
        }
        reply
    }

    /// Identifies the account of a token. An invalid ID token is an error.
    pub(crate) async fn identify(
        &self,
        context: &Context,
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
        Ok(account::account(context, whom, reply, transcript).await?)
    }

    /// Fails if the client was removed in the meantime, here or by another process.
    pub(crate) async fn still_there(&self, context: &Context) -> Result<(), LoginError> {
        match context.store.client(self.client.id).await {
            Err(StoreError::NotFound(_)) => Err(gone(context, &self.server, &self.client).await),
            found => Ok(found.map(drop)?),
        }
    }

    /// Stores the token.
    pub(crate) async fn settle(
        self,
        context: &Context,
        grant: Grant,
        reply: TokenReply,
        account: Option<Account>,
        beside: Vec<(String, Secret)>,
        transcript: Transcript,
    ) -> Result<Token, LoginError> {
        self.still_there(context).await?;
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
        let settled = context
            .settle_login(&self.form, &self.client, obtained)
            .await;
        // The client was removed at this very moment, which the store reports as another error.
        match (&settled, context.store.client(self.client.id).await) {
            (Err(_), Err(StoreError::NotFound(_))) => {
                Err(gone(context, &self.server, &self.client).await)
            }
            _ => settled,
        }
    }
}

/// The error for a client that was removed, possibly with its server.
async fn gone(context: &Context, server: &Server, client: &Client) -> LoginError {
    let (what, name) = match context.store.server(server.id).await {
        Err(StoreError::NotFound(what)) => (what, &server.profile.name),
        _ => (Noun::Client, &client.profile.name),
    };
    LoginError::Gone {
        what,
        name: name.clone(),
    }
}
