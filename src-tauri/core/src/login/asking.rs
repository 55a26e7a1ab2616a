//! Who asks whom for what: what all grants have in common, before the token request and after.

use super::{
    LoginError, LoginForm,
    identity::{self, Whom},
    settle::Obtained,
};
use crate::{
    client::Client,
    error::Error,
    oauth::{
        error::TokenError,
        reply::TokenReply,
        token_endpoint::{self, Asked, PreparedTokenRequest, TokenEndpoint},
    },
    secret::Secret,
    server::Server,
    token::{Grant, Token},
    transcript::{StepKind, Transcript},
    workbench::Workbench,
};

pub(crate) struct Asking {
    pub(crate) form: LoginForm,
    pub(crate) client: Client,
    pub(crate) server: Server,
    pub(crate) secret: Option<Secret>,
    pub(crate) scopes: Vec<String>,
}

impl Asking {
    /// Whatever can be found out before anybody is asked is an error here: no token endpoint,
    /// a locked vault, which could not take the token that comes.
    pub(crate) async fn of(desk: &Workbench, form: LoginForm) -> Result<Self, Error> {
        let client = desk.client(form.client).await?;
        let server = desk.server(client.server).await?;
        let secret = desk.client_secret(&client).await?;
        desk.open_vault().await?;
        let scopes = form.scopes.clone();
        let scopes = scopes.unwrap_or_else(|| client.profile.scopes.clone());
        Ok(Self {
            form,
            client,
            server,
            secret,
            scopes,
        })
    }

    pub(crate) fn endpoint<'a>(
        &'a self,
        desk: &'a Workbench,
    ) -> Result<TokenEndpoint<'a>, TokenError> {
        TokenEndpoint::of(
            &self.server.profile,
            &self.client.profile,
            self.secret.as_ref(),
            &desk.inner.nature,
        )
    }

    /// Sends a token request and reads its reply; both become one step.
    pub(crate) async fn ask(
        &self,
        desk: &Workbench,
        prepared: PreparedTokenRequest,
        title: &str,
        transcript: &mut Transcript,
    ) -> Result<TokenReply, TokenError> {
        let redactor = prepared.redactor().clone();
        let sent = token_endpoint::send(&desk.inner.http, prepared).await;
        let reply = sent.reply.and_then(|reply| {
            reply.parse(Asked {
                scopes: &self.scopes,
                redactor: &redactor,
            })
        });
        let step = transcript.record(desk.now(), StepKind::Token, title);
        step.http = Some(sent.http);
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
    ) -> Result<Option<crate::token::Account>, LoginError> {
        let whom = Whom {
            server: &self.server.profile,
            client: &self.client.profile,
            secret: self.secret.as_ref(),
            nonce,
        };
        identity::account(desk, whom, reply, transcript).await
    }

    /// Stores what came.
    pub(crate) async fn settle(
        self,
        desk: &Workbench,
        grant: Grant,
        reply: TokenReply,
        account: Option<crate::token::Account>,
        transcript: Transcript,
    ) -> Result<Token, LoginError> {
        let obtained = Obtained {
            grant,
            account,
            reply,
            scopes: self.scopes,
            transcript,
        };
        desk.settle_login(&self.form, &self.client, obtained).await
    }
}
