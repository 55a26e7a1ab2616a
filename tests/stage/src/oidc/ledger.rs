//! What was asked of the server, and what is to go wrong there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything that was asked of a server since its start.
#[derive(Debug, Clone, Deserialize)]
pub struct Ledger {
    /// Requests to the token endpoint, oldest first.
    pub token_calls: Vec<Call>,
    /// Requests to the API, at both origins, oldest first.
    pub api_calls: Vec<Call>,
    /// How many token requests are held at the moment.
    pub held: usize,
}

/// A request as it came over the wire, with its reply.
#[derive(Debug, Clone, Deserialize)]
pub struct Call {
    /// The HTTP method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The raw query, without the question mark.
    pub query: String,
    /// The headers; names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The raw body, at most the first 64 KiB.
    pub body: String,
    /// The status of the reply; none while there is none.
    pub status: Option<u16>,
    /// The body of the reply, at most 64 KiB; streamed replies are not kept.
    pub reply: String,
    /// For a token request: its parameters, whether they came as form, as JSON or in the query.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
}

impl Call {
    /// A parameter of a token request, wherever it was.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// A header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// A way in which a token request goes wrong.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Fault {
    /// The server does nothing and gives this reply.
    Reply {
        /// The HTTP status.
        status: u16,
        /// The headers.
        headers: BTreeMap<String, String>,
        /// The body.
        body: String,
    },
    /// The server does its work (it rotates the refresh token), but the connection breaks before the reply.
    Lose,
    /// The request waits at the door until [`release`](super::OidcServer::release), and is then served.
    Hold,
}

impl Fault {
    /// A reply with this status and an empty body.
    pub fn status(status: u16) -> Self {
        Self::Reply {
            status,
            headers: BTreeMap::new(),
            body: String::new(),
        }
    }

    /// A reply with this status, content type and body.
    pub fn reply(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        let headers = BTreeMap::from([("content-type".to_owned(), content_type.to_owned())]);
        Self::Reply {
            status,
            headers,
            body: body.into(),
        }
    }
}
