//! The driver of a device authorization login (RFC 8628 §3.4): polls the token endpoint until the
//! person has approved or denied the login or the code has expired, then stores the token.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc, time::Instant};

use super::{
    LoginContext, LoginError, Message, Running, browser_flow::cancelled, failures, phase_after,
};
use crate::context::Context;
use tokenry_model::{
    grant::Grant,
    login::LoginPhase,
    token::Token,
    transcript::{Decision, StepKind, Transcript},
};
use tokenry_oauth::{
    device::{DeviceCodes, Next, next},
    error::TokenError,
    reply::TokenReply,
};

/// Increase of the polling interval after `slow_down` (RFC 8628 §3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// Longest polling interval.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// The state of a device authorization login.
pub(crate) struct DeviceJob {
    pub(crate) asking: LoginContext,
    pub(crate) codes: DeviceCodes,
}

/// Runs a login to its end and updates its status.
pub(crate) async fn drive_device(
    context: Arc<Context>,
    job: DeviceJob,
    running: Arc<Running>,
    mut messages: mpsc::Receiver<Message>,
) {
    let left = running.status().expires_at.duration_since(context.now());
    let deadline = Instant::now() + Duration::try_from(left).unwrap_or_default();
    let phase = tokio::select! {
        obtained = obtain(&context, job, &running, deadline) => phase_after(obtained),
        () = cancelled(&mut messages) => LoginPhase::Cancelled,
    };
    failures::keep_failed_login(&context, &running.status(), &phase).await;
    running.end(context.now(), phase);
}

async fn obtain(
    context: &Context,
    job: DeviceJob,
    running: &Running,
    deadline: Instant,
) -> Result<Token, LoginError> {
    let reply = wait(context, &job, running, deadline).await?;
    let DeviceJob { asking, .. } = job;
    let mut steps = Transcript::default();
    let account = asking.identify(context, &reply, None, &mut steps).await;
    running.change(|status| status.transcript.steps.append(&mut steps.steps));
    let transcript = running.status().transcript;
    asking
        .settle(
            context,
            Grant::DeviceCode,
            reply,
            account?,
            Vec::new(),
            transcript,
        )
        .await
}

async fn wait(
    context: &Context,
    job: &DeviceJob,
    running: &Running,
    deadline: Instant,
) -> Result<TokenReply, LoginError> {
    let mut wait = job.codes.interval;
    loop {
        if Instant::now() + wait > deadline {
            tokio::time::sleep_until(deadline).await;
            return Err(LoginError::CodeExpired);
        }
        tokio::time::sleep(wait).await;
        let mut steps = Transcript::default();
        let reply = ask(context, job, &mut steps).await;
        let error = match reply {
            Err(error) => error,
            Ok(reply) => {
                running.change(|status| status.transcript.steps.append(&mut steps.steps));
                return Ok(reply);
            }
        };
        match next(&error) {
            // Repeated polls are left out of the transcript.
            Next::AskAgain => {}
            Next::SlowDown => {
                wait = (wait + SLOWER).min(LONGEST_WAIT);
                let seconds = wait.as_secs();
                let decision = Decision::SlowDown { seconds };
                running.record(context.now(), StepKind::Decision { decision });
            }
            Next::Doubt => {
                wait = (wait * 2).min(LONGEST_WAIT);
                running.warn(format!("{error} Tokenry will try again."));
            }
            Next::End => {
                running.change(|status| status.transcript.steps.append(&mut steps.steps));
                return Err(LoginError::Token(error));
            }
        }
    }
}

async fn ask(
    context: &Context,
    job: &DeviceJob,
    steps: &mut Transcript,
) -> Result<TokenReply, TokenError> {
    let request = job.codes.token_request();
    let asked = job.asking.further.later();
    job.asking.ask(context, &asked, &request, steps).await
}
