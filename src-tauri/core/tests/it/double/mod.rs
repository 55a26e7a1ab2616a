//! A test double of an authorization server. It is strict, counts requests, and misbehaves on request.
//!
//! It is stricter than most real servers: a refresh token works once, and reuse revokes its whole family
//! (RFC 9700 §4.14.2). [`grants`] is its state. [`wire`] implements HTTP byte by byte, so that a test can
//! stop it between any two.

mod grants;
mod wire;

use std::{collections::VecDeque, sync::Arc};

use parking_lot::Mutex;
use serde_json::{Map, Value};
use tokenry_doubles::{Reply, TestServer};
use tokio::sync::oneshot;
use url::Url;

use self::grants::Grants;
pub(crate) use self::{
    grants::{Leniency, Values, id_token},
    wire::Post,
};

pub(crate) const CLIENT_ID: &str = "photos-app";
pub(crate) const CLIENT_SECRET: &str = "not-much-of-a-secret";

/// A server on this machine. It stops when it is dropped.
pub(crate) struct Double {
    server: TestServer,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    grants: Grants,
    posts: Vec<Post>,
    answers: VecDeque<Answer>,
    /// The response of `/jwks`: status and body.
    keys: (u16, Value),
    keys_asked: usize,
    /// The response of `/userinfo` to a request with a valid token.
    userinfo: Value,
    pause: Option<Pausing>,
}

/// The reaction to the next request to the token endpoint.
pub(crate) enum Answer {
    /// The usual reaction, with a changed response.
    Edited(Edit),
    /// Something else, without a look at the request.
    Instead(Reply),
    /// It acts on the request, and the connection breaks before the first byte of the reply.
    Lost,
    /// Breaks the connection without processing the request.
    Broken,
}

pub(crate) type Edit = Box<dyn FnOnce(&mut Map<String, Value>) + Send>;

/// The moments of an exchange at which a test can pause the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The request was processed, and nothing of the response was sent.
    Acted,
    /// The head of the response was sent.
    Head,
    /// Half of the body was sent.
    Half,
    /// The last byte was sent.
    End,
}

/// The server's side of a pause.
struct Pausing {
    at: Moment,
    reached: oneshot::Sender<()>,
    resumed: oneshot::Receiver<()>,
}

/// The test's side of a pause. The server continues when it is dropped.
pub(crate) struct Pause {
    reached: Option<oneshot::Receiver<()>>,
    _resume: oneshot::Sender<()>,
}

impl Double {
    pub(crate) fn start() -> Self {
        Self::with(Leniency::Strict, Values::default())
    }

    pub(crate) fn with(leniency: Leniency, values: Values) -> Self {
        let shared = Arc::new(Mutex::new(Shared {
            grants: Grants::new(leniency, values),
            posts: Vec::new(),
            answers: VecDeque::new(),
            keys: (404, Value::Null),
            keys_asked: 0,
            userinfo: Value::Null,
            pause: None,
        }));
        let known = shared.clone();
        let server = TestServer::new(move |asked| wire::answer(&mut known.lock(), asked));
        Self { server, shared }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        self.server.url(path).parse().expect("an address")
    }

    /// A code, as a callback contains it. It can be exchanged once.
    pub(crate) fn code(&self) -> String {
        self.shared.lock().grants.code()
    }

    /// Every request to the token endpoint, in order.
    pub(crate) fn posts(&self) -> Vec<Post> {
        self.shared.lock().posts.clone()
    }

    /// Number of refresh requests.
    pub(crate) fn refreshes(&self) -> usize {
        let shared = self.shared.lock();
        let refreshes = shared.posts.iter();
        refreshes
            .filter(|post| post.grant == "refresh_token")
            .count()
    }

    /// Number of reuses of refresh tokens.
    pub(crate) fn reuses(&self) -> usize {
        self.shared.lock().grants.reuses
    }

    /// Tests whether an access token is valid.
    pub(crate) fn accepts(&self, access: &str) -> bool {
        self.shared.lock().grants.accepts(access)
    }

    /// Revokes all tokens, as the person or an administrator may.
    pub(crate) fn revoke_all(&self) {
        self.shared.lock().grants.revoke_all();
    }

    /// Sets `expires_in` of all further responses.
    pub(crate) fn lifetime(&self, seconds: i64) {
        self.shared.lock().grants.lifetime = seconds;
    }

    /// Sets the response of `/jwks`.
    pub(crate) fn publish(&self, status: u16, keys: Value) {
        self.shared.lock().keys = (status, keys);
    }

    /// Sets the response of `/userinfo`.
    pub(crate) fn tell_of(&self, account: Value) {
        self.shared.lock().userinfo = account;
    }

    /// Number of requests to `/jwks`.
    pub(crate) fn keys_asked(&self) -> usize {
        self.shared.lock().keys_asked
    }

    pub(crate) fn answer_next(&self, answer: Answer) {
        self.shared.lock().answers.push_back(answer);
    }

    /// Pauses the server at this moment of the next exchange.
    pub(crate) fn pause_at(&self, at: Moment) -> Pause {
        let (reach, reached) = oneshot::channel();
        let (resume, resumed) = oneshot::channel();
        self.shared.lock().pause = Some(Pausing {
            at,
            reached: reach,
            resumed,
        });
        Pause {
            reached: Some(reached),
            _resume: resume,
        }
    }
}

impl Answer {
    pub(crate) fn edited(edit: impl FnOnce(&mut Map<String, Value>) + Send + 'static) -> Self {
        Self::Edited(Box::new(edit))
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::of(status, "application/json", body.to_string())
    }

    pub(crate) fn html(status: u16, body: &str) -> Self {
        Self::of(status, "text/html", body)
    }

    pub(crate) fn of(status: u16, media_type: &str, body: impl AsRef<[u8]>) -> Self {
        let reply = Reply::new(format!("{status} Whatever"), body);
        Self::Instead(reply.with("Content-Type", media_type))
    }
}

impl Pause {
    /// Waits until the server has reached that moment.
    pub(crate) async fn reached(&mut self) {
        if let Some(reached) = self.reached.take() {
            reached.await.expect("the server lives");
        }
    }
}
