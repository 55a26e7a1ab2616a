//! Grants that send nobody to a browser: one token request, and the token is here.

use super::{LoginContext, LoginError, failures};
use crate::{
    context::Context,
    refresh::{Need, Refresh},
};
use tokenry_model::{
    grant::Grant,
    id::Id,
    login::LoginForm,
    secret::Secret,
    token::{Account, Token},
    transcript::Transcript,
};
use tokenry_oauth::{
    reply::TokenReply,
    token_request::{
        ACCESS_TOKEN, Assertion, ClientCredentials, JwtBearer, Password, TokenExchange,
        TokenRequest,
    },
};

/// What is shown to the token endpoint in place of a code.
#[derive(Debug, Clone)]
pub enum DirectGrant {
    /// Nothing: the client asks for itself (RFC 6749 §4.4).
    ClientCredentials,
    /// A person's own name and password (RFC 6749 §4.3), for old servers that offer nothing
    /// better. The password is sent once and not kept.
    Password { username: String, password: Secret },
    /// A JWT that the client signs with its key (RFC 7523 §2.1), for `subject` or for itself.
    JwtBearer { subject: Option<String> },
    /// A JWT that somebody else signed; sent once and not kept.
    Assertion(Secret),
    /// A token at hand (RFC 8693).
    TokenExchange(ExchangeForm),
}

/// Which token is given for the new one (RFC 8693 §2.1). What that shall be for (`audience`,
/// `resource`) is among the parameters of the [`LoginForm`].
#[derive(Debug, Clone)]
pub struct ExchangeForm {
    pub subject: Id<Token>,
    /// Whose token acts for the subject's.
    pub actor: Option<Id<Token>>,
    pub requested_type: Option<String>,
}

impl ExchangeForm {
    /// With the tokens in the open, and fresh.
    async fn opened(
        &self,
        refresh: &Refresh,
        scopes: Vec<String>,
    ) -> Result<TokenExchange, LoginError> {
        let subject = refresh.fresh(self.subject, Need::Margin).await?.access;
        let actor = match self.actor {
            Some(actor) => Some(refresh.fresh(actor, Need::Margin).await?.access),
            None => None,
        };
        Ok(TokenExchange {
            subject_token: subject,
            subject_token_type: ACCESS_TOKEN.to_owned(),
            actor_token: actor,
            requested_token_type: self.requested_type.clone(),
            scopes,
        })
    }
}

/// Asks for a token and stores it.
pub(crate) async fn obtain(
    context: &Context,
    refresh: &Refresh,
    form: LoginForm,
    grant: DirectGrant,
) -> Result<Token, LoginError> {
    let asking = match grant {
        DirectGrant::ClientCredentials => LoginContext::of_client_itself(context, form).await?,
        _ => LoginContext::of(context, form).await?,
    };
    let request = grant.request(refresh, asking.scopes.clone()).await?;
    let mut transcript = Transcript::default();
    let answered = answered(context, &asking, &grant, &request, &mut transcript).await;
    let (reply, account) = match answered {
        Ok(answered) => answered,
        Err(error) => {
            failures::keep_failed_grant(context, &asking, transcript, &error.to_string()).await;
            return Err(error);
        }
    };
    let kind = grant.kind();
    asking
        .settle(context, kind, reply, account, Vec::new(), transcript)
        .await
}

/// The reply, and whose token it brought.
async fn answered(
    context: &Context,
    asking: &LoginContext,
    grant: &DirectGrant,
    request: &TokenRequest,
    transcript: &mut Transcript,
) -> Result<(TokenReply, Option<Account>), LoginError> {
    let asked = asking.further.all();
    let reply = asking.ask(context, &asked, request, transcript);
    let reply = reply.await?;
    let account = grant.account(context, asking, &reply, transcript).await?;
    Ok((reply, account))
}

impl DirectGrant {
    fn kind(&self) -> Grant {
        match self {
            Self::ClientCredentials => Grant::ClientCredentials,
            Self::Password { .. } => Grant::Password,
            Self::JwtBearer { .. } => Grant::JwtBearer,
            Self::Assertion(_) => Grant::Assertion,
            Self::TokenExchange(_) => Grant::TokenExchange,
        }
    }

    /// With the tokens in it that are given for the new one.
    async fn request(
        &self,
        refresh: &Refresh,
        scopes: Vec<String>,
    ) -> Result<TokenRequest, LoginError> {
        Ok(match self {
            Self::ClientCredentials => {
                TokenRequest::ClientCredentials(ClientCredentials { scopes })
            }
            Self::Password { username, password } => TokenRequest::Password(Password {
                username: username.clone(),
                password: password.clone(),
                scopes,
            }),
            Self::JwtBearer { subject } => TokenRequest::JwtBearer(JwtBearer {
                assertion: Assertion::SignedByClient {
                    subject: subject.clone(),
                },
                scopes,
            }),
            Self::Assertion(assertion) => TokenRequest::JwtBearer(JwtBearer {
                assertion: Assertion::AtHand(assertion.clone()),
                scopes,
            }),
            Self::TokenExchange(form) => {
                TokenRequest::TokenExchange(form.opened(refresh, scopes).await?)
            }
        })
    }

    async fn account(
        &self,
        context: &Context,
        asking: &LoginContext,
        reply: &TokenReply,
        transcript: &mut Transcript,
    ) -> Result<Option<Account>, LoginError> {
        match self {
            // It is nobody's but the client's.
            Self::ClientCredentials => Ok(None),
            // Asked for again for the same one.
            Self::JwtBearer { subject } => Ok(subject.clone().map(|subject| Account {
                label: subject.clone(),
                subject,
            })),
            _ => asking.identify(context, reply, None, transcript).await,
        }
    }
}
