//! One hop: sending it, redacting it for the transcript, and reading the response.

use std::time::Duration;

use hyper::ext::ReasonPhrase;
use reqwest::{Response, header::CONTENT_LENGTH};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Carried, SendError};
use crate::request::BodySink;
use crate::request::Loaded;
use crate::request::outgoing_body::OutgoingBody;
use crate::request::redirect::Credentials;
use crate::request::redirect::Hop;
use crate::request::token_placement::ResolvedPlacement;
use crate::request::token_placement::shown_url;
use crate::request::token_placement::with_prefix;
use tokenry_model::clock::Ambient;
use tokenry_model::redact::MASK;
use tokenry_model::redact::Redactor;
use tokenry_model::request::ResponseHead;
use tokenry_model::secret::Secret;
use tokenry_model::server::ServerProfile;
use tokenry_model::transcript::HttpStep;
use tokenry_model::transcript::StepKind;
use tokenry_model::transcript::Transcript;
use tokenry_oauth::{
    dpop::{self, Door, Prover},
    http::{Http, HttpError, Identity, SHOWN, recorded_body},
};

const FORM: &str = "application/x-www-form-urlencoded";

/// The time limit of an exchange.
pub(super) struct Limits<'a> {
    cancel: &'a CancellationToken,
    started: Instant,
    total: Option<Duration>,
}

/// The state shared by all hops.
pub(super) struct Wire<'a> {
    http: &'a Http,
    pub(super) ambient: &'a Ambient,
    limits: Limits<'a>,
    pub(super) loaded: &'a Loaded,
    pub(super) secret: Option<&'a Secret>,
    prover: Option<Prover<'a>>,
    /// The client certificate, with the server that may see it.
    identity: Option<(&'a Identity, &'a ServerProfile)>,
    pub(super) credentials: Credentials,
    redactor: Redactor,
}

impl<'a> Limits<'a> {
    /// Starts the time limit. 0 seconds mean no limit.
    pub(super) fn new(cancel: &'a CancellationToken, seconds: u32) -> Self {
        Self {
            cancel,
            started: Instant::now(),
            total: (seconds > 0).then(|| Duration::from_secs(seconds.into())),
        }
    }

    async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, SendError> {
        let over = async {
            match self.total {
                Some(after) => {
                    tokio::time::sleep_until(self.started + after).await;
                    SendError::TimedOut { after }
                }
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(SendError::Cancelled),
            error = over => Err(error),
            done = work => Ok(done),
        }
    }

    fn micros(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

impl<'a> Wire<'a> {
    pub(super) fn new(
        http: &'a Http,
        ambient: &'a Ambient,
        limits: Limits<'a>,
        loaded: &'a Loaded,
        carried: Option<Carried<'a>>,
    ) -> Self {
        let secret = carried.map(|carried| carried.secret);
        let credentials = Credentials::of(
            &loaded.prepared.headers,
            &loaded.prepared.url,
            loaded.slot.as_ref(),
            secret,
        );
        let redactor = credentials.redactor();
        Self {
            http,
            ambient,
            limits,
            loaded,
            secret,
            prover: carried.and_then(|carried| carried.prover),
            identity: carried
                .and_then(|carried| Some((carried.identity?, carried.carriage.server))),
            credentials,
            redactor,
        }
    }

    /// Sends one hop and waits for the response head. If the API requires a DPoP nonce, it has not
    /// processed the request yet, so the request is sent once more.
    pub(super) async fn request(
        &self,
        hop: &Hop,
        redirected: bool,
        transcript: &mut Transcript,
    ) -> Result<Response, SendError> {
        let response = self.once(hop, redirected, transcript).await?;
        let Some(prover) = self.prover(hop) else {
            return Ok(response);
        };
        let headers = response.headers();
        let learned = prover.nonces.learn(Door::Api, &hop.url, headers);
        if !learned || !dpop::asks_for_nonce(response.status(), headers) {
            return Ok(response);
        }
        if let Some(step) = transcript.steps.last_mut() {
            step.notes.push(dpop::NONCE_WANTED.into());
        }
        let again = self.once(hop, redirected, transcript).await?;
        prover.nonces.learn(Door::Api, &hop.url, again.headers());
        Ok(again)
    }

    /// The DPoP proof, sent only together with the token.
    fn prover(&self, hop: &Hop) -> Option<Prover<'a>> {
        self.prover.filter(|_| hop.carries_token)
    }

    /// The certificate, sent only with the token and to its own server.
    fn identity(&self, hop: &Hop) -> Option<&'a Identity> {
        let (identity, server) = self.identity.filter(|_| hop.carries_token)?;
        server.allows(&hop.url).then_some(identity)
    }

    async fn once(
        &self,
        hop: &Hop,
        redirected: bool,
        transcript: &mut Transcript,
    ) -> Result<Response, SendError> {
        let secret = self.secret.filter(|_| hop.carries_token);
        let identity = self.identity(hop);
        let client = match identity {
            Some(identity) => self.http.api_as(identity, &hop.url)?,
            None => self.http.api(&hop.url)?.clone(),
        };
        let mut request =
            reqwest::Request::new(hop.method.clone(), self.loaded.wire_url(&hop.url, secret));
        *request.headers_mut() = self.loaded.wire_headers(&hop.headers, secret)?;
        if let Some(body) = &hop.body {
            *request.body_mut() = Some(body.body());
            if body.here().is_none() {
                // A stream has no length, but many servers require one.
                request
                    .headers_mut()
                    .insert(CONTENT_LENGTH, body.length.into());
            }
        }
        let told = match self.prover(hop) {
            Some(prover) => Some(prover.attach(&mut request, secret)?),
            None => None,
        };

        let step = transcript.record(self.ambient.now(), self.step(hop, redirected));
        step.notes.clone_from(&hop.notes);
        step.notes.extend(told);
        step.notes.extend(identity.map(|_| SHOWN.to_owned()));
        let shown = step.http.insert(self.shown(hop));
        let sent = Instant::now();
        let response = self.limits.within(client.execute(request)).await;
        shown.millis = Some(u64::try_from(sent.elapsed().as_millis()).unwrap_or(u64::MAX));
        let response = response?.map_err(|error| HttpError::of(error, &hop.url, sent.elapsed()))?;
        shown.status = Some(response.status().as_u16());
        shown.response_headers = self.redactor.headers(response.headers());
        Ok(response)
    }

    /// Reads the body of the last response into `sink`.
    pub(super) async fn read(
        &self,
        mut response: Response,
        hop: &Hop,
        sink: &mut dyn BodySink,
        transcript: &mut Transcript,
    ) -> Result<ResponseHead, SendError> {
        let first_byte_micros = self.limits.micros();
        let began = Instant::now();
        let mut size = 0_u64;
        let ended = loop {
            match self.limits.within(response.chunk()).await {
                Err(error) => break Err(error),
                Ok(Err(error)) => {
                    break Err(HttpError::of(error, &hop.url, began.elapsed()).into());
                }
                Ok(Ok(None)) => break Ok(()),
                Ok(Ok(Some(bytes))) => {
                    size += bytes.len() as u64;
                    if let Err(error) = sink.push(&bytes) {
                        break Err(error.into());
                    }
                }
            }
        };
        if ended.is_err()
            && let Some(step) = transcript.steps.last_mut()
        {
            step.notes
                .push(format!("{size} bytes of the body had arrived."));
        }
        ended?;
        Ok(ResponseHead {
            status: response.status().as_u16(),
            reason: reason(&response),
            version: format!("{:?}", response.version()),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes());
                    (name.to_string(), self.hidden(&value))
                })
                .collect(),
            url: self.shown_url(hop),
            size,
            first_byte_micros,
            total_micros: self.limits.micros(),
            note: None,
            left_behind: self.secret.is_some() && !hop.carries_token,
        })
    }

    fn step(&self, hop: &Hop, redirected: bool) -> StepKind {
        let origin = hop.url.origin().ascii_serialization();
        let slot = self.loaded.slot.as_ref().filter(|_| hop.carries_token);
        let token = slot.map(|slot| slot.token_name.clone());
        if redirected {
            StepKind::Redirect { origin, token }
        } else {
            StepKind::Request {
                method: hop.method.to_string(),
                origin,
                token,
            }
        }
    }

    /// Returns the hop as it may be shown: the token by name, other secrets masked.
    fn shown(&self, hop: &Hop) -> HttpStep {
        let slot = self.loaded.slot.as_ref().filter(|_| hop.carries_token);
        let mut request_headers = self.redactor.headers(&hop.headers);
        if let Some(slot) = slot
            && let ResolvedPlacement::Header { name, prefix } = &slot.place
        {
            let value = with_prefix(prefix, &slot.shown());
            request_headers.push((name.to_string(), value));
            if slot.bound {
                request_headers.push((dpop::PROOF.to_string(), MASK.to_owned()));
            }
        }
        HttpStep {
            method: hop.method.to_string(),
            url: self.shown_url(hop),
            request_headers,
            request_body: hop
                .body
                .as_ref()
                .and_then(|body| self.shown_body(hop, body)),
            ..HttpStep::default()
        }
    }

    fn shown_body(&self, hop: &Hop, body: &OutgoingBody) -> Option<String> {
        match (&body.shown, body.here()) {
            (Some(form), _) => Some(self.redactor.body(Some(FORM), form)),
            (None, Some(bytes)) if !bytes.is_empty() => {
                Some(recorded_body(&self.redactor, &hop.headers, bytes))
            }
            (None, _) => None,
        }
    }

    fn shown_url(&self, hop: &Hop) -> String {
        let slot = self.loaded.slot.as_ref().filter(|_| hop.carries_token);
        shown_url(slot, &hop.url, &self.redactor)
    }

    /// Redacts the response, because a server may repeat the token.
    fn hidden(&self, text: &str) -> String {
        match (self.secret, &self.loaded.slot) {
            (Some(secret), Some(slot)) if !secret.is_empty() => {
                text.replace(secret.expose(), &slot.shown())
            }
            _ => text.to_owned(),
        }
    }
}

/// The reason phrase of an HTTP/1 response, or else the standard one.
fn reason(response: &Response) -> String {
    match response.extensions().get::<ReasonPhrase>() {
        Some(phrase) => String::from_utf8_lossy(phrase.as_bytes()).into_owned(),
        None => response
            .status()
            .canonical_reason()
            .unwrap_or_default()
            .to_owned(),
    }
}
