//! Sending a request: the token is sent only to its server, redirects are followed here rather than
//! by the HTTP client, and the response body is streamed to a sink.
//!
//! A 401 is a normal response. The caller decides whether to refresh the token and send the request
//! again ([`ResponseHead::token_was_refused`]).

mod error;
mod hop;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue, LOCATION, USER_AGENT};
use tokio_util::sync::CancellationToken;

pub use self::error::SendError;
use self::hop::{Limits, Wire};
use super::{
    BodySink, Carriage, Destination, DraftError, Loaded, outgoing_body, prepare,
    redirect::{self, Hop, Turn},
    token_placement::{destination, shown_url},
};
use tokenry_model::clock::Ambient;
use tokenry_model::redact::Redactor;
use tokenry_model::request::Draft;
use tokenry_model::request::ResponseHead;
use tokenry_model::secret::Secret;
use tokenry_model::transcript::Decision;
use tokenry_model::transcript::StepKind;
use tokenry_model::transcript::Transcript;
use tokenry_oauth::{
    dpop::Prover,
    http::{self, Http, Identity},
};

const FORM_DATA: &str = "multipart/form-data";

/// A request to send.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    pub draft: &'a Draft,
    pub carried: Option<Carried<'a>>,
    /// The foreign origin from [`SendError::NeedsConsent`] to which the person agreed to send the
    /// token.
    pub consent: Option<&'a str>,
}

/// A token with its secret.
#[derive(Debug, Clone, Copy)]
pub struct Carried<'a> {
    pub carriage: Carriage<'a>,
    pub secret: &'a Secret,
    /// Makes DPoP proofs, if the token is bound to a key.
    pub prover: Option<Prover<'a>>,
    /// The client certificate, for the token's own server (RFC 8705 §3).
    pub identity: Option<&'a Identity>,
}

/// A request as it would be sent, for the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The whole URL, with the token shown as `[token NAME]` and other secrets masked.
    pub url: String,
    /// `Authorization: Bearer [token NAME]`
    pub carried_as: Option<String>,
    /// The destination of the token. [`Destination::Own`] if there is none.
    pub destination: Destination,
    pub notes: Vec<String>,
}

/// Returns what [`send`] would send.
pub fn preview(draft: &Draft, carriage: Option<Carriage<'_>>) -> Result<Preview, DraftError> {
    let loaded = prepare(draft, carriage)?;
    outgoing_body::check(&loaded.prepared.body)?;
    let url = &loaded.prepared.url;
    Ok(Preview {
        url: shown_url(loaded.slot.as_ref(), url, &Redactor::new()),
        carried_as: loaded.carried_as(),
        destination: carriage.map_or(Destination::Own, |carriage| {
            destination(url, carriage.server)
        }),
        notes: loaded.prepared.notes,
    })
}

/// Sends the request, follows redirects, and reads the response to its end.
///
/// Every hop becomes a step of `transcript`, even if it fails. The decompressed body goes to `sink`.
/// After an error the sink contains a part of it.
pub async fn send(
    http: &Http,
    outgoing: Outgoing<'_>,
    sink: &mut dyn BodySink,
    cancel: &CancellationToken,
    ambient: &Ambient,
    transcript: &mut Transcript,
) -> Result<ResponseHead, SendError> {
    let loaded = prepare(outgoing.draft, outgoing.carried.map(|c| c.carriage))?;
    let agreed = check_consent(&outgoing, &loaded)?;
    if let Some(decision) = agreed {
        transcript.record(ambient.now(), StepKind::Decision { decision });
    }
    let limits = Limits::new(cancel, outgoing.draft.settings.timeout_secs);
    let wire = Wire::new(http, ambient, limits, &loaded, outgoing.carried);
    let follow = outgoing.draft.settings.follow_redirects;
    let first = first(&wire)?;
    let answered = travel(&wire, first, follow, sink, transcript).await;
    if let Err(error) = &answered {
        let message = error.to_string();
        let kind = match error {
            SendError::Cancelled => StepKind::Decision {
                decision: Decision::Cancelled { message },
            },
            _ => StepKind::Failure { message },
        };
        let step = transcript.record(ambient.now(), kind);
        step.notes.push(error.hint());
    }
    answered
}

/// Checks that the token goes to its server's origins, or to one that the person agreed to.
fn check_consent(outgoing: &Outgoing<'_>, loaded: &Loaded) -> Result<Option<Decision>, SendError> {
    let Some(carried) = outgoing.carried else {
        return Ok(None);
    };
    let Carriage {
        token_name, server, ..
    } = carried.carriage;
    match destination(&loaded.prepared.url, server) {
        Destination::Own => Ok(None),
        Destination::Foreign { origin } if outgoing.consent == Some(origin.as_str()) => {
            Ok(Some(Decision::ForeignOrigin {
                token: token_name.to_owned(),
                origin,
            }))
        }
        Destination::Foreign { origin } => Err(SendError::NeedsConsent {
            token: token_name.to_owned(),
            origin,
            server: server.name.clone(),
        }),
    }
}

async fn travel(
    wire: &Wire<'_>,
    mut hop: Hop,
    follow: bool,
    sink: &mut dyn BodySink,
    transcript: &mut Transcript,
) -> Result<ResponseHead, SendError> {
    let mut followed = 0;
    loop {
        let response = wire.request(&hop, followed > 0, transcript).await?;
        let turn = redirect::turn(
            &hop,
            response.status(),
            response.headers().get(LOCATION),
            &wire.credentials,
        );
        let note = match turn {
            Turn::Arrived => None,
            Turn::Stopped(why) => Some(why),
            Turn::Onward(_) if !follow => Some(
                "The redirect was not followed: the request's settings turn redirects off.".into(),
            ),
            Turn::Onward(_) if followed == redirect::MAX => Some(format!(
                "The redirect was not followed: there were {} before it, most likely in a loop.",
                redirect::MAX
            )),
            Turn::Onward(next) => {
                hop = *next;
                followed += 1;
                continue;
            }
        };
        let answer = wire.read(response, &hop, sink, transcript).await;
        if let (Some(step), Some(note)) = (transcript.steps.last_mut(), &note) {
            step.notes.push(note.clone());
        }
        return answer.map(|answer| ResponseHead { note, ..answer });
    }
}

fn first(wire: &Wire<'_>) -> Result<Hop, DraftError> {
    let prepared = &wire.loaded.prepared;
    let mut headers = prepared.headers.clone();
    // Set here, so that the transcript contains them.
    headers
        .entry(USER_AGENT)
        .or_insert(HeaderValue::from_static(http::USER_AGENT));
    headers
        .entry(ACCEPT)
        .or_insert(HeaderValue::from_static("*/*"));
    let body = wire.loaded.wire_body(wire.secret, wire.ambient)?;
    if let Some(kind) = body.as_ref().and_then(|body| body.content_type.as_ref()) {
        let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static(FORM_DATA));
        headers.insert(CONTENT_TYPE, kind);
    }
    Ok(Hop {
        method: prepared.method.clone(),
        url: prepared.url.clone(),
        headers,
        body,
        carries_token: wire.secret.is_some(),
        notes: prepared.notes.clone(),
    })
}

#[cfg(test)]
mod tests;
