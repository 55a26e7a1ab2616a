//! The authorization code for a token (RFC 6749 §4.1.3, RFC 7636 §4.5).

use super::Parameters;
use tokenry_model::secret::Secret;

/// A code that came back from the browser. No scope is sent: the code stands for what was granted.
#[derive(Debug, Clone)]
pub struct AuthorizationCode {
    pub code: Secret,
    /// PKCE's `code_verifier`.
    pub verifier: Secret,
    /// Exactly what the authorize request carried, a chosen port included.
    pub redirect_uri: String,
}

impl AuthorizationCode {
    pub(super) fn parameters(&self) -> Parameters<'_> {
        Parameters::of_grant("authorization_code")
            .with("code", &self.code)
            .with("code_verifier", &self.verifier)
            .with_behind("redirect_uri", self.redirect_uri.as_str())
    }
}
