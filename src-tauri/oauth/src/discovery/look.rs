//! One look at an address: a GET without credentials, its redirects followed within the server.

use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, HeaderValue, LOCATION},
};
use serde::de::DeserializeOwned;
use url::Url;

use super::Tried;
use crate::http::Caps;
use crate::http::Exchanged;
use crate::http::Http;
use crate::http::HttpError;
use crate::http::HttpResponse;
use crate::http::exchange;
use tokenry_model::{redact::Redactor, sanitize, transcript::HttpStep};

/// Redirects within the server, or from http to https, are followed this often.
const REDIRECTS: usize = 3;

/// The result of a look.
#[derive(Debug)]
pub struct Looked {
    /// The first URL.
    pub(crate) url: Url,
    /// The URL of the last response.
    place: Url,
    /// The last answer, or in a sentence why there is none.
    pub answer: Result<HttpResponse, String>,
    http: HttpStep,
    reached: bool,
}

/// Reads no more than `caps` allow.
pub async fn look_at_within(http: &Http, start: &Url, caps: Caps) -> Looked {
    let mut url = start.clone();
    let mut followed = 0;
    loop {
        let Exchanged { step, answer } = match get(http, &url, caps).await {
            Ok(exchanged) => exchanged,
            Err(error) => return Looked::nothing(url, outcome_of(&error)),
        };
        let reached = match &answer {
            Ok(_) => true,
            Err(error) => matches!(
                error,
                HttpError::TooLarge { .. }
                    | HttpError::HeadersTooLarge
                    | HttpError::Undecodable { .. }
            ),
        };
        let answer = match answer {
            Ok(answer) if answer.status.is_redirection() => match next(&url, &answer) {
                Ok(target) if followed < REDIRECTS => {
                    url = target;
                    followed += 1;
                    continue;
                }
                Ok(_) => Err("It redirects in circles.".into()),
                Err(outcome) => Err(outcome),
            },
            answer => answer.map_err(|error| outcome_of(&error)),
        };
        return Looked {
            url: start.clone(),
            place: url,
            answer,
            http: step,
            reached,
        };
    }
}

impl Looked {
    /// Returns the URL of the last response, the base of relative URLs in it.
    pub fn place(&self) -> &Url {
        &self.place
    }

    /// The text of a web page, if that is what came.
    pub fn page(&self) -> Option<&str> {
        let answer = self.answer.as_ref().ok()?;
        let text = std::str::from_utf8(&answer.body).ok()?;
        let page = text
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('<');
        (answer.status == StatusCode::OK && page).then_some(text)
    }

    /// The text of a good answer, or why it is none.
    pub fn text(&self) -> Result<&str, String> {
        let answer = self.answer.as_ref().map_err(Clone::clone)?;
        match answer.status {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Err("Nothing there (404).".into()),
            status => return Err(format!("The server answered {}.", status.as_u16())),
        }
        let text = std::str::from_utf8(&answer.body)
            .map_err(|_| "The answer is not text.".to_owned())?
            .trim_start_matches('\u{feff}')
            .trim();
        if text.starts_with('<') {
            return Err("The server answered with a web page instead of metadata.".into());
        }
        Ok(text)
    }

    /// The document in a good answer, or why it is none.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_str(self.text()?).map_err(|_| "The answer is another document.".into())
    }

    /// Converts it to an entry of the discovery's report.
    pub fn told(self, outcome: String, useful: bool) -> Tried {
        let missing = |answer: &HttpResponse| {
            matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::GONE)
        };
        Tried {
            url: self.url,
            document: None,
            outcome,
            useful,
            empty: !useful && self.answer.as_ref().is_ok_and(missing),
            http: self.http,
            found: None,
            choice: None,
            reached: self.reached,
        }
    }

    /// A look without a response.
    pub fn nothing(url: Url, outcome: String) -> Self {
        Self {
            http: HttpStep {
                method: "GET".into(),
                url: url.to_string(),
                ..HttpStep::default()
            },
            place: url.clone(),
            url,
            answer: Err(outcome),
            reached: false,
        }
    }
}

fn outcome_of(error: &HttpError) -> String {
    format!("{error} {}", error.hint())
}

async fn get(http: &Http, url: &Url, caps: Caps) -> Result<Exchanged, HttpError> {
    let mut request = reqwest::Request::new(Method::GET, url.clone());
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(ACCEPT, json);
    let client = http.token(url)?;
    Ok(exchange(client, request, caps, &Redactor::new()).await)
}

/// Returns the target of a redirect if it stays on the host and does not leave https.
fn next(url: &Url, answer: &HttpResponse) -> Result<Url, String> {
    let target = answer
        .header(LOCATION)
        .and_then(|location| url.join(location).ok())
        .ok_or("It redirects to nowhere.")?;
    let same_origin = target.origin() == url.origin();
    let upgraded =
        url.scheme() == "http" && target.scheme() == "https" && target.host() == url.host();
    if same_origin || upgraded {
        return Ok(target);
    }
    Err(format!(
        "It redirects to {}, which was not followed. If that is the server you mean, type its address.",
        sanitize::clean(&target.origin().ascii_serialization())
    ))
}
