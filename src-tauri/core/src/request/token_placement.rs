//! The placement of the token in a request, and the check of its destination.
//!
//! Sending, the preview, the transcript and the curl command share this code. Shown text
//! contains `[token NAME]` instead of the token.
//!
//! If the person typed something in the place of the token, the token replaces it, and a note
//! tells them. A person who chose a token next to Send expects that token to be sent. To send
//! the typed header, they choose no token. Credentials in other places are kept (an API key next
//! to a bearer token).

mod error;
mod writing;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::{Url, form_urlencoded};

pub use self::error::CarryError;
pub(super) use self::writing::{remove_parameter, shown_url, spelled, with_prefix};
use super::{
    FileError,
    compose::{Payload, Prepared},
    outgoing_body::OutgoingBody,
};
use tokenry_model::{
    clock::Ambient,
    secret::Secret,
    server::{Placement, ServerProfile},
};
use tokenry_oauth::dpop;

/// The token of a request, without its secret.
#[derive(Debug, Clone, Copy)]
pub struct Carriage<'a> {
    pub token_name: &'a str,
    /// The placement of the client, or else of the server.
    pub placement: &'a Placement,
    pub server: &'a ServerProfile,
    /// The token is bound to a key: a new DPoP proof is sent with it (RFC 9449 §7.1).
    pub bound: bool,
}

/// The destination of the token of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// An origin of the token's own server.
    Own,
    /// Another origin, as `https://host[:port]`. The person has to consent first.
    Foreign { origin: String },
}

/// A request that is ready to carry its token.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    pub prepared: Prepared,
    pub slot: Option<Slot>,
}

/// The place of the token, and its name in shown text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub place: ResolvedPlacement,
    pub token_name: String,
    /// A DPoP proof is sent with the token.
    pub bound: bool,
}

impl Slot {
    /// The text that replaces the token wherever a request is shown.
    pub fn shown(&self) -> String {
        format!("[token {}]", self.token_name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolvedPlacement {
    Header { name: HeaderName, prefix: String },
    Query { name: String },
    Field { name: String },
}

/// Compares the URL of a request with the origins of the token's server.
pub fn destination(url: &Url, server: &ServerProfile) -> Destination {
    if server.allows(url) {
        Destination::Own
    } else {
        Destination::Foreign {
            origin: url.origin().ascii_serialization(),
        }
    }
}

/// Reserves the place of the token. [`destination`] checks whether it may be sent there.
pub(super) fn load(
    mut prepared: Prepared,
    carriage: Option<Carriage<'_>>,
) -> Result<Loaded, CarryError> {
    let Some(carriage) = carriage else {
        return Ok(Loaded {
            prepared,
            slot: None,
        });
    };
    let token = carriage.token_name;
    if carriage.bound && prepared.headers.remove(&dpop::PROOF).is_some() {
        prepared
            .notes
            .push("The typed header DPoP was left out. A new proof is sent instead.".into());
    }
    let (place, replaced) = match carriage.placement {
        Placement::Header { name, prefix } => {
            let header = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| CarryError::BadHeaderName { name: name.clone() })?;
            let typed = prepared.headers.remove(&header).is_some();
            let place = ResolvedPlacement::Header {
                name: header,
                prefix: prefix.clone(),
            };
            (place, typed.then(|| format!("typed header {name}")))
        }
        Placement::Query { name } => {
            let typed = remove_parameter(&mut prepared.url, |n, _| n == name) > 0;
            let place = ResolvedPlacement::Query { name: name.clone() };
            (place, typed.then(|| format!("typed parameter {name}")))
        }
        Placement::Body { name } => {
            let typed = make_form(&mut prepared, name)?;
            let place = ResolvedPlacement::Field { name: name.clone() };
            (place, typed.then(|| format!("typed form field {name}")))
        }
    };
    if let Some(replaced) = replaced {
        prepared.notes.push(format!(
            "The {replaced} was left out. The token {token} is sent instead. To send what you \
             typed, choose no token."
        ));
    }
    if prepared.url.scheme() == "http" && !tokenry_model::hosts::is_loopback(&prepared.url) {
        prepared.notes.push(format!(
            "The URL begins with http://, so anyone on the network path can read the token {token}."
        ));
    }
    Ok(Loaded {
        prepared,
        slot: Some(Slot {
            place,
            token_name: token.to_owned(),
            bound: carriage.bound,
        }),
    })
}

impl Loaded {
    /// Returns a URL of this request as it is sent.
    pub(super) fn wire_url(&self, url: &Url, secret: Option<&Secret>) -> Url {
        let mut url = url.clone();
        if let (Some(secret), Some(ResolvedPlacement::Query { name })) = (secret, self.place()) {
            remove_parameter(&mut url, |n, _| n == name);
            url.query_pairs_mut().append_pair(name, secret.expose());
        }
        url
    }

    /// Returns the headers as they are sent. The header with the token is marked as sensitive.
    pub(super) fn wire_headers(
        &self,
        headers: &HeaderMap,
        secret: Option<&Secret>,
    ) -> Result<HeaderMap, CarryError> {
        let mut headers = headers.clone();
        if let (Some(secret), Some(slot)) = (secret, &self.slot)
            && let ResolvedPlacement::Header { name, prefix } = &slot.place
        {
            let text = zeroize::Zeroizing::new(with_prefix(prefix, secret.expose()));
            let mut value = HeaderValue::from_str(&text).map_err(|_| CarryError::Unsendable {
                token: slot.token_name.clone(),
            })?;
            value.set_sensitive(true);
            headers.insert(name.clone(), value);
        }
        Ok(headers)
    }

    /// Returns the body as it is sent.
    pub(super) fn wire_body(
        &self,
        secret: Option<&Secret>,
        ambient: &Ambient,
    ) -> Result<Option<OutgoingBody>, FileError> {
        match (&self.prepared.body, secret, self.place()) {
            (Payload::Form(fields), Some(secret), Some(ResolvedPlacement::Field { name })) => {
                let mut encoder = form_urlencoded::Serializer::new(String::new());
                encoder
                    .extend_pairs(fields)
                    .append_pair(name, secret.expose());
                Ok(Some(OutgoingBody::bytes(encoder.finish())))
            }
            (body, ..) => OutgoingBody::of(body, ambient),
        }
    }

    /// The place of the token, for the preview: `Authorization: Bearer [token NAME]`.
    pub fn carried_as(&self) -> Option<String> {
        let slot = self.slot.as_ref()?;
        Some(match &slot.place {
            ResolvedPlacement::Header { name, prefix } => {
                format!("{}: {}", spelled(name), with_prefix(prefix, &slot.shown()))
            }
            ResolvedPlacement::Query { name } => format!("?{name}={}", slot.shown()),
            ResolvedPlacement::Field { name } => format!("form field {name}={}", slot.shown()),
        })
    }

    pub(super) fn place(&self) -> Option<&ResolvedPlacement> {
        self.slot.as_ref().map(|slot| &slot.place)
    }
}

/// Turns the body into a form without `field`. Returns true if the field was present.
fn make_form(prepared: &mut Prepared, field: &str) -> Result<bool, CarryError> {
    if prepared.body == Payload::None {
        if matches!(
            prepared.method.as_str(),
            "GET" | "HEAD" | "TRACE" | "OPTIONS"
        ) {
            return Err(CarryError::MethodHasNoForm {
                field: field.into(),
                method: prepared.method.to_string(),
            });
        }
        prepared.body = Payload::Form(Vec::new());
        prepared.headers.insert(
            reqwest::header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
    }
    let Payload::Form(fields) = &mut prepared.body else {
        return Err(CarryError::BodyIsNoForm {
            field: field.into(),
        });
    };
    let before = fields.len();
    fields.retain(|(name, _)| name != field);
    Ok(fields.len() < before)
}
