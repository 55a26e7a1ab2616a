//! What came back, and the history of it.

use serde::{Deserialize, Serialize};
use tokenry_core::{
    request::{AnswerBody, Entry, Lines, Spot},
    sending::Sent,
};
use tokenry_model::clock::Timestamp;
use tokenry_model::request::Outcome;
use tokenry_model::request::ResponseHead;

use crate::{
    diagnosis::DiagnosisView,
    param::{ParamForm, pairs},
    requests::DraftForm,
    transcript::{TranscriptOfForm, TranscriptView},
};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ExchangeView {
    pub id: String,
    pub request_id: Option<String>,
    pub sent_at: Timestamp,
    pub draft: DraftForm,
    pub token_name: Option<String>,
    pub outcome: OutcomeView,
    pub transcript: TranscriptView,
    /// Why it was refused, where it was.
    pub diagnosis: Option<DiagnosisView>,
    /// What went wrong after the request was out, in full sentences.
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OutcomeView {
    Answered(AnswerView),
    Failed { message: String, hint: String },
    Cancelled,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct AnswerView {
    pub status: u16,
    pub reason: String,
    pub version: String,
    pub headers: Vec<ParamForm>,
    pub url: String,
    #[cfg_attr(feature = "ts", specta(type = specta_typescript::Number))]
    pub size: f64,
    #[cfg_attr(feature = "ts", specta(type = specta_typescript::Number))]
    pub first_byte_ms: f64,
    #[cfg_attr(feature = "ts", specta(type = specta_typescript::Number))]
    pub total_ms: f64,
    pub content_type: String,
    /// The first lines, so that a small answer is painted without asking again.
    pub body: BodyView,
}

/// What the viewer knows of a body before it asks for lines.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct BodyView {
    /// Not text: only its size and type are shown, and it can be saved.
    pub binary: bool,
    /// "json", "xml", "html", "text": how to colour it.
    pub language: String,
    pub pretty: LinesView,
}

/// A place in a body as it is shown.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct SpotForm {
    /// From 0.
    pub line: u32,
    /// In UTF-16 code units.
    pub column: u32,
}

impl From<SpotForm> for Spot {
    fn from(form: SpotForm) -> Self {
        Self {
            line: form.line.into(),
            column: form.column,
        }
    }
}

/// A window of lines.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct LinesView {
    /// All lines there are.
    pub total: u32,
    pub from: u32,
    /// Each at most 4,096 characters; longer ones end with `…`.
    pub lines: Vec<String>,
    /// Why "pretty" shows the body as it came, if it does.
    pub note: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct HistoryView {
    pub entries: Vec<HistoryEntryView>,
    pub more: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct HistoryEntryView {
    pub id: String,
    pub sent_at: Timestamp,
    /// It cannot be opened, and can only be forgotten. Nothing but its time is known then.
    pub unreadable: bool,
    pub method: String,
    pub url: String,
    pub token_name: Option<String>,
    /// `None`: no answer came.
    pub status: Option<u16>,
    #[cfg_attr(feature = "ts", specta(type = Option<specta_typescript::Number>))]
    pub total_ms: Option<f64>,
}

impl From<Sent> for ExchangeView {
    fn from(sent: Sent) -> Self {
        let body = BodyView {
            binary: sent.body.as_deref().is_some_and(|body| body.kind().binary),
            language: language(sent.body.as_deref()).to_owned(),
            pretty: sent.first_lines.into(),
        };
        let content = sent.exchange.content;
        let transcript = TranscriptView::new(
            TranscriptOfForm::Exchange {
                id: sent.exchange.id.to_string(),
            },
            sent.exchange.sent_at,
            "Request",
            &content.transcript,
        );
        Self {
            id: sent.exchange.id.to_string(),
            request_id: sent.exchange.request.map(|request| request.to_string()),
            sent_at: sent.exchange.sent_at,
            draft: content.draft.into(),
            token_name: content.token_name,
            outcome: match content.outcome {
                Outcome::Answered(answer) => OutcomeView::Answered(AnswerView::new(answer, body)),
                Outcome::Failed { message, hint } => OutcomeView::Failed { message, hint },
                Outcome::Cancelled => OutcomeView::Cancelled,
            },
            transcript,
            diagnosis: content.diagnosis.as_ref().map(DiagnosisView::from),
            warnings: sent.warnings,
        }
    }
}

impl AnswerView {
    #[expect(
        clippy::cast_precision_loss,
        reason = "exact up to 9 petabytes and 285 years"
    )]
    fn new(answer: ResponseHead, body: BodyView) -> Self {
        let content_type = answer.header("content-type").unwrap_or_default().to_owned();
        Self {
            status: answer.status,
            reason: answer.reason,
            version: answer.version,
            headers: pairs(&answer.headers),
            url: answer.url,
            size: answer.size as f64,
            first_byte_ms: answer.first_byte_micros as f64 / 1000.0,
            total_ms: answer.total_micros as f64 / 1000.0,
            content_type,
            body,
        }
    }
}

impl From<Lines> for LinesView {
    fn from(lines: Lines) -> Self {
        Self {
            total: u32::try_from(lines.total).unwrap_or(u32::MAX),
            from: u32::try_from(lines.from).unwrap_or(u32::MAX),
            lines: lines.lines,
            note: lines.note,
        }
    }
}

impl From<Entry> for HistoryEntryView {
    #[expect(clippy::cast_precision_loss, reason = "exact up to 285 years")]
    fn from(entry: Entry) -> Self {
        let (id, sent_at) = (entry.id.to_string(), entry.sent_at);
        let Some(summary) = entry.summary else {
            return Self {
                id,
                sent_at,
                unreadable: true,
                method: String::new(),
                url: String::new(),
                token_name: None,
                status: None,
                total_ms: None,
            };
        };
        Self {
            id,
            sent_at,
            unreadable: false,
            method: summary.method,
            url: summary.url,
            token_name: summary.token_name,
            status: summary.status,
            total_ms: summary.total_micros.map(|micros| micros as f64 / 1000.0),
        }
    }
}

fn language(body: Option<&AnswerBody>) -> &'static str {
    body.map_or("text", |body| body.kind().language.as_str())
}
