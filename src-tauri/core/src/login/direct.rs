//! Grants that send nobody to a browser: one token request, and the token is here.

use super::{Asking, LoginForm};
use crate::{
    error::Error,
    oauth::{
        client_credentials::prepare_client_credentials, error::TokenError,
        password::prepare_password, token_endpoint::PreparedTokenRequest,
    },
    secret::Secret,
    token::{Grant, Token},
    transcript::Transcript,
    workbench::Workbench,
};

/// What is shown to the token endpoint in place of a code.
#[derive(Debug, Clone)]
pub enum DirectGrant {
    /// Nothing: the client asks for itself (RFC 6749 §4.4).
    ClientCredentials,
    /// A person's own name and password (RFC 6749 §4.3), for old servers that offer nothing
    /// better. The password is sent once and not kept.
    Password { username: String, password: Secret },
}

impl DirectGrant {
    fn grant(&self) -> Grant {
        match self {
            Self::ClientCredentials => Grant::ClientCredentials,
            Self::Password { .. } => Grant::Password,
        }
    }

    /// For the transcript.
    fn title(&self) -> &'static str {
        match self {
            Self::ClientCredentials => "Asked for a token for the client itself",
            Self::Password { .. } => "Asked for a token with a name and password",
        }
    }

    fn prepare(&self, asking: &Asking) -> Result<PreparedTokenRequest, TokenError> {
        let endpoint = asking.endpoint()?;
        match self {
            Self::ClientCredentials => prepare_client_credentials(&endpoint, &asking.scopes),
            Self::Password { username, password } => {
                prepare_password(&endpoint, username, password, &asking.scopes)
            }
        }
    }
}

/// Asks for a token and stores it.
pub(crate) async fn obtain(
    desk: &Workbench,
    form: LoginForm,
    grant: DirectGrant,
) -> Result<Token, Error> {
    let asking = Asking::of(desk, form).await?;
    let prepared = grant.prepare(&asking)?;
    let mut transcript = Transcript::default();
    let reply = asking
        .ask(desk, prepared, grant.title(), &mut transcript)
        .await?;
    let account = match grant {
        // It is nobody's but the client's.
        DirectGrant::ClientCredentials => None,
        DirectGrant::Password { .. } => {
            asking.identify(desk, &reply, None, &mut transcript).await?
        }
    };
    let grant = grant.grant();
    Ok(asking
        .settle(desk, grant, reply, account, transcript)
        .await?)
}
