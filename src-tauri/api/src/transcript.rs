//! Transcripts.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tokenry_core::workbench::TranscriptOf;
use tokenry_model::{
    clock::Timestamp,
    transcript::{HttpStep, Step, Topic, Transcript},
};

use crate::{
    error::CommandError,
    param::{ParamForm, pairs},
};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct TranscriptView {
    /// What to call it by, to copy or save it.
    pub of: TranscriptOfForm,
    pub at: Timestamp,
    pub title: String,
    pub steps: Vec<StepView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct StepView {
    pub at: Timestamp,
    pub kind: Topic,
    pub title: String,
    pub http: Option<HttpStepView>,
    pub notes: Vec<String>,
    /// The section of the standard that it follows.
    pub standard: Option<String>,
    /// As a curl command, with variables for the secrets.
    pub curl: Option<String>,
}

/// Which transcript.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TranscriptOfForm {
    Token { id: String, at: Timestamp },
    Exchange { id: String },
    Login { id: String },
    Discovery,
    Registration { client_id: String },
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct HttpStepView {
    pub method: String,
    pub url: String,
    pub request_headers: Vec<ParamForm>,
    pub request_body: Option<String>,
    pub status: Option<u16>,
    pub response_headers: Vec<ParamForm>,
    pub response_body: Option<String>,
    pub millis: Option<u32>,
}

/// What the command line answers with: the newest ones of a token, as text.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TranscriptTextView {
    /// Of the token.
    pub name: String,
    /// Empty where there is none.
    pub transcript: String,
}

/// A failure in the list of transcripts.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailureRowView {
    /// Position in the list; 1 is the newest.
    pub number: usize,
    pub at: Timestamp,
    pub what: String,
    /// The last step of the transcript.
    pub why: String,
}

/// The transcript of a failure, as text without secrets.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum FailureView {
    Text {
        number: usize,
        at: Timestamp,
        what: String,
        transcript: String,
    },
    /// It was written to a file.
    Written { number: usize, file: PathBuf },
}

impl TranscriptView {
    pub fn new(
        of: TranscriptOfForm,
        at: Timestamp,
        title: impl Into<String>,
        transcript: &Transcript,
    ) -> Self {
        Self {
            of,
            at,
            title: title.into(),
            steps: transcript.steps.iter().map(StepView::from).collect(),
        }
    }
}

impl TryFrom<TranscriptOfForm> for TranscriptOf {
    type Error = CommandError;

    fn try_from(form: TranscriptOfForm) -> Result<Self, CommandError> {
        Ok(match form {
            TranscriptOfForm::Token { id, at } => Self::Token(crate::id(&id)?, Some(at)),
            TranscriptOfForm::Exchange { id } => Self::Exchange(crate::id(&id)?),
            TranscriptOfForm::Discovery => Self::Discovery,
            TranscriptOfForm::Login { id } => Self::Login(crate::id(&id)?),
            TranscriptOfForm::Registration { client_id } => {
                Self::Registration(crate::id(&client_id)?)
            }
        })
    }
}

impl From<&Step> for StepView {
    fn from(step: &Step) -> Self {
        Self {
            at: step.at,
            kind: step.what.topic(),
            title: step.what.title(),
            http: step.http.as_ref().map(HttpStepView::from),
            notes: step.remarks(),
            standard: step.standard().map(str::to_owned),
            curl: step.http.as_ref().map(HttpStep::as_curl),
        }
    }
}

impl From<&HttpStep> for HttpStepView {
    fn from(http: &HttpStep) -> Self {
        Self {
            method: http.method.clone(),
            url: http.url.clone(),
            request_headers: pairs(&http.request_headers),
            request_body: http.request_body.clone(),
            status: http.status,
            response_headers: pairs(&http.response_headers),
            response_body: http.response_body.clone(),
            millis: http
                .millis
                .map(|millis| u32::try_from(millis).unwrap_or(u32::MAX)),
        }
    }
}
