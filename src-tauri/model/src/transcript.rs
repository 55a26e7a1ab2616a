//! The transcript: every step of a login, refresh or request as redacted, typed events.
//!
//! A step never holds a secret: whoever records one redacts first ([`crate::redact`]), so a
//! transcript may be stored in plain text, shown and exported. [`standard`] knows the section each
//! step follows, [`curl`] writes one as a command, [`export`] the whole as a text.

mod curl;
mod export;
mod http_step;
mod standard;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::http_step::HttpStep;
use crate::{clock::Timestamp, redact::Redactor, secret::Secret};

/// The steps of one run, in the order in which they happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    pub steps: Vec<Step>,
}

/// Only used as the type in [`crate::id::Id<Failure>`]: a run that no token came of.
#[derive(Debug)]
pub enum Failure {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub at: Timestamp,
    pub what: StepKind,
    /// One line: "Sent the code to the token endpoint".
    pub title: String,
    /// The HTTP exchange behind it, redacted, where there was one.
    pub http: Option<HttpStep>,
    /// What is unusual about it, in full sentences.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    Discovery,
    /// The authorization request, pushed to the server (RFC 9126).
    Pushed,
    /// Codes for another device (RFC 8628).
    Device,
    Registration,
    Authorize,
    Browser,
    Callback,
    Token,
    Refresh,
    Userinfo,
    Introspection,
    Keys,
    Revocation,
    Request,
    Redirect,
    Decision,
    Failure,
}

impl Transcript {
    /// What it was about, in a word or two.
    pub fn title(&self) -> &str {
        let Some(first) = self.steps.first() else {
            return "Nothing";
        };
        match first.what {
            StepKind::Authorize | StepKind::Pushed | StepKind::Device | StepKind::Token => "Login",
            StepKind::Refresh => "Renewal",
            StepKind::Revocation => "Revocation",
            StepKind::Introspection => "Question to the server",
            _ => &first.title,
        }
    }

    /// Every text in it once more through a redactor that has learned since: of a reply it is known
    /// only when it is parsed which secrets it brought.
    pub fn redact(&mut self, redactor: &Redactor) {
        for text in self.texts_mut() {
            *text = redactor.text(text);
        }
    }

    /// Whether this stands in it anywhere, in plain text.
    pub fn mentions(&self, secret: &Secret) -> bool {
        let needle = secret.expose();
        self.steps
            .iter()
            .any(|step| step.texts().any(|text| text.contains(needle)))
    }

    fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.steps.iter_mut().flat_map(|step| {
            let http = step.http.as_mut().into_iter().flat_map(|http| {
                let headers = http.request_headers.iter_mut();
                let headers = headers.chain(&mut http.response_headers);
                headers
                    .map(|(_, value)| value)
                    .chain(std::iter::once(&mut http.url))
                    .chain(&mut http.request_body)
                    .chain(&mut http.response_body)
            });
            std::iter::once(&mut step.title)
                .chain(&mut step.notes)
                .chain(http)
        })
    }

    /// Remarks on what came last.
    pub fn annotate(&mut self, remarks: &[String]) {
        if let Some(step) = self.steps.last_mut() {
            step.notes.extend_from_slice(remarks);
        }
    }

    pub fn record(&mut self, at: Timestamp, what: StepKind, title: impl Into<String>) -> &mut Step {
        self.steps.push(Step {
            at,
            what,
            title: title.into(),
            http: None,
            notes: Vec::new(),
        });
        let last = self.steps.len() - 1;
        &mut self.steps[last]
    }

    /// A step for a question that took one exchange, or two because the server did not take the
    /// first one's form. The step that counts is answered.
    pub fn record_question(
        &mut self,
        at: Timestamp,
        what: StepKind,
        title: &str,
        mut https: Vec<HttpStep>,
    ) -> &mut Step {
        let last = https.pop();
        for earlier in https {
            let step = self.record(at, what, format!("{title}, as a form"));
            step.http = Some(earlier);
            step.notes.push(
                "The standard wants a form here, and the server did not take it. Tokenry asked once more in JSON, as the server likes it at its token endpoint.".into(),
            );
        }
        let step = self.record(at, what, title);
        step.http = last;
        step
    }
}

impl Step {
    fn texts(&self) -> impl Iterator<Item = &String> {
        let http = self.http.iter().flat_map(|http| {
            let headers = http.request_headers.iter().chain(&http.response_headers);
            headers
                .map(|(_, value)| value)
                .chain(std::iter::once(&http.url))
                .chain(&http.request_body)
                .chain(&http.response_body)
        });
        std::iter::once(&self.title).chain(&self.notes).chain(http)
    }
}
