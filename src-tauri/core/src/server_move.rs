//! The secrets that an edit of a server would send to another origin.

use std::fmt;

/// The secrets that an edit would send to another origin, for the person to confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub server: String,
    pub tokens: usize,
    /// Number of clients with a secret.
    pub secrets: usize,
    /// The new origins.
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
            "“{}” has {}. With this change they will be sent to {}.",
            self.server,
            parts.join(" and "),
            self.origins.join(" and ")
        )
    }
}
