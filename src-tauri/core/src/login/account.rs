//! Whose token it is: asked once, after the code was exchanged.

use super::{Job, Running};
use crate::{
    oauth::{
        jwt::{IdTokenAsked, Jwt},
        reply::TokenReply,
        userinfo::{self, Question},
    },
    token::Account,
    transcript::StepKind,
    workbench::Workbench,
};

/// From the recipe's call where there is one, then from userinfo, then from the ID token. Not to
/// know it is no reason to lose the token.
pub(super) async fn account(
    desk: &Workbench,
    job: &Job,
    running: &Running,
    reply: &TokenReply,
) -> Option<Account> {
    let from_id_token = id_token_account(desk, job, running, reply);
    let server = &job.server.profile;
    let own = job.client.profile.placement.as_ref();
    let placement = own.unwrap_or(&server.habits.placement);
    let plain_http = server.habits.plain_http;
    let http = &desk.inner.http;
    for question in questions(desk, job, running) {
        let asked = userinfo::ask(http, &question, &reply.access, placement, plain_http).await;
        running.change(|status| {
            let title = "Asked whose token it is";
            let step = status
                .transcript
                .record(desk.now(), StepKind::Userinfo, title);
            step.http = Some(asked.http);
            if let Err(error) = &asked.account {
                step.notes.push(error.to_string());
            }
        });
        if let Ok(account) = asked.account {
            return Some(account);
        }
    }
    from_id_token
}

/// The recipe's call comes first: userinfo wants a scope (`openid`, or `profile` at Mastodon) that
/// an API's own call does without. A call that says nothing of an account is not asked.
fn questions(desk: &Workbench, job: &Job, running: &Running) -> Vec<Question> {
    let server = &job.server.profile;
    let own = desk.question_of(server).unwrap_or_else(|error| {
        let title = format!("Did not ask whose token it is: {error}");
        running.record(desk.now(), StepKind::Decision, title);
        None
    });
    let own = own.filter(|question| question.account.is_some() || question.subject.is_some());
    let userinfo = server.endpoints.userinfo.clone();
    let userinfo = userinfo.filter(|url| own.as_ref().is_none_or(|own| own.url != *url));
    own.into_iter()
        .chain(userinfo.map(Question::userinfo))
        .collect()
}

/// An ID token that was not meant for this login tells nobody's name.
fn id_token_account(
    desk: &Workbench,
    job: &Job,
    running: &Running,
    reply: &TokenReply,
) -> Option<Account> {
    let jwt = Jwt::decode(reply.id_token.as_ref()?.expose())?;
    let checked = jwt.check_id_token(IdTokenAsked {
        issuer: job.server.profile.issuer.as_deref(),
        client_id: &job.client.profile.client_id,
        nonce: job.authorization.nonce.as_ref(),
    });
    match checked {
        Ok(()) => jwt.account(),
        Err(fault) => {
            let title = format!("Ignored the ID token: {fault}");
            running.record(desk.now(), StepKind::Decision, title);
            None
        }
    }
}
