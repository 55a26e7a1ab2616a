//! The reading of callbacks: a callback ends the login, or is ignored with a reason.

use super::{LoginError, Running, login_context::Job};
use crate::context::Context;
use tokenry_model::{
    login::LoginHeard,
    redact::{MASK, Redactor, is_secret_name},
    secret::Secret,
    transcript::{CallbackOutcome, HttpStep, StepKind},
};
use tokenry_oauth::{
    callback::{self, Answered, CallbackVerdict, NotOurs},
    loopback::{Hit, Page},
    token_endpoint::RawReply,
};

/// A callback that ends the login.
pub(super) enum Heard {
    Code(Answered),
    Token(RawReply),
    Denied(LoginError),
}

/// A callback that does not end the login.
pub(super) struct Ignored {
    pub(super) reason: String,
    /// The page for the browser that sent it.
    pub(super) page: Page,
    /// An error without `state`, which may belong to any login.
    pub(super) heard: Option<LoginHeard>,
}

/// The source of a callback.
pub(super) enum Source<'a> {
    Visited(&'a Hit),
    Linked(&'a str),
    Pasted(&'a str),
}

impl<'a> From<&'a Hit> for Source<'a> {
    fn from(hit: &'a Hit) -> Self {
        Self::Visited(hit)
    }
}

impl<'a> Source<'a> {
    pub(super) fn of(text: &'a str, pasted: bool) -> Self {
        if pasted {
            Self::Pasted(text)
        } else {
            Self::Linked(text)
        }
    }

    /// The callback as an HTTP step for the transcript.
    fn exchange(&self, redactor: &Redactor) -> Option<HttpStep> {
        let (method, url, body) = match self {
            Self::Visited(hit) => match &hit.form {
                None => ("GET", hit.url.clone(), None),
                Some(form) => ("POST", hit.url.clone(), Some(form.as_str())),
            },
            Self::Linked(text) | Self::Pasted(text) => ("GET", text.trim().parse().ok()?, None),
        };
        let kind = Some("application/x-www-form-urlencoded");
        Some(HttpStep {
            method: method.into(),
            url: redactor.url(&url),
            request_body: body.map(|body| redactor.body(kind, body)),
            ..HttpStep::default()
        })
    }
}

pub(super) struct Came<'a> {
    source: Source<'a>,
    verdict: CallbackVerdict,
}

pub(super) fn judge<'a>(job: &Job, source: Source<'a>) -> Came<'a> {
    let pending = &job.pending;
    let verdict = match &source {
        Source::Visited(hit) => match &hit.form {
            Some(form) => callback::judge_form(pending, form),
            None => callback::judge_address(pending, hit.url.as_str()),
        },
        Source::Linked(text) => callback::judge_address(pending, text),
        Source::Pasted(text) => callback::judge_paste(pending, text),
    };
    Came { source, verdict }
}

/// Records the callback in the transcript, and returns what it means for the login.
pub(super) fn hear(context: &Context, running: &Running, came: Came<'_>) -> Result<Heard, Ignored> {
    let implicit = running.status().form.implicit;
    let (outcome, heard, notes) = match came.verdict {
        CallbackVerdict::NotOurs(reason) => {
            let outcome = CallbackOutcome::Ignored {
                reason: reason.to_string(),
            };
            running.record(context.now(), StepKind::Callback { outcome });
            return Err(ignored(reason, implicit));
        }
        CallbackVerdict::Denied(denial) => (
            CallbackOutcome::Error,
            Heard::Denied(LoginError::denied(denial, implicit)),
            Vec::new(),
        ),
        CallbackVerdict::Code(answered) => {
            let mut notes = answered.remarks.clone();
            notes.extend(told(&answered.beside));
            (CallbackOutcome::Code, Heard::Code(answered), notes)
        }
        CallbackVerdict::Token(reply) => (CallbackOutcome::Token, Heard::Token(reply), Vec::new()),
    };
    let redactor = match &heard {
        Heard::Code(answered) => Redactor::new().with_secret(&answered.code),
        _ => Redactor::new(),
    };
    let http = came.source.exchange(&redactor);
    running.change(|status| {
        let step = status
            .transcript
            .record(context.now(), StepKind::Callback { outcome });
        step.http = http;
        step.notes = notes;
    });
    Ok(heard)
}

/// Lists the parameters that came with the code, redacted.
fn told(beside: &[(String, Secret)]) -> Option<String> {
    let redactor = Redactor::new();
    let shown = |(name, value): &(String, Secret)| {
        let value = if is_secret_name(name) {
            MASK.to_owned()
        } else {
            redactor.text(value.expose())
        };
        format!("{name} = {value}")
    };
    let shown: Vec<String> = beside.iter().map(shown).collect();
    (!shown.is_empty()).then(|| format!("The callback also contained {}.", shown.join(", ")))
}

fn ignored(reason: NotOurs, implicit: bool) -> Ignored {
    let text = reason.to_string();
    match reason {
        NotOurs::DeniedWithoutState(denial) => {
            let denied = LoginError::denied(denial, implicit);
            Ignored {
                reason: text,
                page: Page::StillWaiting,
                heard: Some(LoginHeard {
                    said: denied.said().unwrap_or_default(),
                    hint: denied.hint(),
                    remedy: denied.remedy(),
                }),
            }
        }
        _ => Ignored {
            reason: text,
            page: Page::NotThisLogin,
            heard: None,
        },
    }
}
