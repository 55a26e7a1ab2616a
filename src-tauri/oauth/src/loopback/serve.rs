//! The HTTP side of the listener.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{self, HeaderMap, HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc, oneshot, watch},
    time::{sleep, timeout},
};
use url::Url;
use zeroize::Zeroizing;

use super::Hit;
use crate::page::{POLICY, Page};

/// As many browsers, preconnects and strangers are served at once.
const CONNECTIONS: usize = 256;

/// A request has to be complete within this time.
const REQUEST_TIME: Duration = Duration::from_secs(5);

/// The login decides about a hit within this time; it may wait for a token first.
const VERDICT_TIME: Duration = Duration::from_secs(30);

/// After the end, an answer on its way may take this long.
pub(super) const LAST_WORDS: Duration = Duration::from_millis(800);

/// No form with a code is longer, in bytes.
const LONGEST_FORM: usize = 64 * 1024;

/// The host and path that a request must name.
#[derive(Debug, Clone)]
pub(super) struct CallbackTarget {
    /// `127.0.0.1:1234`; without the port where it is 80.
    host: String,
    path: String,
}

impl CallbackTarget {
    pub(super) fn of(uri: &Url, port: u16) -> Self {
        let host = uri.host_str().unwrap_or_default();
        Self {
            host: if port == 80 {
                host.to_owned()
            } else {
                format!("{host}:{port}")
            },
            path: uri.path().to_owned(),
        }
    }
}

/// Accepts connections until the login ends.
pub(super) async fn accept(
    listener: TcpListener,
    place: CallbackTarget,
    hits: mpsc::Sender<Hit>,
    mut ended: watch::Receiver<()>,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ended.changed() => return,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors, most likely: others have to finish first.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Beyond the limit a connection is closed at once.
        if let Ok(permit) = Arc::clone(&room).try_acquire_owned() {
            let (place, hits, ended) = (place.clone(), hits.clone(), ended.clone());
            tokio::spawn(async move {
                serve(stream, &place, &hits, ended).await;
                drop(permit);
            });
        }
    }
}

/// State shared by the requests of one connection.
struct Visit<'a> {
    place: &'a CallbackTarget,
    hits: &'a mpsc::Sender<Hit>,
    /// The login has the request and has not answered yet.
    considered: AtomicBool,
    connected: watch::Receiver<()>,
}

async fn serve(
    stream: TcpStream,
    place: &CallbackTarget,
    hits: &mpsc::Sender<Hit>,
    mut ended: watch::Receiver<()>,
) {
    // Dropped with the connection, and so told to whoever waits for that.
    let (_connection_ends, connected) = watch::channel(());
    let visit = &Visit {
        place,
        hits,
        considered: AtomicBool::new(false),
        connected,
    };
    let service =
        service_fn(|request| async move { Ok::<_, Infallible>(answer(request, visit).await) });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_TIME)
        .keep_alive(false)
        .max_headers(64)
        .max_buf_size(16 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // Whatever goes wrong on a connection is the other side's affair.
        _ = connection.as_mut() => return,
        _ = ended.changed() => connection.as_mut().graceful_shutdown(),
    }
    // The browser that brought the code waits for the outcome, though nobody listens any more.
    while timeout(LAST_WORDS, connection.as_mut()).await.is_err()
        && visit.considered.load(Ordering::Relaxed)
    {}
}

async fn answer(request: Request<Incoming>, visit: &Visit<'_>) -> Response<Full<Bytes>> {
    let posted = is_form(&request);
    if request.method() != Method::GET && !posted {
        return page(StatusCode::METHOD_NOT_ALLOWED, Page::Nothing);
    }
    let Some(url) = our_url(&request, visit.place) else {
        return page(StatusCode::NOT_FOUND, Page::Nothing);
    };
    if !is_navigation(request.headers(), posted) {
        return page(StatusCode::FORBIDDEN, Page::NotThisLogin);
    }
    let form = if posted {
        match form(request).await {
            Some(form) => Some(form),
            None => return plain_page(Page::NotThisLogin),
        }
    } else {
        None
    };
    let (answer, verdict) = oneshot::channel();
    let hit = Hit {
        url,
        form,
        answer,
        connected: visit.connected.clone(),
    };
    visit.considered.store(true, Ordering::Relaxed);
    let verdict = match visit.hits.send(hit).await {
        Ok(()) => timeout(VERDICT_TIME, verdict).await,
        Err(_) => return plain_page(Page::NotThisLogin),
    };
    visit.considered.store(false, Ordering::Relaxed);
    match verdict {
        Ok(Ok(verdict)) => plain_page(verdict),
        Ok(Err(_)) => plain_page(Page::NotThisLogin),
        Err(_) => plain_page(Page::NotKnownYet),
    }
}

/// A form that a server's page makes the browser post.
fn is_form(request: &Request<Incoming>) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    request.method() == Method::POST
        && kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Its body, if it comes in time and is not too long.
async fn form(request: Request<Incoming>) -> Option<Zeroizing<String>> {
    let body = Limited::new(request.into_body(), LONGEST_FORM).collect();
    let body = timeout(REQUEST_TIME, body).await.ok()?.ok()?.to_bytes();
    String::from_utf8(body.to_vec()).ok().map(Zeroizing::new)
}

/// The address that was asked for, if it is exactly ours: path and `Host`, once each. Another
/// `Host` means that a foreign name leads here (DNS rebinding).
fn our_url(request: &Request<Incoming>, place: &CallbackTarget) -> Option<Url> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    let uri = request.uri();
    if hosts.next().is_some()
        || !host.eq_ignore_ascii_case(&place.host)
        || uri.authority().is_some()
        || uri.path() != place.path
    {
        return None;
    }
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    Url::parse(&format!("http://{}{}{query}", place.host, place.path)).ok()
}

/// A person's browser goes to the address. Scripts, images, frames and prefetching do not
/// count: they would use up the code behind the person's back. Whoever posts a form says where it
/// comes from; our `state` in it tells that it is an answer.
fn is_navigation(headers: &HeaderMap, posted: bool) -> bool {
    let says = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    (posted || says("origin").is_none())
        && says("upgrade").is_none()
        && says("sec-fetch-dest").is_none_or(|dest| dest == b"document")
        && says("sec-purpose").is_none()
        && says("purpose").is_none()
}

fn plain_page(which: Page) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(which.status()).unwrap_or(StatusCode::BAD_REQUEST);
    page(status, which)
}

fn page(status: StatusCode, which: Page) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(which.html().as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (header::CONNECTION, "close"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
