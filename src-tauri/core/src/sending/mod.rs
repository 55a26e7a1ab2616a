//! Sending: a draft in, an exchange out, with a fresh token and kept in the history.
//!
//! [`bearer`] makes the token ready, [`required_headers`] adds what the API wants, [`crate::request`]
//! puts the request together and sends it; then [`refusal`] explains a refused answer and
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
use tokenry_model::{
    id::Id,
    request::{Answer, Draft, Exchange, ExchangeContent, Outcome, Request},
    token::Token,
    transcript::{Decision, StepKind, Transcript},
    variables::Variable,
};

/// The lines that come with an answer: more than a screen shows, and as many as the window asks
/// for at once, so that it need not ask again.
pub(crate) const FIRST_LINES: u32 = 200;

/// A request to send.
#[derive(Debug, Clone)]
pub struct SendOrder {
    /// Chosen by whoever sends, so that it can be cancelled.
    pub send_id: String,
    /// The saved request it comes from.
    pub request: Option<Id<Request>>,
    pub draft: Draft,
    /// What variables stand for this once, beside those of the request's collection.
    pub values: Vec<Variable>,
    /// The foreign origin to which the person agreed to send the token.
    pub consent: Option<String>,
    /// Agree once and for all: it becomes one of the server's origins.
    pub remember_consent: bool,
    /// Renew the token first, because the server refused it.
    pub renew_first: bool,
}

/// An exchange with what is shown of it at once.
#[derive(Debug, Clone)]
pub struct Sent {
    pub exchange: Exchange,
    /// Absent without an answer.
    pub body: Option<Arc<AnswerBody>>,
    pub first_lines: Lines,
    /// What went wrong after the request was out, in full sentences: sending it again would do it
    /// twice.
    pub warnings: Vec<String>,
}

/// Sends requests and keeps what came of them.
pub(crate) struct Sending {
    pub(crate) context: Arc<Context>,
    pub(crate) refresh: Refresh,
    pub(crate) history: History,
    pub(crate) chores: Arc<Chores>,
}

/// An exchange that is over, and what its body was written to.
struct Attempt {
    exchange: Exchange,
    body: Beginning<BodyWriter>,
    warnings: Vec<String>,
}

impl Sending {
    /// Sends a request with a fresh token and keeps the exchange. A failed or cancelled
    /// exchange is kept too; an error means that nothing was sent. What fails afterwards (keeping
    /// the answer, explaining it) is told in [`Sent::warnings`].
    ///
    /// Where the server refuses the token as invalid (RFC 6750 §3.1), it is renewed once and
    /// the request sent once more: by itself for safe methods, and otherwise when the person
    /// asks for it ([`SendOrder::renew_first`]).
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
                // The first one was sent, so its answer is what there is to tell.
                Some(Err(error)) => {
                    let told = format!("It was not sent once more: {error}");
                    attempt.warnings.push(sentence(&told, &error.hint()));
                    attempt.exchange.content.transcript = transcript;
                }
                None => attempt.exchange.content.transcript = transcript,
            }
        }
        Ok(self.keep(attempt, bearer.as_ref()).await)
    }

    /// A renewal that fails leaves the refused answer to be shown, with a note why.
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

    /// One exchange, whatever its outcome; an error where nothing was sent.
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
        let id = Id::new(&self.context.nature);
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
            &context.nature,
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
            let told = format!("The request was sent, but its answer could not be kept: {error}");
            sentence(&told, &error.hint())
        });
        Ok(Attempt {
            warnings: warnings.collect(),
            exchange,
            body,
        })
    }

    /// A token that worked proves its refresh token's rotation, so the one before is given up.
    /// That is not worth failing a send for.
    async fn proved(&self, token: &Token, answer: &Answer) {
        if !(200..400).contains(&answer.status) || token.secrets.previous_refresh.is_none() {
            return;
        }
        let store = &self.context.store;
        let dropped = store.drop_previous_refresh(token.id, token.generation);
        if let Err(error) = dropped.await {
            tracing::warn!(%error, "noting the use of a token");
        }
    }
}

impl Attempt {
    fn refused(&self) -> bool {
        matches!(&self.exchange.content.outcome, Outcome::Answered(answer) if answer.token_was_refused())
    }
}

/// Methods that change nothing at the server (RFC 9110 §9.2.1).
fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
}
