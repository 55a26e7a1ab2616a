//! Transcripts: the steps of a login, refresh or request as redacted, typed events.
//!
//! A step never contains a secret, because whoever records one redacts first ([`crate::redact`]). A
//! transcript may therefore be stored in plain text, shown and exported. [`standard`] names the
//! section of the standard behind each step, [`curl`] writes a step as a command, and [`export`]
//! writes the whole as text.

mod curl;
mod export;
mod http_step;
mod standard;
mod step_kind;
mod stored;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::{
    http_step::HttpStep,
    step_kind::{
        CallbackOutcome, Decision, MetadataDocument, RegistrationOperation, StepKind, Topic,
    },
};
use crate::{clock::Timestamp, redact::Redactor, secret::Secret};

/// The steps of one run, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    pub steps: Vec<Step>,
}

/// Type parameter for [`crate::id::Id<Failure>`] only: a run that produced no token.
#[derive(Debug)]
pub enum Failure {}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    pub at: Timestamp,
    pub what: StepKind,
    /// The redacted HTTP exchange of the step, if there was one.
    pub http: Option<HttpStep>,
    /// Anomalies, in full sentences.
    pub notes: Vec<String>,
}

impl Transcript {
    /// Returns the subject of the step, in a word or two.
    pub fn title(&self) -> String {
        let Some(first) = self.steps.first() else {
            return "Nothing".into();
        };
        match first.what.topic() {
            Topic::Authorize | Topic::Pushed | Topic::Device | Topic::Token => "Login".into(),
            Topic::Refresh => "Refresh".into(),
            Topic::Revocation => "Revocation".into(),
            Topic::Introspection => "Introspection".into(),
            _ => first.what.title(),
        }
    }

    /// Redacts every text again, with a redactor that knows more secrets. The secrets of a reply
    /// are known only once it is parsed.
    pub fn redact(&mut self, redactor: &Redactor) {
        for text in self.texts_mut() {
            *text = redactor.text(text);
        }
    }

    /// Returns `true` if the secret occurs anywhere in plain text.
    pub fn mentions(&self, secret: &Secret) -> bool {
        let needle = secret.expose();
        self.steps.iter().any(|step| {
            step.texts().any(|text| text.contains(needle)) || step.what.title().contains(needle)
        })
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
            let what = step.what.texts_mut().into_iter();
            what.chain(&mut step.notes).chain(http)
        })
    }

    /// Adds remarks to the last step.
    pub fn annotate(&mut self, remarks: &[String]) {
        if let Some(step) = self.steps.last_mut() {
            step.notes.extend_from_slice(remarks);
        }
    }

    pub fn record(&mut self, at: Timestamp, what: StepKind) -> &mut Step {
        self.steps.push(Step {
            at,
            what,
            http: None,
            notes: Vec::new(),
        });
        let last = self.steps.len() - 1;
        &mut self.steps[last]
    }

    /// Records a request that took one exchange, or two if the server did not accept the first
    /// encoding. Returns the last step.
    pub fn record_exchanges(
        &mut self,
        at: Timestamp,
        what: StepKind,
        mut https: Vec<HttpStep>,
    ) -> &mut Step {
        let last = https.pop();
        for earlier in https {
            let step = self.record(at, what.clone());
            step.http = Some(earlier);
            step.notes.push(
                "The standard requires a form here, but the server did not accept it. Tokenry sent \
                 the request again as JSON, the format of its token endpoint."
                    .into(),
            );
        }
        let step = self.record(at, what);
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
        self.notes.iter().chain(http)
    }
}
