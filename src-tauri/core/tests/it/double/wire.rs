//! The subset of HTTP/1.1 that the double needs, with one request per connection.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use parking_lot::Mutex;
use serde_json::Value;
use tokenry_doubles::{Asked, Play, Reply};

use super::{Answer, Moment, Pausing, Shared};

/// A request to the token endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) grant: String,
    pub(crate) refresh: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) verifier: Option<String>,
    pub(crate) scope: String,
    /// Client id and secret.
    pub(crate) client: Option<(String, String)>,
    /// Head and body, unchanged.
    pub(crate) whole: String,
}

pub(super) fn answer(shared: &mut Shared, asked: &Asked) -> Play {
    let path = asked.path();
    if asked.line.starts_with("GET /jwks") {
        shared.keys_asked += 1;
        return json(shared.keys.0, &shared.keys.1).into();
    }
    if asked.line.starts_with("GET ") && (path.starts_with("/api") || path == "/userinfo") {
        let access = asked.header("authorization").unwrap_or_default();
        let access = access.strip_prefix("Bearer ").unwrap_or_default();
        let reply = match shared.grants.accepts(access) {
            true if path == "/userinfo" => json(200, &shared.userinfo),
            true => json(200, &serde_json::json!({ "name": "alice" })),
            false => Reply::new("401 Unauthorized", "")
                .with("WWW-Authenticate", "Bearer error=\"invalid_token\""),
        };
        return paused(Some(&reply), shared.pause.take());
    }
    let post = post(asked);
    shared.posts.push(post.clone());
    let answer = shared.answers.pop_front();
    let reply = reply(shared, &post, answer);
    paused(reply.as_ref(), shared.pause.take())
}

/// `None` breaks the connection.
fn reply(shared: &mut Shared, post: &Post, answer: Option<Answer>) -> Option<Reply> {
    match answer {
        Some(Answer::Instead(reply)) => Some(reply),
        Some(Answer::Broken) => None,
        Some(Answer::Lost) => {
            shared.grants.act(post);
            None
        }
        Some(Answer::Edited(edit)) => {
            let (status, mut members) = shared.grants.act(post);
            edit(&mut members);
            Some(json(status, &members.into()))
        }
        None => {
            let (status, members) = shared.grants.act(post);
            Some(json(status, &members.into()))
        }
    }
}

fn json(status: u16, body: &Value) -> Reply {
    Reply::new(format!("{status} Whatever"), body.to_string())
        .with("Content-Type", "application/json")
        .with("Cache-Control", "no-store")
}

fn post(asked: &Asked) -> Post {
    let form = url::form_urlencoded::parse(asked.body.as_bytes()).into_owned();
    let form: HashMap<String, String> = form.collect();
    let field = |name: &str| form.get(name).cloned();
    let basic = asked.header("authorization").and_then(|value| {
        let text = BASE64.decode(value.strip_prefix("Basic ")?).ok()?;
        let text = String::from_utf8(text).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((id.to_owned(), secret.to_owned()))
    });
    Post {
        grant: field("grant_type").unwrap_or_default(),
        refresh: field("refresh_token"),
        code: field("code"),
        verifier: field("code_verifier"),
        scope: field("scope").unwrap_or_default(),
        whole: format!("{}\n{}", asked.head(), asked.body),
        client: basic.or_else(|| Some((field("client_id")?, field("client_secret")?))),
    }
}

/// The reply, or a reset, with a stop where the test wants one.
fn paused(reply: Option<&Reply>, pause: Option<Pausing>) -> Play {
    let at = pause.as_ref().map(|pausing| pausing.at);
    let pause = Mutex::new(pause);
    let hold = move || {
        let pausing = pause.lock().take().expect("one stop an exchange");
        // The test may have gone on without us.
        let _ = pausing.reached.send(());
        let _ = pausing.resumed.blocking_recv();
    };
    let Some(reply) = reply else {
        let play = Play::say("");
        let play = if at == Some(Moment::Acted) {
            play.and_wait(hold)
        } else {
            play
        };
        return play.and_reset();
    };
    let (first, second) = reply.body().split_at(reply.body().len() / 2);
    let (mut play, mut hold) = (Play::say(""), Some(hold));
    for (moment, bytes) in [
        (Moment::Acted, reply.head()),
        (Moment::Head, first.to_vec()),
        (Moment::Half, second.to_vec()),
        (Moment::End, Vec::new()),
    ] {
        if at == Some(moment)
            && let Some(hold) = hold.take()
        {
            play = play.and_wait(hold);
        }
        play = play.and_say(bytes);
    }
    play
}
