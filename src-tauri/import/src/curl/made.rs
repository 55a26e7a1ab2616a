//! The request that results from a command's options.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use url::{Url, form_urlencoded};

use super::{Curl, Data, Options};
use crate::{
    ImportError,
    call::{self, pairs, typed_address},
    open::Open,
    placeholder::is_placeholder,
};
use tokenry_model::request::{self, Body, Draft, Field, SendSettings};

const FORM: &str = "application/x-www-form-urlencoded";

impl Options {
    pub(super) fn finish(mut self) -> Result<Curl, ImportError> {
        let typed = self.url.take().ok_or(ImportError::NoAddress)?;
        let mut url = address(&typed)?;
        let has_body = !self.data.is_empty() && !self.in_query || !self.parts.is_empty();
        let implied = match () {
            () if self.upload.is_some() => "PUT",
            () if has_body => "POST",
            () => "GET",
        };
        let method = self.method.take().unwrap_or_else(|| implied.to_owned());
        if self.in_query {
            let (texts, _) = self.texts();
            self.query.extend(pairs(&texts.join("&")));
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let body = self.body();
        if matches!(body, Body::Multipart { .. }) {
            self.sent_only("-F", "Tokenry sends these fields as an ordinary form.");
        }
        if !self.cookies.is_empty() {
            let cookies = self.cookies.join("; ");
            self.headers.push(("Cookie".to_owned(), cookies));
        }
        if self.json && self.header_named("accept").is_none() {
            self.headers
                .push(("Accept".to_owned(), "application/json".to_owned()));
        }
        let mut draft = Draft {
            method,
            url: url.to_string(),
            parameters: Vec::new(),
            headers: self
                .headers
                .iter()
                .map(|(name, value)| field(name, value))
                .collect(),
            body,
            token: None,
            settings: SendSettings::default(),
        };
        let mut call = call::of(&draft).ok_or(ImportError::Address { text: typed })?;
        call.basic.clone_from(&self.basic);
        if let Some((_, password)) = &mut call.basic
            && self.asks_password
        {
            "<password>".clone_into(password);
        }
        if let Some((user, password)) = &self.basic
            && self.header_named("authorization").is_none()
            && !self.proves_otherwise
            && !is_placeholder(user)
            && !is_placeholder(password)
        {
            let encoded = STANDARD.encode(format!("{user}:{password}"));
            draft
                .headers
                .push(field("Authorization", &format!("Basic {encoded}")));
        }
        Ok(Curl {
            call,
            draft,
            left: self.left,
            only_sent: self.only_sent,
            open: Open::default(),
        })
    }

    fn header_named(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// Separates the data into texts and files.
    fn texts(&mut self) -> (Vec<String>, Vec<String>) {
        let (mut texts, mut files) = (Vec::new(), Vec::new());
        for data in std::mem::take(&mut self.data) {
            match data {
                Data::Text(text) => texts.push(text),
                Data::Pair(name, value) => {
                    let mut encoder = form_urlencoded::Serializer::new(String::new());
                    let pair = if name.is_empty() {
                        encoder.append_key_only(&value).finish()
                    } else {
                        encoder.append_pair(&name, &value).finish()
                    };
                    texts.push(pair);
                }
                Data::File(path) => files.push(path),
            }
        }
        (texts, files)
    }

    fn body(&mut self) -> Body {
        if let Some(path) = self.upload.take() {
            let media_type = self
                .header_named("content-type")
                .unwrap_or_default()
                .to_owned();
            return Body::File { path, media_type };
        }
        if !self.parts.is_empty() {
            // curl's own content type contains the boundary.
            self.headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            return Body::Multipart {
                parts: std::mem::take(&mut self.parts),
            };
        }
        let (texts, files) = self.texts();
        let typed = self
            .header_named("content-type")
            .unwrap_or_default()
            .to_owned();
        match (texts.is_empty(), files.as_slice()) {
            (true, []) => Body::None,
            (true, [path]) => Body::File {
                path: path.clone(),
                media_type: match (typed.as_str(), self.json) {
                    ("", true) => "application/json".to_owned(),
                    ("", false) => FORM.to_owned(),
                    (typed, _) => typed.to_owned(),
                },
            },
            (_, files) => {
                for path in files {
                    self.pass_over(
                        format!("@{path}"),
                        "Tokenry sends a file only as the whole body.",
                    );
                }
                self.text(&texts, &typed)
            }
        }
    }

    fn text(&mut self, texts: &[String], typed: &str) -> Body {
        let begins = texts
            .first()
            .is_some_and(|text| text.trim_start().starts_with('{'));
        let unsaid = typed.is_empty() || typed.starts_with(FORM);
        if self.json || typed.contains("json") || (begins && unsaid) {
            let text = texts.concat();
            if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
                self.pass_over("the body", &format!("It is not valid JSON: {error}."));
            }
            if unsaid || typed == "application/json" {
                self.headers
                    .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            }
            return Body::Json { text };
        }
        let text = texts.join("&");
        if !unsaid {
            return Body::Text { text };
        }
        self.headers
            .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        let fields: Vec<(String, String)> = pairs(&text).collect();
        // Only a form that is re-encoded identically becomes rows of a table.
        let mut encoder = form_urlencoded::Serializer::new(String::new());
        let again = encoder.extend_pairs(&fields).finish();
        let plain = |text: &str| pairs(text).collect::<Vec<_>>();
        if text.contains('=') && plain(&again) == fields {
            let fields = fields
                .iter()
                .map(|(name, value)| field(name, value))
                .collect();
            return Body::Form { fields };
        }
        self.headers
            .push(("Content-Type".to_owned(), FORM.to_owned()));
        Body::Text { text }
    }
}

fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.to_owned(),
        value: value.to_owned(),
        enabled: true,
    }
}

/// Parses a URL as everywhere in Tokenry: a missing scheme means https, or http for this machine.
fn address(typed: &str) -> Result<Url, ImportError> {
    match request::address(&typed_address(typed)) {
        Ok(url) if url.host_str().is_some_and(is_host) => Ok(url),
        _ => Err(ImportError::Address {
            text: typed.to_owned(),
        }),
    }
}

/// Returns `true` if the host contains no variable.
fn is_host(host: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    !host.is_empty() && host.chars().all(known)
}
