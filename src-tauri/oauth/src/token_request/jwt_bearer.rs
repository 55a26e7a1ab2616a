//! A token for a JWT that somebody signed (RFC 7523 §2.1), or the client itself did, as
//! service accounts do.

use super::{Parameters, assertion};
use crate::{signing::KeyFault, token_endpoint::TokenEndpoint};
use tokenry_model::secret::Secret;

/// Seconds that the server may take the assertion for; Google allows an hour, and less is
/// safer.
const LIFETIME: i64 = 300;

/// A JWT that stands for whoever it names.
#[derive(Debug, Clone)]
pub struct JwtBearer {
    pub assertion: Assertion,
    pub scopes: Vec<String>,
}

/// The source of the JWT.
#[derive(Debug, Clone)]
pub enum Assertion {
    AtHand(Secret),
    /// The client signs a new one for each request, for `subject` or, without one, for itself.
    /// Scopes stand in it too, where Google looks for them.
    SignedByClient {
        subject: Option<String>,
    },
}

impl JwtBearer {
    pub(super) fn parameters<'a>(
        &'a self,
        endpoint: &TokenEndpoint<'a>,
    ) -> Result<Parameters<'a>, KeyFault> {
        let parameters = Parameters::of_grant("urn:ietf:params:oauth:grant-type:jwt-bearer")
            .with_scopes(&self.scopes);
        Ok(match &self.assertion {
            Assertion::AtHand(assertion) => parameters.with_behind("assertion", assertion),
            Assertion::SignedByClient { subject } => {
                let subject = subject.as_deref().unwrap_or(endpoint.client_id);
                let signed = assertion::signed(endpoint, subject, LIFETIME, &self.scopes)?;
                parameters.with_behind("assertion", signed)
            }
        })
    }
}
