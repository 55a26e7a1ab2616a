//! Errors in placing a token in a request.

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarryError {
    /// RFC 6750 §2.2 allows the token only in a form body.
    #[error(
        "The server takes its token as the form field \u{201c}{field}\u{201d}, but the body of this request is not a form."
    )]
    BodyIsNoForm { field: String },
    #[error(
        "The server takes its token as the form field \u{201c}{field}\u{201d}, but a {method} request has no form."
    )]
    MethodHasNoForm { field: String, method: String },
    #[error(
        "The server's settings name \u{201c}{name}\u{201d} as the header for its token, but that is not a valid header name."
    )]
    BadHeaderName { name: String },
    /// The token contains a control character or a character outside ASCII.
    #[error(
        "The token {token} cannot be sent in a header: it contains a character that headers do not allow."
    )]
    Unsendable { token: String },
}

impl CarryError {
    /// Returns the most likely meaning, and what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::BodyIsNoForm { .. } => {
                "Change the body to a form, or set the token placement to a header in the server's settings."
            }
            Self::MethodHasNoForm { .. } => {
                "Use POST, PUT or PATCH, or set the token placement to a header in the server's settings."
            }
            Self::BadHeaderName { .. } => "Correct the token placement in the server's settings.",
            Self::Unsendable { .. } => {
                "Most likely it was pasted with extra characters. Paste it again, or log in again."
            }
        }
        .into()
    }
}
