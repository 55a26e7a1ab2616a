//! Requests: what is saved, what is typed, and what was sent.

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

/// A saved request. Name, collection and method are stored in plain text, the rest sealed:
/// people type secrets into URLs, headers and bodies.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub id: Id<Request>,
    pub collection: Option<Id<Collection>>,
    pub name: String,
    pub draft: Draft,
    pub updated_at: Timestamp,
}

/// A request as it stands in the editor, saved or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// An HTTP method; any token of RFC 9110 §5.6.2.
    pub method: String,
    /// As typed; a missing scheme means https (http for loopback hosts).
    pub url: String,
    /// Query parameters, added to those in the URL.
    pub parameters: Vec<Field>,
    pub headers: Vec<Field>,
    pub body: Body,
    pub token: Option<Id<Token>>,
    pub settings: SendSettings,
}

/// A name and a value, which can be switched off without losing it.
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
    /// Sent as `application/json`, as typed: not reformatted, not checked.
    Json { text: String },
    /// Sent as `text/plain; charset=utf-8` unless a header says otherwise.
    Text { text: String },
    /// Sent as `application/x-www-form-urlencoded`.
    Form { fields: Vec<Field> },
    /// Sent as `multipart/form-data`.
    Multipart { parts: Vec<FormPart> },
    /// What a file holds when it is sent.
    File {
        path: String,
        /// Its `Content-Type`; empty: by the file's name.
        media_type: String,
    },
}

/// One part of a form (RFC 7578), which can be switched off without losing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPart {
    pub name: String,
    pub content: PartContent,
    /// Its `Content-Type`; empty: none for a text, and by its name for a file.
    pub media_type: String,
    pub enabled: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PartContent {
    Text {
        text: String,
    },
    /// Read while it is sent.
    File {
        path: String,
        /// What the server is told; empty: the file's own name.
        file_name: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SendSettings {
    /// Seconds for the whole exchange; 0 means no limit.
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

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptDraft {
    pub id: Id<KeptDraft>,
    /// The saved request that it changes; `None` for a new one.
    pub request: Option<Id<Request>>,
    pub content: DraftContent,
    pub updated_at: Timestamp,
}

/// All that is typed, and sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftContent {
    /// Empty until the person gives one.
    pub name: String,
    pub collection: Option<Id<Collection>>,
    pub draft: Draft,
}

/// A request as it was sent, with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    pub id: Id<Exchange>,
    /// The saved request it came from.
    pub request: Option<Id<Request>>,
    pub sent_at: Timestamp,
    pub content: ExchangeContent,
}

/// What is sealed of an exchange. The token's text is never part of it: the header that
/// carried it holds `[token NAME]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExchangeContent {
    pub draft: Draft,
    /// The name of the token that was carried, as it was then.
    pub token_name: Option<String>,
    pub token_server: Option<Id<Server>>,
    pub outcome: Outcome,
    pub transcript: Transcript,
    /// Why it was refused, where it was.
    #[serde(default)]
    pub diagnosis: Option<Diagnosis>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Outcome {
    Answered(Answer),
    Failed {
        /// What happened.
        message: String,
        /// What to do.
        hint: String,
    },
    Cancelled,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    pub reason: String,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: String,
    pub headers: Vec<(String, String)>,
    /// The address that answered, after redirects.
    pub url: String,
    /// Bytes of the body after decompression.
    pub size: u64,
    /// From the start (connecting and redirects included) to the head of the answer, in
    /// microseconds.
    pub first_byte_micros: u64,
    /// From the start to the last byte of the answer, in microseconds.
    pub total_micros: u64,
    /// Why this redirect was not followed, in a sentence.
    #[serde(default)]
    pub note: Option<String>,
    /// The token was not sent to who answered: a redirect led there from another origin.
    #[serde(default)]
    pub left_behind: bool,
}
