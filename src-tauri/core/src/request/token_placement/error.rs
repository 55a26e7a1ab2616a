//! Why a token cannot be put on a request.

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarryError {
    /// RFC 6750 §2.2 knows the token as a field of a form only.
    #[error(
        "The server takes its token as the form field \u{201c}{field}\u{201d}, and this request's body is no form."
    )]
    BodyIsNoForm { field: String },
    #[error(
        "The server takes its token as the form field \u{201c}{field}\u{201d}, and a {method} has no form."
    )]
    MethodHasNoForm { field: String, method: String },
    #[error(
        "The server's settings name \u{201c}{name}\u{201d} as the header for its token, and that is not a header name."
    )]
    BadHeaderName { name: String },
    /// It holds a control character or one beyond ASCII.
    #[error(
        "The token {token} cannot be sent in a header: it contains a character that no header may hold."
    )]
    Unsendable { token: String },
}

impl CarryError {
    /// What it most likely means, and what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::BodyIsNoForm { .. } => {
                "Make the body a form, or let the server's settings place the token in a header."
            }
            Self::MethodHasNoForm { .. } => {
                "Use POST, PUT or PATCH, or let the server's settings place the token in a header."
            }
            Self::BadHeaderName { .. } => "Correct the token's placement in the server's settings.",
            Self::Unsendable { .. } => {
                "Most likely it was pasted with something around it. Paste it again, or log in again."
            }
        }
        .into()
    }
}
