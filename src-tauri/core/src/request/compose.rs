//! From a draft to a request that can be sent: the method, the address, the headers and the
//! body, checked before a byte leaves this machine.
//!
//! Nothing is repaired in silence. A line break, a NUL or a character that a name may not have
//! is refused with a sentence that names the field: whoever meant it must see it, and whoever
//! did not must not send it (request splitting, RFC 9112 §11.1).

mod userinfo;

use reqwest::{
    Method,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING},
};
use url::{Url, form_urlencoded};

pub(super) use self::userinfo::strip_userinfo;
use tokenry_model::{
    request::{
        Body, ComposeError, Draft, Field, FormPart, Part, address,
        controls::{printable, refuse_breaks, refuse_controls},
    },
    variables::written_in,
};

/// A request without its token: what [`super::token_placement`] loads the token on.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    pub method: Method,
    /// Without user name and password: those have become an `Authorization` header.
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Payload,
    /// What a person should know about how this was put together, in full sentences.
    pub notes: Vec<String>,
}

/// A body before it is written out: a form stays a list, since a token may join it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    None,
    Text(String),
    Form(Vec<(String, String)>),
    /// A form with files.
    Parts(Vec<FormPart>),
    /// The path of a file.
    File(String),
}

impl Payload {
    /// The form's fields as `application/x-www-form-urlencoded`, a text as it is. Nothing for what
    /// is not all here yet.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::None | Self::Parts(_) | Self::File(_) => None,
            Self::Text(text) => Some(text.clone()),
            Self::Form(fields) => Some(
                form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(fields)
                    .finish(),
            ),
        }
    }
}

/// Checks the draft and puts it together. The token is no part of it yet.
pub(super) fn compose(draft: &Draft) -> Result<Prepared, ComposeError> {
    let mut notes = check_variables(draft)?;
    let method = method(&draft.method)?;
    let mut url = address(&draft.url)?;
    let mut headers = headers(&draft.headers)?;

    if let Some(basic) = userinfo::take_userinfo(&mut url)? {
        if headers.contains_key(reqwest::header::AUTHORIZATION) {
            notes.push(
                "The user name and password in the address were left out: a header already \
                 says who you are."
                    .into(),
            );
        } else {
            headers.insert(reqwest::header::AUTHORIZATION, basic);
            notes.push(
                "The user name and password in the address are sent as an Authorization header."
                    .into(),
            );
        }
    }

    let parameters: Vec<&Field> = filled(&draft.parameters).collect();
    if !parameters.is_empty() {
        let mut query = url.query_pairs_mut();
        for field in parameters {
            query.append_pair(&field.name, &field.value);
        }
    }

    let body = payload(&draft.body, &mut headers, &mut notes)?;
    check_framing(&mut headers, &body)?;
    Ok(Prepared {
        method,
        url,
        headers,
        body,
        notes,
    })
}

/// Variables that nothing stands for are never sent as they are written. In a text somebody may
/// mean the braces: there they are told.
fn check_variables(draft: &Draft) -> Result<Vec<String>, ComposeError> {
    let text = match &draft.body {
        Body::Json { text } | Body::Text { text } => written_in(text),
        _ => Vec::new(),
    };
    let bare = Draft {
        body: match &draft.body {
            Body::Json { .. } | Body::Text { .. } => Body::None,
            other => other.clone(),
        },
        ..draft.clone()
    };
    let names = bare.variables();
    if !names.is_empty() {
        return Err(ComposeError::Variables { names });
    }
    let told =
        |name: String| format!("Nothing stands for {name}: the body is sent with it as it is.");
    Ok(text.into_iter().map(told).collect())
}

fn method(text: &str) -> Result<Method, ComposeError> {
    let text = text.trim_matches(' ');
    if text.is_empty() {
        return Err(ComposeError::NoMethod);
    }
    refuse_breaks(text, || Part::Method)?;
    Method::from_bytes(text.as_bytes()).map_err(|_| ComposeError::BadMethod {
        method: text.into(),
    })
}

fn headers(fields: &[Field]) -> Result<HeaderMap, ComposeError> {
    let mut headers = HeaderMap::new();
    for field in filled(fields) {
        let name = field.name.trim_matches(' ');
        if name.is_empty() {
            return Err(ComposeError::NamelessHeader);
        }
        refuse_breaks(name, || Part::HeaderName(printable(name)))?;
        let parsed =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| ComposeError::BadHeaderName {
                name: printable(name),
            })?;
        // A literal `%0d%0a` is text here: nobody decodes a header's value, and cookies hold it.
        refuse_controls(&field.value, || Part::Header(name.into()))?;
        let value = HeaderValue::from_bytes(field.value.trim_matches([' ', '\t']).as_bytes())
            .map_err(|_| ComposeError::Control {
                part: Part::Header(name.into()),
                character: "a control character".into(),
            })?;
        headers.append(parsed, value);
    }
    Ok(headers)
}

fn payload(
    body: &Body,
    headers: &mut HeaderMap,
    notes: &mut Vec<String>,
) -> Result<Payload, ComposeError> {
    let (payload, kind) = match body {
        Body::None => return Ok(Payload::None),
        Body::Multipart { parts } => {
            let used = |part: &&FormPart| part.enabled && !part.is_empty();
            // The type names the boundary between the parts, and only the sender knows that.
            if headers.remove(CONTENT_TYPE).is_some() {
                notes.push(
                    "The typed header Content-Type was left out: the form's own takes its place."
                        .into(),
                );
            }
            return Ok(Payload::Parts(parts.iter().filter(used).cloned().collect()));
        }
        Body::File { path, media_type } => {
            if !headers.contains_key(CONTENT_TYPE) {
                let kind = match media_type.trim() {
                    "" => media_type_of(path),
                    told => told,
                };
                let typed = Field {
                    name: CONTENT_TYPE.to_string(),
                    value: kind.to_owned(),
                    enabled: true,
                };
                headers.extend(self::headers(&[typed])?);
            }
            return Ok(Payload::File(path.clone()));
        }
        Body::Json { text } => (Payload::Text(text.clone()), "application/json"),
        Body::Text { text } => (Payload::Text(text.clone()), "text/plain; charset=utf-8"),
        Body::Form { fields } => (
            Payload::Form(
                filled(fields)
                    .map(|field| (field.name.clone(), field.value.clone()))
                    .collect(),
            ),
            "application/x-www-form-urlencoded",
        ),
    };
    headers
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static(kind));
    Ok(payload)
}

/// What a file most likely is, by the end of its name.
pub(super) fn media_type_of(path: &str) -> &'static str {
    const KNOWN: [(&str, &str); 20] = [
        ("csv", "text/csv"),
        ("gif", "image/gif"),
        ("gz", "application/gzip"),
        ("htm", "text/html"),
        ("html", "text/html"),
        ("jpeg", "image/jpeg"),
        ("jpg", "image/jpeg"),
        ("json", "application/json"),
        ("md", "text/markdown"),
        ("mp3", "audio/mpeg"),
        ("mp4", "video/mp4"),
        ("pdf", "application/pdf"),
        ("png", "image/png"),
        ("svg", "image/svg+xml"),
        ("txt", "text/plain"),
        ("webp", "image/webp"),
        ("xml", "application/xml"),
        ("yaml", "application/yaml"),
        ("yml", "application/yaml"),
        ("zip", "application/zip"),
    ];
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_ascii_lowercase();
    let known = KNOWN.iter().find(|(known, _)| *known == ending);
    known.map_or("application/octet-stream", |(_, kind)| kind)
}

/// How long a body is, is counted and not believed: a wrong length makes two requests of one.
fn check_framing(headers: &mut HeaderMap, body: &Payload) -> Result<(), ComposeError> {
    if headers.contains_key(TRANSFER_ENCODING) {
        return Err(ComposeError::Framing {
            header: "Transfer-Encoding",
        });
    }
    let length = body.to_text().map_or(0, |text| text.len()).to_string();
    if headers
        .get_all(CONTENT_LENGTH)
        .iter()
        .any(|typed| typed.as_bytes() != length.as_bytes())
    {
        return Err(ComposeError::Framing {
            header: "Content-Length",
        });
    }
    headers.remove(CONTENT_LENGTH);
    Ok(())
}

/// The rows that are switched on and not empty, which the last row of a table always is.
fn filled(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields
        .iter()
        .filter(|field| field.enabled && !(field.name.is_empty() && field.value.is_empty()))
}

#[cfg(test)]
mod tests;
