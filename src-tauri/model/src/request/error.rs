//! Errors in a draft, with advice.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    #[error("The request has no method.")]
    NoMethod,
    /// Not a token of RFC 9110 §5.6.2.
    #[error("\u{201c}{method}\u{201d} is not an HTTP method.")]
    BadMethod { method: String },
    #[error("The request has no URL.")]
    NoAddress,
    #[error("The URL \u{201c}{address}\u{201d} is invalid: {source}.")]
    BadAddress {
        address: String,
        #[source]
        source: url::ParseError,
    },
    /// The variables in the form `{{name}}`.
    #[error("The request has variables without a value: {}.", names.join(", "))]
    Variables { names: Vec<String> },
    #[error("Tokenry sends to https:// and http:// URLs, not to {scheme}: URLs.")]
    Scheme { scheme: String },
    #[error("A header has a value but no name.")]
    NamelessHeader,
    /// Not a token of RFC 9110 §5.6.2.
    #[error("\u{201c}{name}\u{201d} is not a header name.")]
    BadHeaderName { name: String },
    /// A character that could split the request in two.
    #[error("{part} contains {character}. Nothing was sent.")]
    Control { part: Part, character: String },
    /// A header that states the length of the body.
    #[error("The header {header} conflicts with the body.")]
    Framing { header: &'static str },
}

/// The part of a draft that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Method,
    Address,
    HeaderName(String),
    Header(String),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("The method"),
            Self::Address => f.write_str("The URL"),
            Self::HeaderName(name) => write!(f, "The header name \u{201c}{name}\u{201d}"),
            Self::Header(name) => write!(f, "The value of the header {name}"),
        }
    }
}

impl ComposeError {
    /// Returns the most likely meaning, and what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::NoMethod | Self::BadMethod { .. } => {
                "Choose one from the list, or type letters only: GET, POST, PATCH…".into()
            }
            Self::NoAddress => "Enter the URL to call, such as api.example.com/v1/me.".into(),
            Self::Variables { .. } => {
                "Give them values: in the window next to Send, on the command line with --set \
                 NAME=VALUE. Values of a collection's variables are stored with it."
                    .into()
            }
            Self::BadAddress { .. } => {
                "A URL looks like https://api.example.com:8443/path?name=value.".into()
            }
            Self::Scheme { .. } => {
                "Begin the URL with https://, or leave out the scheme, which also means https."
                    .into()
            }
            Self::NamelessHeader => "Give the header a name, or clear or disable its row.".into(),
            Self::BadHeaderName { .. } => {
                "A header name has letters, digits and hyphens, and no spaces or colons.".into()
            }
            Self::Control { .. } => {
                "Remove it: a server could read the rest as a separate header or request. Copied \
                 text often contains such characters."
                    .into()
            }
            Self::Framing { .. } => {
                "Remove this header: Tokenry sets the body's length itself.".into()
            }
        }
    }
}
