//! A new access token for a refresh token (RFC 6749 §6).

use super::Parameters;
use tokenry_model::secret::Secret;

/// A refresh token. No scope is sent: leaving it out asks for what was granted before.
#[derive(Debug, Clone)]
pub struct RefreshToken {
    pub refresh_token: Secret,
}

impl RefreshToken {
    pub(super) fn parameters(&self) -> Parameters<'_> {
        Parameters::of_grant("refresh_token").with("refresh_token", &self.refresh_token)
    }
}
