//! `tokenry send …`

mod answer;
mod draft;

use tokenry_core::{
    error::Error,
    request::SendError,
    sending::{SendOrder, Sent},
    workbench::Workbench,
};
use tokenry_model::{
    request::{Draft, Outcome},
    transcript::Transcript,
    variables::Variable,
};

use super::interrupt::{self, Interrupt};
use crate::{
    args::{Change, SendArgs},
    explain::{self, Names},
    output::note,
    problem::Problem,
    session::Session,
};

/// One send at a time in this process.
const SEND_ID: &str = "send";

pub(super) async fn run(session: &Session, args: SendArgs) -> Result<(), Problem> {
    let body = draft::body(args.data.as_deref())?;
    if session.out.json && args.output.as_deref().is_some_and(answer::is_stdout) {
        return Err(Problem::usage(
            "With --json standard output holds one document, and with -o - the body.",
            "Leave one of them out; the document has the body in it.",
        ));
    }
    if !is_plain(&args) {
        session.will_send();
    }
    let workbench = session.unlocked().await?;
    let (request, draft) = draft::compose(workbench, &args, body).await?;
    let preview = workbench.preview(&draft).await?;
    for warning in &preview.notes {
        note(&format!("Note: {warning}"));
    }
    let order = SendOrder {
        send_id: SEND_ID.into(),
        request,
        draft,
        values: values(&args.set),
        consent: None,
        remember_consent: false,
        renew_first: args.renew,
    };
    let sent = agreed(session, workbench, order, args.allow_origin).await?;
    let content = &sent.exchange.content;
    for warning in &sent.warnings {
        note(&format!("Warning: {warning}"));
    }
    if args.verbose {
        tell(&content.transcript);
    }
    let answer = match &content.outcome {
        Outcome::Answered(answer) => answer,
        Outcome::Failed { message, hint } => {
            return Err(Problem::NoAnswer {
                message: message.clone(),
                hint: hint.clone(),
            });
        }
        Outcome::Cancelled => return Err(Problem::SendCancelled),
    };
    let names = match &content.diagnosis {
        Some(diagnosis) => Some(Names::of(workbench, diagnosis, content.draft.token).await?),
        None => None,
    };
    let explained = content.diagnosis.as_ref().zip(names.as_ref());
    answer::write(session, &sent, answer, &args, explained).await?;
    if let (Some((diagnosis, names)), false) = (explained, session.out.json) {
        explain::tell(diagnosis, names);
    }
    if sent.body.is_none() {
        return Err(Problem::AnswerLost {
            status: answer.status,
        });
    }
    // Of such an answer there is only a diagnosis where it is a login page, or leads to one.
    if args.fail
        && answer.status < 400
        && content.diagnosis.is_some()
        && !wants_page(&content.draft)
    {
        return Err(Problem::LoginPage {
            status: answer.status,
        });
    }
    if args.fail && answer.status >= 400 {
        return Err(Problem::HttpStatus {
            status: answer.status,
        });
    }
    Ok(())
}

/// Whoever asks for HTML gets what was asked for.
fn wants_page(draft: &Draft) -> bool {
    let mut headers = draft.headers.iter().filter(|header| header.enabled);
    headers.any(|header| {
        header.name.trim().eq_ignore_ascii_case("accept") && header.value.contains("html")
    })
}

/// Sends; where the token would leave its server's origins, only if the person agrees.
async fn agreed(
    session: &Session,
    workbench: &Workbench,
    mut order: SendOrder,
    allowed: bool,
) -> Result<Sent, Problem> {
    let error = match cancellable(workbench, order.clone()).await {
        Err(Problem::Core(error @ Error::Send(SendError::NeedsConsent { .. }))) => error,
        sent => return sent,
    };
    let Error::Send(SendError::NeedsConsent { origin, .. }) = &error else {
        return Err(error.into());
    };
    let question = format!("{error} Send it there this once?");
    if !allowed && !session.prompt.agree(&question, false)? {
        return Err(error.into());
    }
    order.consent = Some(origin.clone());
    cancellable(workbench, order).await
}

/// What `--set` says.
pub(super) fn values(set: &[Change]) -> Vec<Variable> {
    let variable = |change: &Change| Variable {
        name: change.key.clone(),
        value: change.value.clone(),
    };
    set.iter().map(variable).collect()
}

/// Over plain http, as typed: that needs no trust store.
fn is_plain(args: &SendArgs) -> bool {
    let typed = [&args.first, &args.second].into_iter().flatten();
    { typed }.any(|word| word.starts_with("http://"))
}

/// Ctrl-C ends the request, and the history says so.
async fn cancellable(workbench: &Workbench, order: SendOrder) -> Result<Sent, Problem> {
    let mut interrupt = Interrupt::listen()?;
    let sending = workbench.send(order);
    tokio::pin!(sending);
    tokio::select! {
        sent = &mut sending => Ok(sent?),
        () = interrupt.heard() => {
            workbench.cancel_send(SEND_ID);
            // It ends when the refresh that it waits for does.
            interrupt::renewals_ended(workbench, &mut interrupt).await?;
            Ok(sending.await?)
        }
    }
}

/// The steps, on standard error. They are redacted where they are recorded.
fn tell(transcript: &Transcript) {
    for step in &transcript.steps {
        let http = step.http.as_ref();
        let status = http
            .and_then(|http| http.status)
            .map(|status| format!(" → {status}"));
        let millis = http
            .and_then(|http| http.millis)
            .map(|millis| format!(" in {millis} ms"));
        note(&format!(
            "* {}{}{}",
            step.what.title(),
            status.unwrap_or_default(),
            millis.unwrap_or_default()
        ));
        if let Some(http) = http {
            note(&format!("> {} {}", http.method, http.url));
            for (name, value) in &http.request_headers {
                note(&format!("> {name}: {value}"));
            }
            for (name, value) in &http.response_headers {
                note(&format!("< {name}: {value}"));
            }
        }
        for remark in &step.notes {
            note(&format!("  {remark}"));
        }
    }
}
