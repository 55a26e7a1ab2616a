//! Putting a token on a request: where the server wants it, and only where it may go.
//!
//! One place decides both, for sending, for the preview, for the transcript and for copying
//! as curl. What is shown never holds the token but `[token NAME]`.
//!
//! A token and something typed for the same place: the token takes it, and a note says so.
//! Who chose a token beside Send expects that one to be sent; who wants the typed header
//! chooses no token. Other credentials stay beside it (an API key and a bearer token).

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
    clock::Nature,
    secret::Secret,
    server::{Placement, ServerProfile},
};
use tokenry_oauth::dpop;

/// A token as a request carries it, without its text.
#[derive(Debug, Clone, Copy)]
pub struct Carriage<'a> {
    pub token_name: &'a str,
    /// The client's, or else the server's.
    pub placement: &'a Placement,
    pub server: &'a ServerProfile,
    /// A fresh proof of the token's key goes with it (RFC 9449 §7.1).
    pub bound: bool,
}

/// Where a request's token would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// An origin of the token's own server.
    Own,
    /// Another one, as `https://host[:port]`: the person has to be asked first.
    Foreign { origin: String },
}

/// A request with room made for its token.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    pub prepared: Prepared,
    pub slot: Option<Slot>,
}

/// Where the token goes, and what it is called where it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub place: Place,
    pub token_name: String,
    /// With a proof of its key.
    pub bound: bool,
}

impl Slot {
    /// What stands where the token is, wherever a request is shown.
    pub fn shown(&self) -> String {
        format!("[token {}]", self.token_name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Header { name: HeaderName, prefix: String },
    Query { name: String },
    Field { name: String },
}

/// May this token go where this request goes?
pub fn destination(url: &Url, server: &ServerProfile) -> Destination {
    if server.allows(url) {
        Destination::Own
    } else {
        Destination::Foreign {
            origin: url.origin().ascii_serialization(),
        }
    }
}

/// Makes room for the token. Does not ask whether it may go there: [`destination`] does.
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
            .push("The typed header DPoP was left out: a fresh proof takes its place.".into());
    }
    let (place, replaced) = match carriage.placement {
        Placement::Header { name, prefix } => {
            let header = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| CarryError::BadHeaderName { name: name.clone() })?;
            let typed = prepared.headers.remove(&header).is_some();
            let place = Place::Header {
                name: header,
                prefix: prefix.clone(),
            };
            (place, typed.then(|| format!("typed header {name}")))
        }
        Placement::Query { name } => {
            let typed = remove_parameter(&mut prepared.url, |n, _| n == name) > 0;
            let place = Place::Query { name: name.clone() };
            (place, typed.then(|| format!("typed parameter {name}")))
        }
        Placement::Body { name } => {
            let typed = make_form(&mut prepared, name)?;
            let place = Place::Field { name: name.clone() };
            (place, typed.then(|| format!("typed form field {name}")))
        }
    };
    if let Some(replaced) = replaced {
        prepared.notes.push(format!(
            "The {replaced} was left out: the token {token} takes its place. To send what you \
             typed, choose no token."
        ));
    }
    if prepared.url.scheme() == "http" && !tokenry_model::hosts::is_loopback(&prepared.url) {
        prepared.notes.push(format!(
            "The address begins with http://, so everybody on the way can read the token {token}."
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
    /// An address of this request as it goes on the wire.
    pub(super) fn wire_url(&self, url: &Url, secret: Option<&Secret>) -> Url {
        let mut url = url.clone();
        if let (Some(secret), Some(Place::Query { name })) = (secret, self.place()) {
            remove_parameter(&mut url, |n, _| n == name);
            url.query_pairs_mut().append_pair(name, secret.expose());
        }
        url
    }

    /// Headers of this request as they go on the wire; the token's is marked as sensitive.
    pub(super) fn wire_headers(
        &self,
        headers: &HeaderMap,
        secret: Option<&Secret>,
    ) -> Result<HeaderMap, CarryError> {
        let mut headers = headers.clone();
        if let (Some(secret), Some(slot)) = (secret, &self.slot)
            && let Place::Header { name, prefix } = &slot.place
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

    /// The body as it goes on the wire.
    pub(super) fn wire_body(
        &self,
        secret: Option<&Secret>,
        nature: &Nature,
    ) -> Result<Option<OutgoingBody>, FileError> {
        match (&self.prepared.body, secret, self.place()) {
            (Payload::Form(fields), Some(secret), Some(Place::Field { name })) => {
                let mut encoder = form_urlencoded::Serializer::new(String::new());
                encoder
                    .extend_pairs(fields)
                    .append_pair(name, secret.expose());
                Ok(Some(OutgoingBody::bytes(encoder.finish())))
            }
            (body, ..) => OutgoingBody::of(body, nature),
        }
    }

    /// How the token travels, for the preview: `Authorization: Bearer [token NAME]`.
    pub fn carried_as(&self) -> Option<String> {
        let slot = self.slot.as_ref()?;
        Some(match &slot.place {
            Place::Header { name, prefix } => {
                format!("{}: {}", spelled(name), with_prefix(prefix, &slot.shown()))
            }
            Place::Query { name } => format!("?{name}={}", slot.shown()),
            Place::Field { name } => format!("form field {name}={}", slot.shown()),
        })
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.slot.as_ref().map(|slot| &slot.place)
    }
}

/// Makes the body a form without the field; tells whether the field was there.
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
