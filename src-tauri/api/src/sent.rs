//! What the command line answers when a request was answered.

use serde::Serialize;
use tokenry_core::sending::Sent;
use tokenry_model::request::ResponseHead;

use crate::diagnosis::DiagnosedView;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SentView {
    /// Of the exchange, in the history.
    pub id: String,
    pub status: u16,
    pub reason: String,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: String,
    /// The address that answered, after redirects.
    pub url: String,
    pub headers: Vec<(String, String)>,
    /// Bytes of the body after decompression.
    pub size: u64,
    pub first_byte_micros: u64,
    pub total_micros: u64,
    /// The name of the token that went with it.
    pub token: Option<String>,
    /// Why this redirect was not followed, in a sentence.
    pub note: Option<String>,
    /// What went wrong after the request was out, in full sentences.
    pub warnings: Vec<String>,
    #[serde(flatten)]
    pub body: SentBodyView,
    /// Why it was refused, where it was.
    pub diagnosis: Option<DiagnosedView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum SentBodyView {
    /// It is in this file.
    Saved { saved_to: String },
    /// `null` where there is none.
    Text { body: Option<String> },
    /// It is no UTF-8.
    Bytes { body_base64: String },
}

impl SentView {
    pub fn of(
        sent: &Sent,
        answer: &ResponseHead,
        body: SentBodyView,
        diagnosis: Option<DiagnosedView>,
    ) -> Self {
        let answer = answer.clone();
        Self {
            id: sent.exchange.id.to_string(),
            status: answer.status,
            reason: answer.reason,
            version: answer.version,
            url: answer.url,
            headers: answer.headers,
            size: answer.size,
            first_byte_micros: answer.first_byte_micros,
            total_micros: answer.total_micros,
            token: sent.exchange.content.token_name.clone(),
            note: answer.note,
            warnings: sent.warnings.clone(),
            body,
            diagnosis,
        }
    }
}
