//! A curl command, read with all its options: what it sends, and what of it Tokenry passes over.

mod options;

use url::Url;

use super::{
    TransferError,
    call::{Call, CallBody, pairs},
    draft::Left,
    placeholder::Values,
    shell,
};
use crate::redact::Redactor;

/// A command that was understood.
pub(super) struct Curl {
    pub(super) call: Call,
    pub(super) left: Vec<Left>,
}

/// Does this look like a curl command, with its prompt, comments and assignments?
pub(super) fn is_command(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start_matches(['$', '>', '#', '%', ' ', '\t']);
        let first = line
            .split([' ', '\t', '\\', '^'])
            .next()
            .unwrap_or_default();
        let piped = line.contains(":\\") && line.contains(">curl");
        first == "curl" || first == "curl.exe" || piped
    })
}

pub(super) fn read(text: &str) -> Result<Curl, TransferError> {
    let line = shell::read(text).map_err(TransferError::Quotes)?;
    let mut words = line.words.into_iter();
    let program = words.next().ok_or(TransferError::NotUnderstood)?;
    let name = program.rsplit(['/', '\\', '>']).next().unwrap_or_default();
    if name != "curl" && name != "curl.exe" {
        return Err(TransferError::NotUnderstood);
    }
    let mut reading = Reading::default();
    if let Some(rest) = line.rest {
        reading.pass_over(rest, "It follows the command.");
    }
    while let Some(word) = words.next() {
        if word == "curl" && reading.url.is_some() {
            reading.pass_over(word, "Only the first command is read.");
            break;
        }
        reading.take(word, &mut words);
    }
    reading.finish(&Values::shell(line.assigned))
}

/// What the options said so far.
#[derive(Default)]
struct Reading {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<(String, String)>,
    /// `--data` and its kin; the parts of a form where they are pairs already.
    data: Vec<Data>,
    json: bool,
    multipart: bool,
    in_query: bool,
    query: Vec<(String, String)>,
    basic: Option<(String, String)>,
    left: Vec<Left>,
}

enum Data {
    /// As it is sent: a form, JSON, anything.
    Text(String),
    /// A name and a value that is not encoded yet.
    Pair(String, String),
}

impl Reading {
    fn take(&mut self, word: String, words: &mut impl Iterator<Item = String>) {
        if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
            // Not curl's own way, but common in documentation.
            let (name, inline) = match long.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (long.to_owned(), None),
            };
            self.option(&word, &name, inline, words);
            return;
        }
        let mut letters = match word.strip_prefix('-') {
            Some(letters) if !letters.is_empty() => letters.chars(),
            _ => return self.address(word),
        };
        while let Some(letter) = letters.next() {
            let shown = format!("-{letter}");
            let Some(long) = options::long(letter) else {
                self.pass_over(shown, "curl has no such option that Tokenry knows.");
                continue;
            };
            let rest = letters.as_str();
            if options::takes_value(long) {
                let inline = (!rest.is_empty()).then(|| rest.to_owned());
                self.option(&shown, long, inline, words);
                return;
            }
            self.option(&shown, long, None, words);
        }
    }

    fn option(
        &mut self,
        shown: &str,
        name: &str,
        inline: Option<String>,
        words: &mut impl Iterator<Item = String>,
    ) {
        if !options::takes_value(name) {
            return match name {
                "get" => self.in_query = true,
                "head" => self.method = Some("HEAD".into()),
                "basic" => {}
                "next" => self.pass_over(shown, "Only the first request is read."),
                _ => self.pass_over(shown, "Tokenry has its own way for this."),
            };
        }
        let Some(value) = inline.or_else(|| words.next()) else {
            return self.pass_over(shown, "Its value is missing.");
        };
        match name {
            "request" => self.method = Some(value.to_ascii_uppercase()),
            "url" => self.address(value),
            "header" => self.header(shown, &value),
            "oauth2-bearer" => self
                .headers
                .push(("Authorization".into(), format!("Bearer {value}"))),
            "user" => {
                let (user, password) = value.split_once(':').unwrap_or((&value, ""));
                self.basic = Some((user.to_owned(), password.to_owned()));
            }
            "json" => {
                self.json = true;
                self.data(shown, value);
            }
            "data" | "data-ascii" | "data-binary" => self.data(shown, value),
            "data-raw" => self.data.push(Data::Text(value)),
            "data-urlencode" => self.encoded(shown, &value),
            "url-query" => match value.split_once('=') {
                Some((name, value)) => self.query.push((name.to_owned(), value.to_owned())),
                None => self.query.push((value, String::new())),
            },
            "form" | "form-string" => self.form(shown, name, &value),
            "cookie" | "proxy-user" | "pass" | "proxy-pass" | "tlspassword" | "cert" => {
                self.pass_over(format!("{shown} …"), "Tokenry does not send this.");
            }
            _ => self.pass_over(
                format!("{shown} {}", shown_value(&value)),
                "Tokenry has its own way for this.",
            ),
        }
    }

    fn address(&mut self, word: String) {
        if self.url.is_none() {
            self.url = Some(word);
        } else if word.starts_with(['<', '>', '|']) || word == "\\" || word == "^" {
            self.pass_over(word, "It belongs to the shell.");
        } else {
            self.pass_over(word, "Only the first address is read.");
        }
    }

    fn header(&mut self, shown: &str, value: &str) {
        match value.split_once(':') {
            Some((name, value)) => {
                let pair = (name.trim().to_owned(), value.trim().to_owned());
                self.headers.push(pair);
            }
            None => self.pass_over(format!("{shown} {value}"), "This is not a header."),
        }
    }

    fn data(&mut self, shown: &str, value: String) {
        if value.starts_with('@') {
            self.pass_over(
                format!("{shown} {value}"),
                "Tokenry does not read the file.",
            );
        } else {
            self.data.push(Data::Text(value));
        }
    }

    /// `content`, `=content`, `name=content`, `@file`, `name@file`.
    fn encoded(&mut self, shown: &str, value: &str) {
        match value.split_once(['=', '@']) {
            Some((name, content)) if value[name.len()..].starts_with('=') => self
                .data
                .push(Data::Pair(name.to_owned(), content.to_owned())),
            Some(_) => {
                self.pass_over(
                    format!("{shown} {value}"),
                    "Tokenry does not read the file.",
                );
            }
            None => self.data.push(Data::Pair(String::new(), value.to_owned())),
        }
    }

    fn form(&mut self, shown: &str, option: &str, value: &str) {
        match value.split_once('=') {
            Some((_, content)) if option == "form" && content.starts_with(['@', '<']) => {
                self.pass_over(
                    format!("{shown} {value}"),
                    "Tokenry does not read the file.",
                );
            }
            Some((name, content)) => {
                self.multipart = true;
                self.data
                    .push(Data::Pair(name.to_owned(), content.to_owned()));
            }
            None => self.pass_over(format!("{shown} {value}"), "This is not a field."),
        }
    }

    fn pass_over(&mut self, what: impl Into<String>, why: &str) {
        self.left.push(Left::new(what, why));
    }

    fn finish(mut self, values: &Values) -> Result<Curl, TransferError> {
        let typed = self.url.take().ok_or(TransferError::NoAddress)?;
        let mut url = address(&values.fill(&typed))?;
        let filled = |(name, value): (String, String)| (values.fill(&name), values.fill(&value));
        let query: Vec<_> = std::mem::take(&mut self.query);
        let mut query: Vec<_> = query.into_iter().map(filled).collect();
        let headers: Vec<_> = std::mem::take(&mut self.headers);
        let headers: Vec<_> = headers.into_iter().map(filled).collect();
        let has_data = !self.data.is_empty();
        let body = self.body(&headers, values);
        let body = match body {
            CallBody::Form(fields) if self.in_query => {
                query.extend(fields);
                CallBody::None
            }
            body => body,
        };
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        if self.multipart {
            self.pass_over("-F", "Tokenry sends these fields as an ordinary form.");
        }
        let implied = if has_data && !self.in_query {
            "POST"
        } else {
            "GET"
        };
        let call = Call {
            method: self.method.unwrap_or_else(|| implied.to_owned()),
            url,
            headers,
            body,
            basic: self.basic.map(filled),
        };
        Ok(Curl {
            call,
            left: self.left,
        })
    }

    fn body(&mut self, headers: &[(String, String)], values: &Values) -> CallBody {
        let mut fields = Vec::new();
        let mut texts = Vec::new();
        for data in std::mem::take(&mut self.data) {
            match data {
                Data::Pair(name, value) => fields.push((name, values.fill(&value))),
                Data::Text(text) => texts.push(text),
            }
        }
        let typed_json = headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type") && value.contains("json")
        });
        let looks_json = texts
            .first()
            .is_some_and(|text| text.trim_start().starts_with('{'));
        if self.json || typed_json || looks_json {
            let text: String = texts.concat();
            return match serde_json::from_str(&text) {
                Ok(members) => CallBody::Json(filled(members, values)),
                Err(error) => {
                    self.pass_over("the body", &format!("It is not readable JSON: {error}."));
                    CallBody::Other
                }
            };
        }
        for text in &texts {
            let decoded = pairs(text).map(|(name, value)| (name, values.fill(&value)));
            fields.extend(decoded);
        }
        if fields.is_empty() {
            CallBody::None
        } else {
            CallBody::Form(fields)
        }
    }
}

fn filled(
    members: serde_json::Map<String, serde_json::Value>,
    values: &Values,
) -> serde_json::Map<String, serde_json::Value> {
    let fill = |value| match value {
        serde_json::Value::String(text) => values.fill(&text).into(),
        other => other,
    };
    let members = members.into_iter();
    members.map(|(name, value)| (name, fill(value))).collect()
}

/// curl takes a missing scheme for http; nobody means that with a token.
fn address(text: &str) -> Result<Url, TransferError> {
    let whole = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    match Url::parse(&whole) {
        Ok(url) if url.host_str().is_some_and(is_host) => Ok(url),
        _ => Err(TransferError::Address {
            text: text.to_owned(),
        }),
    }
}

/// No variable is left in it.
fn is_host(host: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    !host.is_empty() && host.chars().all(known)
}

/// The value of an option as it may be shown.
fn shown_value(value: &str) -> String {
    match Url::parse(value) {
        Ok(url) if url.has_host() => Redactor::new().url(&url),
        _ => value.to_owned(),
    }
}
