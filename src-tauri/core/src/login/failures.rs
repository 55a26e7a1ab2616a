//! Records of failed logins.

use super::LoginContext;
use crate::{context::Context, records::failures::About};
use tokenry_model::{
    login::{LoginPhase, LoginStatus},
    transcript::Transcript,
};

/// Keeps the transcript of a login that failed or timed out. A cancelled login is not a failure.
pub(crate) async fn keep_failed_login(context: &Context, status: &LoginStatus, end: &LoginPhase) {
    let why = match end {
        LoginPhase::Failed { message, .. } => message.as_str(),
        LoginPhase::TimedOut => "The login timed out.",
        _ => return,
    };
    let about = About {
        server: Some(status.server),
        client: Some(status.client),
    };
    let title = title(&status.client_name, &status.server_name);
    context
        .keep_failure(about, title, status.transcript.clone(), why)
        .await;
}

/// Keeps the transcript of a login that failed before it reached a person, or needs none.
pub(crate) async fn keep_failed_grant(
    context: &Context,
    asking: &LoginContext,
    transcript: Transcript,
    why: &str,
) {
    let about = About {
        server: Some(asking.server.id),
        client: Some(asking.client.id),
    };
    let title = title(&asking.client.profile.name, &asking.server.profile.name);
    context.keep_failure(about, title, transcript, why).await;
}

fn title(client: &str, server: &str) -> String {
    format!("Login with {client} at {server}")
}
