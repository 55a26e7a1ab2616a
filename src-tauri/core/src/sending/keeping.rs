//! The steps after a request was sent: explaining the response, keeping it, and showing its first lines.

use super::{Attempt, FIRST_LINES, Sending, Sent, bearer::Bearer};
use crate::{
    events::Event,
    records::SHORTEST,
    request::{AnswerBody, BodyMode, Lines, SendError},
};
use tokenry_model::{redact::Redactor, request::Outcome};

impl Sending {
    /// Completes an exchange. The request has been sent, so failures become warnings instead of errors.
    pub(super) async fn keep(&self, attempt: Attempt, bearer: Option<&Bearer>) -> Sent {
        let Attempt {
            mut exchange,
            body,
            mut warnings,
        } = attempt;
        let content = &mut exchange.content;
        if let Outcome::Answered(answer) = &content.outcome {
            let secret = bearer.map(|bearer| &bearer.fresh.access);
            let draft = &content.draft;
            let text = body.text(secret);
            match self.explain(draft, answer, &text, bearer).await {
                Ok(diagnosis) => content.diagnosis = diagnosis,
                Err(error) => {
                    let told = format!("The cause of the refusal could not be determined: {error}");
                    warnings.push(sentence(&told, &error.hint()));
                }
            }
        }
        // A stored secret is redacted wherever a person typed it.
        let known = self.context.stored_secrets().await.unwrap_or_default();
        let told = known.iter().filter(|secret| {
            secret.expose().len() >= SHORTEST && content.transcript.mentions(secret)
        });
        let redactor = told.fold(Redactor::new(), Redactor::with_secret);
        content.transcript.redact(&redactor);
        let answered = matches!(content.outcome, Outcome::Answered(_));
        let used = content.draft.token.filter(|_| answered);
        let history = self.history.clone();
        let (body, failed) = history.add(&exchange, used, body.whole()).await;
        for error in failed {
            let told =
                format!("The request was sent, but its history entry is incomplete: {error}");
            warnings.push(sentence(&told, &error.hint()));
        }
        self.context.events.tell(Event::HistoryChanged);
        let size = body.as_ref().map_or(0, |body| body.size());
        self.chores.spawn(async move {
            if let Err(error) = history.tidy_if_due(size).await {
                tracing::warn!(%error, "could not clean up the history");
            }
        });
        let first_lines = match first_lines(body.as_deref()).await {
            Ok(lines) => lines,
            Err(error) => {
                let told = format!("The response was kept, but it cannot be shown: {error}");
                warnings.push(sentence(&told, &error.hint()));
                Lines::default()
            }
        };
        Sent {
            exchange,
            body,
            first_lines,
            warnings,
        }
    }
}

/// The first lines of a response.
pub(crate) async fn first_lines(body: Option<&AnswerBody>) -> Result<Lines, SendError> {
    Ok(match body {
        Some(body) => body.lines(BodyMode::Pretty, 0, FIRST_LINES).await?,
        None => Lines::default(),
    })
}

/// A warning with its hint, unless the hint advises to send the request again.
pub(super) fn sentence(told: &str, hint: &str) -> String {
    let again = hint.contains("send the request again") || hint.contains("Send the request again");
    let end = if told.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    if again || hint.is_empty() {
        format!("{told}{end}")
    } else {
        format!("{told}{end} {hint}")
    }
}
