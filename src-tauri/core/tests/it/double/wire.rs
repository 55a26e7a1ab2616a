//! The subset of HTTP/1.1 that the double needs, with one request per connection.

use std::{collections::HashMap, io, sync::Arc};

use parking_lot::Mutex;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

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

struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

pub(super) async fn accept(listener: TcpListener, shared: Arc<Mutex<Shared>>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        let shared = shared.clone();
        // A killed client breaks its connection, which is not an error of the server.
        tokio::spawn(async move { serve(stream, shared).await.ok() });
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Mutex<Shared>>) -> io::Result<()> {
    let (head, body) = read(&mut stream).await?;
    if head.starts_with("GET /api") || head.starts_with("GET /userinfo") {
        let access = header(&head, "authorization")
            .and_then(|value| value.strip_prefix("Bearer "))
            .unwrap_or_default();
        let (reply, pause) = {
            let mut shared = shared.lock();
            let reply = match shared.grants.accepts(access) {
                true if head.starts_with("GET /userinfo") => json(200, &shared.userinfo),
                true => json(200, &serde_json::json!({ "name": "alice" })),
                false => refused(),
            };
            (reply, shared.pause.take())
        };
        return write(&mut stream, reply, pause).await;
    }
    if head.starts_with("GET /jwks") {
        let reply = {
            let mut shared = shared.lock();
            shared.keys_asked += 1;
            json(shared.keys.0, &shared.keys.1)
        };
        return write(&mut stream, reply, None).await;
    }
    let (reply, pause) = {
        let mut shared = shared.lock();
        let post = post(&head, &body);
        shared.posts.push(post.clone());
        let answer = shared.answers.pop_front();
        (reply(&mut shared, &post, answer), shared.pause.take())
    };
    if let Some(reply) = reply {
        return write(&mut stream, reply, pause).await;
    }
    hold(pause, Moment::Acted).await;
    // Reset the connection instead of closing it.
    stream.set_zero_linger()
}

/// `None` breaks the connection.
fn reply(shared: &mut Shared, post: &Post, answer: Option<Answer>) -> Option<Reply> {
    match answer {
        Some(Answer::Instead { status, head, body }) => Some(Reply { status, head, body }),
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
    Reply {
        status,
        head: "Content-Type: application/json\r\nCache-Control: no-store\r\n".into(),
        body: body.to_string().into_bytes(),
    }
}

fn refused() -> Reply {
    Reply {
        status: 401,
        head: "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n".into(),
        body: Vec::new(),
    }
}

async fn read(stream: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let length = header(&head, "content-length").and_then(|value| value.parse().ok());
    while body.len() < length.unwrap_or(0) {
        if stream.read_buf(&mut body).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok((head, body))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn post(head: &str, body: &[u8]) -> Post {
    let form: HashMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
    let field = |name: &str| form.get(name).cloned();
    let basic = header(head, "authorization").and_then(|value| {
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
        whole: format!("{head}\n{}", String::from_utf8_lossy(body)),
        client: basic.or_else(|| Some((field("client_id")?, field("client_secret")?))),
    }
}

async fn write(stream: &mut TcpStream, reply: Reply, pause: Option<Pausing>) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {} Whatever\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n",
        reply.status,
        reply.head,
        reply.body.len()
    );
    let (first, second) = reply.body.split_at(reply.body.len() / 2);
    let pause = hold(pause, Moment::Acted).await;
    stream.write_all(head.as_bytes()).await?;
    let pause = hold(pause, Moment::Head).await;
    stream.write_all(first).await?;
    let pause = hold(pause, Moment::Half).await;
    stream.write_all(second).await?;
    stream.flush().await?;
    hold(pause, Moment::End).await;
    stream.shutdown().await
}

/// Pauses here if this is the moment, until the test continues.
async fn hold(pause: Option<Pausing>, now: Moment) -> Option<Pausing> {
    let pausing = pause?;
    if pausing.at != now {
        return Some(pausing);
    }
    // The test may have ended its side already.
    let _ = pausing.reached.send(());
    let _ = pausing.resumed.await;
    None
}
