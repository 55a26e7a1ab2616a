//! The driver of one login: waits for its answer, exchanges the code, stores the token.
//!
//! A callback that does not carry this login's `state` changes nothing, whoever sent it: the
//! login goes on waiting, with a note of what was ignored.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc, time::Instant};

use super::{Asking, LoginError, LoginPhase, Message, Running};
use crate::{
    oauth::{
        authorize::Authorize,
        callback::{self, CallbackVerdict, Pending},
        code::prepare_code,
        loopback::{Hit, Loopback, Page},
        reply::TokenReply,
        token_endpoint::{Asked, RawReply, TokenEndpoint},
    },
    redact::Redactor,
    secret::Secret,
    token::{Account, Grant, Token},
    transcript::{StepKind, Transcript},
    workbench::Workbench,
};

/// All that one login needs to come to its end.
pub(crate) struct Job {
    pub(crate) asking: Asking,
    pub(crate) redirect_uri: String,
    pub(crate) authorization: Authorize,
    pub(crate) pending: Pending,
}

/// How the waiting ended.
enum Ending {
    Code(Secret),
    Token(RawReply),
    Denied(LoginError),
    Cancelled,
    TimedOut,
}

/// Runs a login to its end and says so in its status.
pub(crate) async fn drive(
    desk: Workbench,
    job: Job,
    running: Arc<Running>,
    listening: Option<Loopback>,
    messages: mpsc::Receiver<Message>,
) {
    let mut listening = listening;
    let ending = wait(&desk, &job, &running, &mut listening, messages).await;
    // Before the exchange, and before anybody hears of the end: the next login may want the port.
    if let Some(loopback) = listening {
        loopback.close().await;
    }
    let phase = match ending {
        Ending::Cancelled => LoginPhase::Cancelled,
        Ending::TimedOut => LoginPhase::TimedOut,
        Ending::Denied(error) => LoginPhase::failed(&error),
        Ending::Code(code) => {
            running.enter_phase(LoginPhase::Exchanging);
            let mut steps = Transcript::default();
            let obtained = exchange(&desk, &job, &code, &mut steps).await;
            LoginPhase::after(finish(&desk, job, &running, obtained, steps).await)
        }
        Ending::Token(reply) => {
            running.enter_phase(LoginPhase::Exchanging);
            let mut steps = Transcript::default();
            let obtained = read(&desk, &job, &reply, &mut steps).await;
            LoginPhase::after(finish(&desk, job, &running, obtained, steps).await)
        }
    };
    running.end(desk.now(), phase);
}

async fn wait(
    desk: &Workbench,
    job: &Job,
    running: &Running,
    listening: &mut Option<Loopback>,
    mut messages: mpsc::Receiver<Message>,
) -> Ending {
    let left = running.status().expires_at.duration_since(desk.now());
    let deadline = Instant::now() + Duration::try_from(left).unwrap_or_default();
    loop {
        tokio::select! {
            hit = next_hit(listening) => {
                let verdict = judge(job, hit.url.as_str(), false);
                hit.respond(page_for(&verdict));
                if let Some(ending) = consider(desk, running, verdict) {
                    return ending;
                }
            }
            message = messages.recv() => match message {
                Some(Message::Callback { text, pasted, taken }) => {
                    let ending = consider(desk, running, judge(job, &text, pasted));
                    let ended = ending.is_some();
                    // Whoever offered it may have stopped waiting.
                    let _ = taken.send(ended);
                    if let Some(ending) = ending {
                        return ending;
                    }
                }
                Some(Message::Cancel) | None => return Ending::Cancelled,
            },
            () = tokio::time::sleep_until(deadline) => return Ending::TimedOut,
        }
    }
}

/// The next visit to the loopback address; never, where nobody listens.
async fn next_hit(listening: &mut Option<Loopback>) -> Hit {
    match listening {
        Some(loopback) => loopback.next_hit().await,
        None => std::future::pending().await,
    }
}

fn judge(job: &Job, text: &str, pasted: bool) -> CallbackVerdict {
    if pasted {
        callback::judge_paste(&job.pending, text)
    } else {
        callback::judge_address(&job.pending, text)
    }
}

/// What a verdict means for the login: its end, or a note that something was ignored.
fn consider(desk: &Workbench, running: &Running, verdict: CallbackVerdict) -> Option<Ending> {
    let now = desk.now();
    match verdict {
        CallbackVerdict::NotOurs(reason) => {
            running.record(now, StepKind::Callback, format!("Ignored: {reason}"));
            running.warn(reason.to_string());
            None
        }
        CallbackVerdict::Denied {
            error,
            description,
            uri,
        } => {
            running.record(
                now,
                StepKind::Callback,
                "The server came back with an error",
            );
            let denied = LoginError::Denied {
                error,
                description,
                uri,
                implicit: running.status().form.implicit,
            };
            Some(Ending::Denied(denied))
        }
        CallbackVerdict::Code(code) => {
            running.record(now, StepKind::Callback, "The code came back");
            Some(Ending::Code(code))
        }
        CallbackVerdict::Token(reply) => {
            running.record(
                now,
                StepKind::Callback,
                "The token came back in the address",
            );
            Some(Ending::Token(reply))
        }
    }
}

fn page_for(verdict: &CallbackVerdict) -> Page {
    match verdict {
        CallbackVerdict::Code(_) | CallbackVerdict::Token(_) => Page::Done,
        CallbackVerdict::Denied { .. } => Page::Denied,
        CallbackVerdict::NotOurs(_) => Page::NotThisLogin,
    }
}

/// Stores what came.
async fn finish(
    desk: &Workbench,
    job: Job,
    running: &Running,
    obtained: Result<(TokenReply, Option<Account>), LoginError>,
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
    job.asking
        .settle(desk, grant, reply, account, transcript)
        .await
}

/// Reads the token that came in the address.
async fn read(
    desk: &Workbench,
    job: &Job,
    reply: &RawReply,
    steps: &mut Transcript,
) -> Result<(TokenReply, Option<Account>), LoginError> {
    let asking = &job.asking;
    let reply = reply.parse(Asked {
        scopes: &asking.scopes,
        redactor: &Redactor::new(),
        proven: false,
        reading: asking.server.profile.habits.reading(),
    });
    let reply = reply.map_err(LoginError::NotRead)?;
    let title = "Read the token behind the # of the address";
    let step = steps.record(desk.now(), StepKind::Token, title);
    step.notes.clone_from(&reply.deviations);
    let nonce = job.authorization.nonce.as_ref();
    let account = asking.identify(desk, &reply, nonce, steps).await?;
    Ok((reply, account))
}

async fn exchange(
    desk: &Workbench,
    job: &Job,
    code: &Secret,
    steps: &mut Transcript,
) -> Result<(TokenReply, Option<Account>), LoginError> {
    let asking = &job.asking;
    let verifier = &job.authorization.verifier;
    let prepare =
        |endpoint: &TokenEndpoint<'_>| prepare_code(endpoint, code, verifier, &job.redirect_uri);
    let title = "Exchanged the code for a token";
    let asked = asking.further.later();
    let reply = asking.ask(desk, &asked, prepare, title, steps).await;
    let reply = reply.map_err(LoginError::Exchange)?;
    let nonce = job.authorization.nonce.as_ref();
    let account = asking.identify(desk, &reply, nonce, steps).await?;
    Ok((reply, account))
}
