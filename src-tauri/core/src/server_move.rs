//! What an edit of a server would send to another origin.

use std::fmt;

/// What an edit would send elsewhere, for the person to agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub server: String,
    pub tokens: usize,
    /// Clients with a secret.
    pub secrets: usize,
    /// Where they would go.
    pub origins: Vec<String>,
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("one {one}")),
            many => Some(format!("{many} {one}s")),
        };
        let parts = [
            counted(self.tokens, "token"),
            counted(self.secrets, "client secret"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        write!(
            f,
            "“{}” has {}. With this change they go to {}.",
            self.server,
            parts.join(" and "),
            self.origins.join(" and ")
        )
    }
}
