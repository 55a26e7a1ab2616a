//! Composition of a draft into a request: method, URL, headers and body, checked before anything is
//! sent.
//!
//! Nothing is repaired silently. A line break, a NUL or an invalid character in a name is rejected
//! with an error that names the field, to prevent request splitting (RFC 9112 §11.1).

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

/// A request without its token, which [`super::token_placement`] adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    pub method: Method,
    /// Without user name and password, which have become an `Authorization` header.
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Payload,
    /// Notes on the composition, in full sentences.
    pub notes: Vec<String>,
}

/// A body before encoding. A form stays a list, since a token may be added.
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
    /// Returns a form as `application/x-www-form-urlencoded` and a text unchanged. `None` for a body
    /// with files.
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

/// Checks and composes the draft, without its token.
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
                "The user name and password in the URL are sent as an Authorization header.".into(),
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

/// Rejects variables without a value. A text body may contain such braces on purpose, so there they
/// are only noted.
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
        |name: String| format!("{name} has no value, so the body is sent with it unchanged.");
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
        // A literal `%0d%0a` is allowed: header values are not decoded, and cookies contain it.
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
            // The content type contains the boundary, which is chosen on sending.
            if headers.remove(CONTENT_TYPE).is_some() {
                notes.push(
                    "The typed header Content-Type was left out. The form sets its own.".into(),
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

/// Guesses the content type of a file from its extension.
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

/// Rejects typed length headers. The length is computed, because a wrong one splits the request.
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

/// Returns the rows that are turned on and not empty. The last row of a table is always empty.
fn filled(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields
        .iter()
        .filter(|field| field.enabled && !(field.name.is_empty() && field.value.is_empty()))
}

#[cfg(test)]
mod tests;
