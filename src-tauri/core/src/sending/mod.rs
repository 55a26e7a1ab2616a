//! Sending: turns a draft into an exchange, with a fresh token, and keeps it in the history.
//!
//! [`bearer`] prepares the token, [`required_headers`] adds the headers that the API requires, and
//! [`crate::request`] composes and sends the request. Then [`refusal`] explains a refusal and
//! [`keeping`] stores the exchange.

mod bearer;
mod error;
mod keeping;
mod refusal;
mod required_headers;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

pub use self::error::SendingError;
use self::{bearer::Bearer, keeping::sentence};
pub(crate) use self::{
    bearer::{carriage, placement_of},
    keeping::first_lines,
    required_headers::RequiredHeaders,
};
use crate::{
    chores::Chores,
    context::Context,
    refresh::{Need, Refresh},
    request::{
        self, AnswerBody, BodyWriter, History, Lines, Outgoing, SendError, diagnosis::Beginning,
    },
};
use tokenry_model::id::Id;
use tokenry_model::request::Draft;
use tokenry_model::request::Exchange;
use tokenry_model::request::ExchangeContent;
use tokenry_model::request::Outcome;
use tokenry_model::request::Request;
use tokenry_model::request::ResponseHead;
use tokenry_model::token::Token;
use tokenry_model::transcript::Decision;
use tokenry_model::transcript::StepKind;
use tokenry_model::transcript::Transcript;
use tokenry_model::variables::Variable;

/// Number of lines that come with a response. It is more than a screen shows, and the number that the
/// window would request at once.
pub(crate) const FIRST_LINES: u32 = 200;

/// A request to send.
#[derive(Debug, Clone)]
pub struct SendOrder {
    /// Chosen by the caller, so that it can cancel the exchange.
    pub send_id: String,
    /// The saved request from which it was made.
    pub request: Option<Id<Request>>,
    pub draft: Draft,
    /// Values of variables for this request only, in addition to those of its collection.
    pub values: Vec<Variable>,
    /// The foreign origin to which the person agreed to send the token.
    pub consent: Option<String>,
    /// Whether to remember this: the origin becomes one of the server's.
    pub remember_consent: bool,
    /// Refresh the token first, because the server refused it.
    pub renew_first: bool,
}

/// An exchange and the part of it that is shown first.
#[derive(Debug, Clone)]
pub struct Sent {
    pub exchange: Exchange,
    /// `None` without a response.
    pub body: Option<Arc<AnswerBody>>,
    pub first_lines: Lines,
    /// Failures after the request was sent, in full sentences. They are no errors, because sending again
    /// would repeat the request.
    pub warnings: Vec<String>,
}

/// Sends requests and keeps the exchanges.
pub(crate) struct Sending {
    pub(crate) context: Arc<Context>,
    pub(crate) refresh: Refresh,
    pub(crate) history: History,
    pub(crate) chores: Arc<Chores>,
}

/// A completed exchange and its body.
struct Attempt {
    exchange: Exchange,
    body: Beginning<BodyWriter>,
    warnings: Vec<String>,
}

impl Sending {
    /// Sends a request with a fresh token and keeps the exchange, also if it fails or is cancelled. An
    /// error means that nothing was sent. Later failures, such as in keeping the response, are reported
    /// in [`Sent::warnings`].
    ///
    /// If the server refuses the token as invalid (RFC 6750 §3.1), it is refreshed and the request is
    /// sent once more: automatically for safe methods, otherwise on request
    /// ([`SendOrder::renew_first`]).
    pub(crate) async fn send(
        &self,
        order: &SendOrder,
        cancel: &CancellationToken,
    ) -> Result<Sent, SendingError> {
        let mut bearer = match order.draft.token {
            Some(id) => Some(self.bearer(id, order.renew_first).await?),
            None => None,
        };
        let mut transcript = Transcript::default();
        let mut attempt = self
            .attempt(order, bearer.as_ref(), cancel, &mut transcript)
            .await?;
        let renewable = bearer
            .as_ref()
            .is_some_and(|bearer| !bearer.renewed && bearer.fresh.token.renewable());
        let again = renewable && is_safe(&order.draft.method) && !cancel.is_cancelled();
        if again && attempt.refused() {
            let renewed = self
                .renewed_after_refusal(&mut transcript, bearer.as_ref())
                .await;
            let second = match &renewed {
                Some(renewed) => Some(
                    self.attempt(order, Some(renewed), cancel, &mut transcript)
                        .await,
                ),
                None => None,
            };
            match second {
                Some(Ok(second)) => (attempt, bearer) = (second, renewed),
                // The first request was sent, so its response is returned.
                Some(Err(error)) => {
                    let told = format!("The request was not sent again: {error}");
                    attempt.warnings.push(sentence(&told, &error.hint()));
                    attempt.exchange.content.transcript = transcript;
                }
                None => attempt.exchange.content.transcript = transcript,
            }
        }
        Ok(self.keep(attempt, bearer.as_ref()).await)
    }

    /// If the refresh fails, the refusal is shown with a note of the reason.
    async fn renewed_after_refusal(
        &self,
        transcript: &mut Transcript,
        bearer: Option<&Bearer>,
    ) -> Option<Bearer> {
        let token = &bearer?.fresh.token;
        let than = token.generation;
        let decision = Decision::RefreshAndResend;
        transcript.record(self.context.now(), StepKind::Decision { decision });
        match self.refresh.fresh(token.id, Need::New { than }).await {
            Ok(renewed) => self.bearing(renewed, true).await.ok(),
            Err(error) => {
                let message = error.to_string();
                let step = transcript.record(self.context.now(), StepKind::Failure { message });
                step.notes.push(error.hint());
                None
            }
        }
    }

    /// Sends one request. An error means that nothing was sent.
    async fn attempt(
        &self,
        order: &SendOrder,
        bearer: Option<&Bearer>,
        cancel: &CancellationToken,
        transcript: &mut Transcript,
    ) -> Result<Attempt, SendingError> {
        if let (Some(bearer), Some(consent), true) =
            (bearer, &order.consent, order.remember_consent)
        {
            self.context.allow_origin(bearer.server.id, consent).await?;
        }
        let id = Id::new(&self.context.ambient);
        let sent_at = self.context.now();
        let bodies = self.history.bodies();
        let mut body = Beginning::of(bodies.writer(id).await.map_err(SendError::from)?);
        let required = RequiredHeaders::of(&self.context, &order.draft).await?;
        let draft = required.on(&order.draft);
        let outgoing = Outgoing {
            draft: &draft,
            carried: bearer.map(|bearer| bearer.carried(&self.context)),
            consent: order.consent.as_deref(),
        };
        let context = &self.context;
        let answered = request::send(
            &context.http,
            outgoing,
            &mut body,
            cancel,
            &context.ambient,
            transcript,
        )
        .await;
        required.note(transcript);
        let outcome = match answered {
            Ok(answer) => Outcome::Answered(answer),
            Err(SendError::Cancelled) => Outcome::Cancelled,
            Err(error @ (SendError::Draft(_) | SendError::NeedsConsent { .. })) => {
                return Err(error.into());
            }
            Err(error) => Outcome::Failed {
                message: error.to_string(),
                hint: error.hint(),
            },
        };
        let content = ExchangeContent {
            draft: order.draft.clone(),
            token_name: bearer.map(|bearer| bearer.fresh.token.name.clone()),
            token_server: bearer.map(|bearer| bearer.server.id),
            outcome,
            transcript: transcript.clone(),
            diagnosis: None,
        };
        let exchange = Exchange {
            id,
            request: order.request,
            sent_at,
            content,
        };
        if let (Some(bearer), Outcome::Answered(answer)) = (bearer, &exchange.content.outcome) {
            self.proved(&bearer.fresh.token, answer).await;
        }
        let warnings = body.failed.iter().map(|error| {
            let told = format!("The request was sent, but its response could not be kept: {error}");
            sentence(&told, &error.hint())
        });
        Ok(Attempt {
            warnings: warnings.collect(),
            exchange,
            body,
        })
    }

    /// Records the use of a token. If it worked, the rotation of its refresh token is confirmed, and the
    /// previous one is dropped. Errors are only logged.
    async fn proved(&self, token: &Token, answer: &ResponseHead) {
        if !(200..400).contains(&answer.status) || token.secrets.previous_refresh.is_none() {
            return;
        }
        let store = &self.context.store;
        let dropped = store.drop_previous_refresh(token.id, token.generation);
        if let Err(error) = dropped.await {
            tracing::warn!(%error, "could not record the use of a token");
        }
    }
}

impl Attempt {
    fn refused(&self) -> bool {
        matches!(&self.exchange.content.outcome, Outcome::Answered(answer) if answer.token_was_refused())
    }
}

/// Tests for safe methods (RFC 9110 §9.2.1).
fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
}
