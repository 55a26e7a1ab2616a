//! A request of a collection as one of Tokenry's own.

use super::Walk;
use crate::{
    request::{self, Draft, Field, SendSettings},
    transfer::{
        draft::Left,
        placeholder::left_in,
        postman::format::{Address, Body, Headers, Pair, WholeRequest},
    },
};

impl Walk<'_> {
    pub(super) fn draft(&mut self, name: &str, whole: &WholeRequest) -> Draft {
        let (url, parameters) = self.address(whole.url.as_ref());
        let method = whole.method.0.trim().to_ascii_uppercase();
        Draft {
            method: if method.is_empty() {
                "GET".into()
            } else {
                method
            },
            url,
            parameters,
            headers: self.headers(&whole.header),
            body: whole
                .body
                .as_ref()
                .filter(|body| !body.disabled)
                .map_or(request::Body::None, |body| self.body(name, body)),
            token: None,
            settings: SendSettings::default(),
        }
    }

    /// The address, and the parameters that are switched off: those that are on stand in it.
    fn address(&self, address: Option<&Address>) -> (String, Vec<Field>) {
        match address {
            None => (String::new(), Vec::new()),
            Some(Address::Text(text)) => (self.values.fill(text), Vec::new()),
            Some(Address::Parts {
                raw,
                query,
                variable,
            }) => {
                let mut url = raw.0.clone();
                for part in variable {
                    let (from, to) = (format!("/:{}", part.key.0), format!("/{}", part.value.0));
                    if !part.value.0.is_empty() && !part.key.0.is_empty() {
                        url = in_path(&url, &from, &to);
                    }
                }
                let off = query.iter().filter(|pair| !pair.on());
                (
                    self.values.fill(&url),
                    off.map(|pair| self.field(pair)).collect(),
                )
            }
        }
    }

    fn headers(&self, headers: &Headers) -> Vec<Field> {
        match headers {
            Headers::List(pairs) => pairs
                .iter()
                .filter(|pair| !pair.key.0.trim().is_empty())
                .map(|pair| self.field(pair))
                .collect(),
            Headers::Text(text) => text
                .lines()
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| Field {
                    name: name.trim().to_owned(),
                    value: self.values.fill(value.trim()),
                    enabled: true,
                })
                .collect(),
        }
    }

    fn body(&mut self, name: &str, body: &Body) -> request::Body {
        let fields = |pairs: &[Pair]| pairs.iter().map(|pair| self.field(pair)).collect();
        match body.mode.0.as_str() {
            "raw" if body.raw.0.is_empty() => request::Body::None,
            "raw" => {
                let text = self.values.fill(&body.raw.0);
                let json = body.language() == "json"
                    || (body.language().is_empty() && text.trim_start().starts_with(['{', '[']));
                if json {
                    request::Body::Json { text }
                } else {
                    request::Body::Text { text }
                }
            }
            "urlencoded" => request::Body::Form {
                fields: fields(&body.urlencoded),
            },
            "formdata" => {
                let (files, texts): (Vec<Pair>, Vec<Pair>) = body
                    .formdata
                    .iter()
                    .cloned()
                    .partition(|pair| pair.kind.0 == "file");
                let form = request::Body::Form {
                    fields: fields(&texts),
                };
                let what = format!("the multipart body of “{name}”");
                let why = if files.is_empty() {
                    "Its fields are sent as an ordinary form."
                } else {
                    "Its fields are sent as an ordinary form, without the files."
                };
                self.understood.leave(Left::new(what, why));
                form
            }
            "" => request::Body::None,
            other => {
                let what = format!("the body of “{name}” ({other})");
                self.understood
                    .leave(Left::new(what, "Tokenry does not send this kind of body."));
                request::Body::None
            }
        }
    }

    fn field(&self, pair: &Pair) -> Field {
        Field {
            name: self.values.fill(&pair.key.0),
            value: self.values.fill(&pair.value.0),
            enabled: pair.on(),
        }
    }
}

/// The variables that a draft still holds.
pub(super) fn left_of(draft: &Draft) -> Vec<String> {
    let mut texts = vec![draft.url.as_str()];
    let fields = draft.parameters.iter().chain(&draft.headers);
    texts.extend(fields.flat_map(|field| [field.name.as_str(), field.value.as_str()]));
    match &draft.body {
        request::Body::None => {}
        request::Body::Json { text } | request::Body::Text { text } => texts.push(text),
        request::Body::Form { fields } => {
            texts.extend(
                fields
                    .iter()
                    .flat_map(|field| [field.name.as_str(), field.value.as_str()]),
            );
        }
    }
    texts.into_iter().flat_map(left_in).collect()
}

/// Replaces a whole segment of the path.
fn in_path(url: &str, from: &str, to: &str) -> String {
    let ends = |at: usize| {
        let next = url[at + from.len()..].chars().next();
        next.is_none_or(|next| matches!(next, '/' | '?' | '#'))
    };
    match url
        .match_indices(from)
        .map(|(at, _)| at)
        .find(|at| ends(*at))
    {
        Some(at) => format!("{}{to}{}", &url[..at], &url[at + from.len()..]),
        None => url.to_owned(),
    }
}
