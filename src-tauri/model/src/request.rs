//! Requests: saved, in the editor, and as sent.

mod address;
mod challenge;
pub mod controls;
mod error;
mod filling;

use serde::{Deserialize, Serialize};

pub use self::{
    address::address,
    challenge::Challenge,
    error::{ComposeError, Part},
};
use crate::{
    clock::Timestamp, diagnosis::Diagnosis, id::Id, server::Server, token::Token,
    transcript::Transcript,
};

/// A folder of requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    pub id: Id<Collection>,
    pub name: String,
    pub position: i64,
}

/// A saved request. Name, collection and method are stored in plain text. The rest is sealed,
/// because people type secrets into URLs, headers and bodies.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub id: Id<Request>,
    pub collection: Option<Id<Collection>>,
    pub name: String,
    pub draft: Draft,
    pub updated_at: Timestamp,
}

/// A request as it appears in the editor, saved or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// An HTTP method; any token of RFC 9110 §5.6.2.
    pub method: String,
    /// As typed. A missing scheme means https, or http for loopback hosts.
    pub url: String,
    /// Query parameters, added to those in the URL.
    pub parameters: Vec<Field>,
    pub headers: Vec<Field>,
    pub body: Body,
    pub token: Option<Id<Token>>,
    pub settings: SendSettings,
}

/// A name and a value that can be disabled without being deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Field {
    pub name: String,
    pub value: String,
    pub enabled: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Body {
    #[default]
    None,
    /// Sent as `application/json`, exactly as typed: neither reformatted nor validated.
    Json { text: String },
    /// Sent as `text/plain; charset=utf-8` unless a header says otherwise.
    Text { text: String },
    /// Sent as `application/x-www-form-urlencoded`.
    Form { fields: Vec<Field> },
    /// Sent as `multipart/form-data`.
    Multipart { parts: Vec<FormPart> },
    /// The contents of a file, read when the request is sent.
    File {
        path: String,
        /// The `Content-Type`. If empty, the file's name decides.
        media_type: String,
    },
}

/// One part of a multipart form (RFC 7578) that can be disabled without being deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPart {
    pub name: String,
    pub content: PartContent,
    /// The `Content-Type`. If empty, a text has none and a file's name decides.
    pub media_type: String,
    pub enabled: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PartContent {
    Text {
        text: String,
    },
    /// Streamed from the disk while the request is sent.
    File {
        path: String,
        /// The file name sent to the server. If empty, the file's own name.
        file_name: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SendSettings {
    /// Seconds for the whole exchange. 0 means no limit.
    pub timeout_secs: u32,
    pub follow_redirects: bool,
}

impl Default for SendSettings {
    fn default() -> Self {
        Self {
            timeout_secs: 60,
            follow_redirects: true,
        }
    }
}

/// A stored draft.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptDraft {
    pub id: Id<KeptDraft>,
    /// The saved request that the draft changes. `None` for a new one.
    pub request: Option<Id<Request>>,
    pub content: DraftContent,
    pub updated_at: Timestamp,
}

/// The content of a draft, stored sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftContent {
    /// Empty until the person enters one.
    pub name: String,
    pub collection: Option<Id<Collection>>,
    pub draft: Draft,
}

/// A request as sent, with its response.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    pub id: Id<Exchange>,
    /// The saved request that was sent.
    pub request: Option<Id<Request>>,
    pub sent_at: Timestamp,
    pub content: ExchangeContent,
}

/// The sealed content of an exchange. It never contains the token: the header that carried it holds
/// `[token NAME]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExchangeContent {
    pub draft: Draft,
    /// The name of the token that was sent, at that time.
    pub token_name: Option<String>,
    pub token_server: Option<Id<Server>>,
    pub outcome: Outcome,
    pub transcript: Transcript,
    /// The diagnosis, if the call was refused.
    #[serde(default)]
    pub diagnosis: Option<Diagnosis>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Outcome {
    Answered(ResponseHead),
    Failed {
        /// What happened.
        message: String,
        /// What to do.
        hint: String,
    },
    Cancelled,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ResponseHead {
    pub status: u16,
    pub reason: String,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: String,
    pub headers: Vec<(String, String)>,
    /// The URL that answered, after redirects.
    pub url: String,
    /// Size of the body after decompression, in bytes.
    pub size: u64,
    /// Time from the start to the head of the response, in microseconds. Includes connecting and
    /// redirects.
    pub first_byte_micros: u64,
    /// Time from the start to the last byte of the response, in microseconds.
    pub total_micros: u64,
    /// The reason a redirect was not followed, in one sentence.
    #[serde(default)]
    pub note: Option<String>,
    /// The token was withheld, because a redirect led to another origin.
    #[serde(default)]
    pub left_behind: bool,
}
