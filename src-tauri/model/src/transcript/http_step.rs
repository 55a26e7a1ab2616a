//! HTTP exchanges in a transcript.

use serde::{Deserialize, Serialize};

/// One HTTP exchange with every secret replaced by `[redacted]`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HttpStep {
    pub method: String,
    pub url: String,
    pub request_headers: Vec<(String, String)>,
    pub request_body: Option<String>,
    pub status: Option<u16>,
    pub response_headers: Vec<(String, String)>,
    /// The beginning of the reply, redacted, at most 4 KiB.
    pub response_body: Option<String>,
    pub millis: Option<u64>,
}
