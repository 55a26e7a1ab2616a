//! One exchange within its caps, told as a transcript step.

use std::time::Duration;

use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap, LOCATION},
};
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::{HttpError, TokenClient, charset::decoded, patience::within};
use tokenry_model::{redact::Redactor, transcript::HttpStep};

/// More headers than this are refused while they are read.
pub(super) const MAX_HEADERS: usize = 256;

/// All headers together may be this large.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// Maximum length of a body in a transcript.
const RECORDED: usize = 4 * 1024;

/// Limits on the size of a response.
#[derive(Debug, Clone, Copy)]
pub struct Caps {
    /// Bytes of the body after decompression.
    pub body: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self { body: 1024 * 1024 }
    }
}

/// An answer whose body was read to its end.
pub struct HttpResponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Zeroizing<Vec<u8>>,
}

/// An exchange, finished or not: the step is told in both cases.
#[derive(Debug)]
pub struct Exchanged {
    pub step: HttpStep,
    pub answer: Result<HttpResponse, HttpError>,
}

/// Sends `request` and reads the whole answer, for as long as the client has patience. Redirects
/// are answers like others.
pub async fn exchange(
    client: TokenClient,
    request: reqwest::Request,
    caps: Caps,
    redactor: &Redactor,
) -> Exchanged {
    let url = request.url().clone();
    let mut step = HttpStep {
        method: request.method().to_string(),
        url: redactor.url(&url),
        request_headers: redactor.headers(request.headers()),
        request_body: request
            .body()
            .and_then(reqwest::Body::as_bytes)
            .filter(|body| !body.is_empty())
            .map(|body| recorded_body(redactor, request.headers(), body)),
        ..HttpStep::default()
    };
    let started = Instant::now();
    let asking = async {
        match client.client.execute(request).await {
            Ok(response) => {
                step.status = Some(response.status().as_u16());
                step.response_headers = redactor.headers(response.headers());
                read(response, caps, started).await
            }
            Err(error) => Err(HttpError::of(error, &url, started.elapsed())),
        }
    };
    let answer = within(client.patience, asking).await;
    let answer = answer.unwrap_or_else(|| {
        Err(HttpError::TimedOut {
            host: url.host_str().unwrap_or_default().to_owned(),
            after: started.elapsed(),
        })
    });
    step.millis = Some(millis(started.elapsed()));
    if let Ok(answer) = &answer
        && !answer.body.is_empty()
    {
        // What the reply brings is secret wherever it stands, also in a header.
        let body = decoded(media_type(&answer.headers), &answer.body);
        let wise = redactor.with_secrets_of_reply(media_type(&answer.headers), &body);
        step.response_headers = wise.headers(&answer.headers);
        step.response_body = Some(recorded_body(&wise, &answer.headers, &answer.body));
    }
    Exchanged { step, answer }
}

/// Headers and body may hold a token, also where the redactor would not know it.
impl std::fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "HttpResponse[{}, {} bytes]",
            self.status,
            self.body.len()
        )
    }
}

impl HttpResponse {
    pub fn header(&self, name: impl reqwest::header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn content_type(&self) -> Option<&str> {
        self.header(CONTENT_TYPE)
    }

    /// Turns a redirect into an error that names its target.
    pub fn refuse_redirect(self, redactor: &Redactor) -> Result<Self, HttpError> {
        if self.status.is_redirection() && self.status != StatusCode::NOT_MODIFIED {
            let target = self.header(LOCATION).unwrap_or("nowhere");
            return Err(HttpError::RedirectRefused {
                status: self.status.as_u16(),
                target: redactor.header("location", target),
            });
        }
        Ok(self)
    }
}

/// The beginning of a body as a transcript shows it.
pub fn recorded_body(redactor: &Redactor, headers: &HeaderMap, body: &[u8]) -> String {
    // Redacted before it is cut: a secret that straddles the cut would not be recognised.
    let start = &body[..body.len().min(16 * RECORDED)];
    let mut text = redactor.body(media_type(headers), &decoded(media_type(headers), start));
    if text.len() > RECORDED {
        text.truncate(text.floor_char_boundary(RECORDED));
        text.push('…');
    } else if start.len() < body.len() {
        text.push('…');
    }
    text
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
}

async fn read(
    mut response: reqwest::Response,
    caps: Caps,
    started: Instant,
) -> Result<HttpResponse, HttpError> {
    let status = response.status();
    let url = response.url().clone();
    let headers = std::mem::take(response.headers_mut());
    let header_bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if header_bytes > MAX_HEADER_BYTES {
        return Err(HttpError::HeadersTooLarge);
    }
    // Roomy enough that a token reply is not copied about in memory while it grows.
    let mut body = Zeroizing::new(Vec::with_capacity(16 * 1024));
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > caps.body => {
                return Err(HttpError::TooLarge { cap: caps.body });
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(HttpError::of(error, &url, started.elapsed())),
        }
    }
    Ok(HttpResponse {
        status,
        headers,
        body,
    })
}

fn millis(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
