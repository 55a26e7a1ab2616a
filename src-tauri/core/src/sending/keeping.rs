//! What follows a request that is out: explaining the answer, keeping it, and showing its beginning.

use super::{Attempt, FIRST_LINES, Sending, Sent, bearer::Bearer};
use crate::{
    events::Event,
    records::SHORTEST,
    request::{AnswerBody, BodyMode, Lines, SendError},
};
use tokenry_model::{redact::Redactor, request::Outcome};

impl Sending {
    /// The request is out, so nothing here is an error: what fails is told beside the answer.
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
                    let told = format!("Why it was refused could not be found out: {error}");
                    warnings.push(sentence(&told, &error.hint()));
                }
            }
        }
        // A secret that is stored here is one wherever somebody typed it.
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
            let told = format!("The request was sent, but it is not whole in the history: {error}");
            warnings.push(sentence(&told, &error.hint()));
        }
        self.context.events.tell(Event::HistoryChanged);
        let size = body.as_ref().map_or(0, |body| body.size());
        self.chores.spawn(async move {
            if let Err(error) = history.tidy_if_due(size).await {
                tracing::warn!(%error, "tidying the history");
            }
        });
        let first_lines = match first_lines(body.as_deref()).await {
            Ok(lines) => lines,
            Err(error) => {
                let told = format!("The answer was kept, but it cannot be shown: {error}");
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

/// The lines of an answer that come with it.
pub(crate) async fn first_lines(body: Option<&AnswerBody>) -> Result<Lines, SendError> {
    Ok(match body {
        Some(body) => body.lines(BodyMode::Pretty, 0, FIRST_LINES).await?,
        None => Lines::default(),
    })
}

/// What happened, and what to do about it. Nothing here asks for sending again.
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
