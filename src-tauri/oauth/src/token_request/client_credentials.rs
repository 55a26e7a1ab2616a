//! A token for the client itself (RFC 6749 §4.4).

use super::Parameters;

/// The client's own authentication is all that is given.
#[derive(Debug, Clone)]
pub struct ClientCredentials {
    pub scopes: Vec<String>,
}

impl ClientCredentials {
    pub(super) fn parameters(&self) -> Parameters<'_> {
        Parameters::of_grant("client_credentials").with_scopes(&self.scopes)
    }
}
