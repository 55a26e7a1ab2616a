//! The driver of a browser login: waits for the callback, exchanges the code, stores the token.
//!
//! A callback without this login's `state` changes nothing. The login keeps waiting and records
//! what it ignored.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};

use super::{
    LoginError, Message, Running, failed_phase, failures,
    heard::{Heard, hear, judge},
    login_context::Job,
    phase_after,
};
use crate::context::Context;
use tokenry_model::{
    grant::Grant,
    login::{LoginPhase, LoginStep},
    redact::Redactor,
    token::{Account, Token},
    transcript::{StepKind, Transcript},
};
use tokenry_oauth::{
    callback::Answered,
    loopback::{Hit, Loopback, Page},
    reply::TokenReply,
    token_endpoint::{RawReply, ReplyContext},
    token_request::{AuthorizationCode, TokenRequest},
};

/// How long the page in the browser waits for the outcome before it says that it is still unknown.
const PAGE_PATIENCE: Duration = Duration::from_secs(10);

/// The end of the wait.
enum Ending {
    Heard(Box<Heard>, Option<Hit>),
    Cancelled,
    TimedOut,
}

/// Runs a login to its end and updates its status.
pub(crate) async fn drive(
    context: Arc<Context>,
    job: Job,
    running: Arc<Running>,
    listening: Option<Loopback>,
    mut messages: mpsc::Receiver<Message>,
) {
    let mut listening = listening;
    let ending = wait(&context, &job, &running, &mut listening, &mut messages).await;
    // Close before the exchange and before the end is announced: the next login may need the port.
    if let Some(loopback) = listening {
        loopback.close().await;
    }
    let phase = match ending {
        Ending::Cancelled => LoginPhase::Cancelled,
        Ending::TimedOut => LoginPhase::TimedOut,
        Ending::Heard(heard, hit) => {
            let heard = *heard;
            let work = conclude(&context, job, &running, heard, &mut messages);
            Box::pin(with_page(hit, work)).await
        }
    };
    failures::keep_failed_login(&context, &running.status(), &phase).await;
    running.end(context.now(), phase);
}

/// Answers the browser with the outcome, or with a page that says it is still unknown.
async fn with_page(mut hit: Option<Hit>, work: impl Future<Output = LoginPhase>) -> LoginPhase {
    let mut work = std::pin::pin!(work);
    let early = tokio::select! {
        phase = &mut work => Some(phase),
        () = sleep(PAGE_PATIENCE), if hit.is_some() => None,
    };
    let phase = if let Some(phase) = early {
        phase
    } else {
        if let Some(hit) = hit.take() {
            hit.respond(Page::NotKnownYet).await;
        }
        work.await
    };
    if let Some(hit) = hit {
        hit.respond(page_of(&phase)).await;
    }
    phase
}

fn page_of(phase: &LoginPhase) -> Page {
    match phase {
        LoginPhase::Done { .. } => Page::Done,
        LoginPhase::Failed { step, .. } if *step == LoginStep::Authorize => Page::Denied,
        _ => Page::Failed,
    }
}

/// Turns the callback into a stored token.
async fn conclude(
    context: &Context,
    job: Job,
    running: &Running,
    heard: Heard,
    messages: &mut mpsc::Receiver<Message>,
) -> LoginPhase {
    if let Heard::Denied(denied) = &heard {
        return failed_phase(denied);
    }
    running.enter_phase(LoginPhase::Exchanging);
    let mut steps = Transcript::default();
    let obtained = async {
        job.asking.still_there(context).await?;
        match &heard {
            Heard::Code(answered) => exchange(context, &job, answered, &mut steps).await,
            Heard::Token(reply) => read(context, &job, reply, &mut steps).await,
            Heard::Denied(_) => Err(LoginError::Over),
        }
    };
    let obtained = tokio::select! {
        obtained = obtained => obtained,
        () = cancelled(messages) => return LoginPhase::Cancelled,
    };
    let finishing = finish(context, job, running, obtained, heard, steps);
    phase_after(Box::pin(finishing).await)
}

/// Waits for a cancellation. Callbacks are no longer accepted.
pub(super) async fn cancelled(messages: &mut mpsc::Receiver<Message>) {
    while let Some(message) = messages.recv().await {
        match message {
            Message::Cancel => return,
            Message::Callback { taken, .. } => drop(taken),
        }
    }
    // Nobody can cancel any more.
    std::future::pending::<()>().await;
}

async fn wait(
    context: &Context,
    job: &Job,
    running: &Running,
    listening: &mut Option<Loopback>,
    messages: &mut mpsc::Receiver<Message>,
) -> Ending {
    let left = running.status().expires_at.duration_since(context.now());
    let deadline = Instant::now() + Duration::try_from(left).unwrap_or_default();
    loop {
        tokio::select! {
            hit = next_hit(listening) => {
                let came = judge(job, (&hit).into());
                match hear(context, running, came) {
                    Ok(heard) => return Ending::Heard(Box::new(heard), Some(hit)),
                    Err(ignored) => {
                        running.warn(&ignored);
                        // Do not make the next request wait for this response.
                        tokio::spawn(hit.respond(ignored.page));
                    }
                }
            }
            message = messages.recv() => match message {
                Some(Message::Callback { text, pasted, taken }) => {
                    let came = judge(job, super::heard::Source::of(&text, pasted));
                    match hear(context, running, came) {
                        Ok(heard) => {
                            // The sender may have stopped waiting.
                            let _ = taken.send(Ok(()));
                            return Ending::Heard(Box::new(heard), None);
                        }
                        Err(ignored) => {
                            // Whoever pasted sees the reason in the answer already.
                            if !pasted || ignored.heard.is_some() {
                                running.warn(&ignored);
                            }
                            let _ = taken.send(Err(ignored.reason));
                        }
                    }
                }
                Some(Message::Cancel) | None => return Ending::Cancelled,
            },
            () = tokio::time::sleep_until(deadline) => return Ending::TimedOut,
        }
    }
}

/// Waits for the next request to the loopback redirect URI, forever if there is no listener.
async fn next_hit(listening: &mut Option<Loopback>) -> Hit {
    match listening {
        Some(loopback) => loopback.next_hit().await,
        None => std::future::pending().await,
    }
}

/// Stores the token and the steps that led to it.
async fn finish(
    context: &Context,
    job: Job,
    running: &Running,
    obtained: Result<(TokenReply, Option<Account>), LoginError>,
    heard: Heard,
    mut steps: Transcript,
) -> Result<Token, LoginError> {
    running.change(|status| status.transcript.steps.append(&mut steps.steps));
    let (reply, account) = obtained?;
    let transcript = running.status().transcript;
    let grant = if job.asking.form.implicit {
        Grant::Implicit
    } else {
        Grant::AuthorizationCode
    };
    let beside = match heard {
        Heard::Code(answered) => answered.beside,
        _ => Vec::new(),
    };
    job.asking
        .settle(context, grant, reply, account, beside, transcript)
        .await
}

/// Reads the token from the fragment of the callback URL.
async fn read(
    context: &Context,
    job: &Job,
    reply: &RawReply,
    steps: &mut Transcript,
) -> Result<(TokenReply, Option<Account>), LoginError> {
    let asking = &job.asking;
    let reply = reply.parse(ReplyContext {
        scopes: &asking.scopes,
        redactor: &Redactor::new(),
        proven: false,
        reading: (&asking.server.profile.habits).into(),
    });
    let reply = reply.map_err(LoginError::NotRead)?;
    let grant = Grant::Implicit;
    let step = steps.record(context.now(), StepKind::Token { grant });
    step.notes.clone_from(&reply.deviations);
    let nonce = job.authorization.nonce.as_ref();
    let account = asking.identify(context, &reply, nonce, steps).await?;
    Ok((reply, account))
}

async fn exchange(
    context: &Context,
    job: &Job,
    answered: &Answered,
    steps: &mut Transcript,
) -> Result<(TokenReply, Option<Account>), LoginError> {
    let asking = &job.asking;
    let request = TokenRequest::AuthorizationCode(AuthorizationCode {
        code: answered.code.clone(),
        verifier: job.authorization.verifier.clone(),
        redirect_uri: job.redirect_uri.clone(),
    });
    let asked = asking.further.later();
    let reply = asking.ask(context, &asked, &request, steps).await;
    let reply = reply.map_err(LoginError::Exchange)?;
    let nonce = job.authorization.nonce.as_ref();
    let account = asking.identify(context, &reply, nonce, steps).await?;
    Ok((reply, account))
}
