//! A token for a person's own name and password (RFC 6749 §4.3). RFC 9700 §2.4 forbids it to
//! new servers; old ones offer nothing else.

use super::Parameters;
use tokenry_model::secret::Secret;

/// A name and a password.
#[derive(Debug, Clone)]
pub struct Password {
    pub username: String,
    pub password: Secret,
    pub scopes: Vec<String>,
}

impl Password {
    pub(super) fn parameters(&self) -> Parameters<'_> {
        Parameters::of_grant("password")
            .with("username", self.username.as_str())
            .with("password", &self.password)
            .with_scopes(&self.scopes)
    }
}
