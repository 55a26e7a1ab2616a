//! Grants without a browser: a single token request.

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

/// A grant that needs no browser, with its credentials.
#[derive(Debug, Clone)]
pub enum DirectGrant {
    /// The client's own credentials (RFC 6749 §4.4).
    ClientCredentials,
    /// The resource owner's username and password (RFC 6749 §4.3), for old servers that support
    /// nothing better. The password is sent once and not stored.
    Password { username: String, password: Secret },
    /// A JWT that the client signs with its own key (RFC 7523 §2.1), for `subject` or for itself.
    JwtBearer { subject: Option<String> },
    /// A JWT signed by a third party. It is sent once and not stored.
    Assertion(Secret),
    /// A stored token to exchange (RFC 8693).
    TokenExchange(ExchangeForm),
}

/// The input of a token exchange (RFC 8693 §2.1). The target of the new token (`audience`,
/// `resource`) is among the parameters of the [`LoginForm`].
#[derive(Debug, Clone)]
pub struct ExchangeForm {
    pub subject: Id<Token>,
    /// The token of the acting party.
    pub actor: Option<Id<Token>>,
    pub requested_type: Option<String>,
}

impl ExchangeForm {
    /// Opens the tokens, refreshed first where that is due.
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

/// Requests a token and stores it.
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

/// Sends the token request and identifies the account of the new token.
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

    /// Builds the token request, including any stored tokens that it exchanges.
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
            // The token acts for the client itself.
            Self::ClientCredentials => Ok(None),
            // A refresh requests the same subject again.
            Self::JwtBearer { subject } => Ok(subject.clone().map(|subject| Account {
                label: subject.clone(),
                subject,
            })),
            _ => asking.identify(context, reply, None, transcript).await,
        }
    }
}
