//! Token requests (RFC 6749 §4 and its family): data first, sent once.
//!
//! A [`TokenRequest`] says which grant is used and what it carries. On the way out it becomes
//! `parameters`, secrets still wrapped; `client_auth` adds who asks; `extras` are what a server or a
//! client wants besides; `encoding` writes all of it once, as a form, as JSON or into the query. The
//! endpoints beside the token endpoint get their parameters in the same way (`prepare`).

mod assertion;
mod authorization_code;
mod client_auth;
mod client_credentials;
mod device_code;
mod encoding;
mod extras;
mod jwt_bearer;
mod parameters;
mod password;
mod refresh_token;
mod token_exchange;

pub use self::{
    authorization_code::AuthorizationCode,
    client_credentials::ClientCredentials,
    device_code::DeviceCode,
    jwt_bearer::{Assertion, JwtBearer},
    password::Password,
    refresh_token::RefreshToken,
    token_exchange::{ACCESS_TOKEN, TokenExchange},
};
pub(super) use self::{encoding::header, parameters::Parameters};
use super::{
    error::TokenError,
    token_endpoint::{PreparedTokenRequest, TokenEndpoint},
};
use tokenry_model::{grant::Grant, redact::Redactor, server::ExtraStep};

/// A token request: a grant with its parameters.
#[derive(Debug, Clone)]
pub enum TokenRequest {
    AuthorizationCode(AuthorizationCode),
    RefreshToken(RefreshToken),
    ClientCredentials(ClientCredentials),
    Password(Password),
    DeviceCode(DeviceCode),
    JwtBearer(JwtBearer),
    TokenExchange(TokenExchange),
}

impl TokenRequest {
    /// The request as it goes to this endpoint, to be sent once. What is new each time, an
    /// assertion or a proof of a key, is made here: prepare it again to send it again.
    pub fn prepare(
        &self,
        endpoint: &TokenEndpoint<'_>,
    ) -> Result<PreparedTokenRequest, TokenError> {
        let parameters = self.parameters(endpoint)?;
        let prepared = prepare(endpoint, parameters, self.step())?;
        Ok(PreparedTokenRequest {
            spends: self.spends(),
            ..prepared
        })
    }

    fn parameters<'a>(
        &'a self,
        endpoint: &TokenEndpoint<'a>,
    ) -> Result<Parameters<'a>, TokenError> {
        Ok(match self {
            Self::AuthorizationCode(grant) => grant.parameters(),
            Self::RefreshToken(grant) => grant.parameters(),
            Self::ClientCredentials(grant) => grant.parameters(),
            Self::Password(grant) => grant.parameters(),
            Self::DeviceCode(grant) => grant.parameters(),
            Self::JwtBearer(grant) => grant.parameters(endpoint)?,
            Self::TokenExchange(grant) => grant.parameters(),
        })
    }

    /// Returns the grant for the transcript, or `None` for a refresh.
    pub fn grant(&self) -> Option<Grant> {
        Some(match self {
            Self::AuthorizationCode(_) => Grant::AuthorizationCode,
            Self::RefreshToken(_) => return None,
            Self::ClientCredentials(_) => Grant::ClientCredentials,
            Self::Password(_) => Grant::Password,
            Self::DeviceCode(_) => Grant::DeviceCode,
            Self::JwtBearer(JwtBearer { assertion, .. }) => match assertion {
                Assertion::SignedByClient { .. } => Grant::JwtBearer,
                Assertion::AtHand(_) => Grant::Assertion,
            },
            Self::TokenExchange(_) => Grant::TokenExchange,
        })
    }

    /// Returns the step whose extras are added.
    fn step(&self) -> ExtraStep {
        match self {
            Self::RefreshToken(_) => ExtraStep::Refresh,
            _ => ExtraStep::Token,
        }
    }

    /// Returns `true` if it carries a single-use credential.
    fn spends(&self) -> bool {
        matches!(
            self,
            Self::AuthorizationCode(_) | Self::RefreshToken(_) | Self::DeviceCode(_)
        )
    }
}

/// From parameters to what goes on the wire, for every endpoint where a client proves itself.
pub(super) fn prepare<'a>(
    endpoint: &TokenEndpoint<'a>,
    mut parameters: Parameters<'a>,
    step: ExtraStep,
) -> Result<PreparedTokenRequest, TokenError> {
    for (name, value) in endpoint.asked {
        parameters.push_behind(name.as_str(), value.as_str());
    }
    let proof = client_auth::authenticate(endpoint, &mut parameters)?;
    let extras = extras::of(endpoint, step);
    let secrets = parameters.secrets().chain(endpoint.secret);
    let secrets = secrets.chain(&proof.secrets).cloned();
    let redactor = secrets
        .chain(extras::secrets(&extras))
        .fold(Redactor::new(), |redactor, secret| {
            redactor.with_secret(&secret)
        });

    let mut request = encoding::encode(endpoint, &parameters, &proof, &extras)?;
    let proving = match endpoint.prover {
        Some(prover) => Some((prover.attach(&mut request, None)?, prover.nonces.clone())),
        None => None,
    };
    Ok(PreparedTokenRequest {
        request,
        redactor,
        proving,
        identity: proof.identity,
        spends: false,
    })
}

#[cfg(test)]
mod tests;
