//! A curl command, read with all its options: what it sends ([`made`]), and what of it Tokenry
//! passes over.

mod made;
mod options;

use url::Url;

use super::{TransferError, call::Call, draft::Left, shell};
use crate::{redact::Redactor, variables::Variables};

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
    reading.finish(&Variables::shell(line.assigned))
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
                "insecure" => self.pass_over(
                    shown,
                    "Tokenry checks every certificate: have the system trust the server's authority.",
                ),
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
            "cert" | "key" => self.pass_over(
                format!("{shown} …"),
                "A certificate is the client's: give it with its key in place of a secret.",
            ),
            "cookie" | "proxy-user" | "pass" | "proxy-pass" | "tlspassword" => {
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
}

/// The value of an option as it may be shown.
fn shown_value(value: &str) -> String {
    match Url::parse(value) {
        Ok(url) if url.has_host() => Redactor::new().url(&url),
        _ => value.to_owned(),
    }
}
