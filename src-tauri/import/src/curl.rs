//! Commands of curl with all options ([`data`], [`form`]), wget ([`wget`]) and HTTPie ([`httpie`]),
//! with their variables substituted ([`filling`]). The result is the request that the command sends
//! ([`made`]), and a list of what Tokenry ignores.

mod data;
mod filling;
mod form;
mod httpie;
mod made;
mod options;
mod recognised;
mod wget;

use url::Url;

use self::filling::Filling;
pub(super) use self::recognised::is_command;
use super::{
    ImportError,
    call::Call,
    draft::Ignored,
    open::Open,
    shell::{self, Line},
};
use tokenry_model::{
    redact::Redactor,
    request::{Draft, FormPart},
    variables::{Variable, Variables},
};

/// A parsed command.
pub(super) struct Curl {
    pub(super) call: Call,
    /// The equivalent Tokenry request.
    pub(super) draft: Draft,
    pub(super) left: Vec<Ignored>,
    /// Placeholders and shell variables without a value.
    pub(super) open: Open,
    /// Parts that only a request can have, and no other result of the import.
    pub(super) only_sent: Vec<Ignored>,
}

/// The supported programs.
const PROGRAMS: [&str; 4] = ["curl", "wget", "http", "https"];

/// Parses every command of a text, each with its own result.
pub(super) fn read_all(
    text: &str,
    values: &[Variable],
) -> Result<Vec<Result<Curl, ImportError>>, ImportError> {
    let lines = shell::commands(text, &PROGRAMS).map_err(ImportError::Quotes)?;
    if lines.is_empty() {
        return Err(ImportError::NotUnderstood);
    }
    Ok(lines
        .into_iter()
        .map(|line| read_line(line, values))
        .collect())
}

/// Parses the first command that does not merely serve another one, and counts the commands after
/// it.
pub(super) fn read_first(text: &str, values: &[Variable]) -> Result<(Curl, usize), ImportError> {
    let mut lines = shell::commands(text, &PROGRAMS).map_err(ImportError::Quotes)?;
    if lines.iter().any(|line| !line.within) {
        lines.retain(|line| !line.within);
    }
    let mut lines = lines.into_iter();
    let first = lines.next().ok_or(ImportError::NotUnderstood)?;
    Ok((read_line(first, values)?, lines.len()))
}

fn read_line(line: Line, values: &[Variable]) -> Result<Curl, ImportError> {
    let mut filling = Filling::of(line.assigned, values);
    let mut words = line.words.into_iter();
    let program = words.next().unwrap_or_default();
    let program = program
        .trim_end_matches(".exe")
        .rsplit(['/', '\\', '>'])
        .next();
    let program = program.unwrap_or_default().to_owned();
    let words: Vec<String> = words.map(|word| filling.word(word)).collect();
    let mut words = words.into_iter();
    let mut reading = Options {
        input: line.input.map(|input| filling.input(&input)),
        ..Options::default()
    };
    if let Some(rest) = line.rest {
        reading.pass_over(shell::meant(&rest), "It follows the command.");
    }
    match program.as_str() {
        "wget" => wget::read(&mut reading, words),
        "http" | "https" => httpie::read(&mut reading, program == "https", words),
        _ => {
            while let Some(word) = words.next() {
                reading.take(word, &mut words);
            }
        }
    }
    for (name, trouble) in filling.troubles() {
        reading.pass_over(format!("${name}"), trouble.why());
    }
    let mut curl = reading.finish()?;
    curl.open = filling.open;
    Ok(curl)
}

/// The options read so far.
#[derive(Default)]
struct Options {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<(String, String)>,
    /// `--data` and similar options.
    data: Vec<Data>,
    json: bool,
    parts: Vec<FormPart>,
    upload: Option<String>,
    in_query: bool,
    query: Vec<(String, String)>,
    basic: Option<(String, String)>,
    /// The password is missing, and curl would prompt for it.
    asks_password: bool,
    /// curl uses the `--user` value for signing and never sends it as it is.
    proves_otherwise: bool,
    cookies: Vec<String>,
    /// `--variable`
    variables: Vec<(String, String)>,
    /// The content of standard input.
    input: Option<String>,
    left: Vec<Ignored>,
    only_sent: Vec<Ignored>,
}

enum Data {
    /// Sent as it is: a form, JSON or anything else.
    Text(String),
    /// A name and a value that is not encoded yet.
    Pair(String, String),
    /// The contents of a file, sent as they are.
    File(String),
}

impl Options {
    fn take(&mut self, word: String, words: &mut impl Iterator<Item = String>) {
        let word = hyphens(word);
        if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
            // Not curl's own syntax, but common in documentation.
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
                self.pass_over(shown, "Tokenry does not know this option of curl.");
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
            return self.switch(shown, name);
        }
        let Some(mut value) = inline.or_else(|| words.next()) else {
            return self.pass_over(shown, "Its value is missing.");
        };
        let name = match name.strip_prefix("expand-") {
            Some(expanded) => {
                value = Variables::braces(self.variables.clone()).fill(&value);
                expanded
            }
            None => name,
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
                self.asks_password = !value.contains(':');
                self.basic = Some((user.to_owned(), password.to_owned()));
            }
            "user-agent" => self.headers.push(("User-Agent".into(), value)),
            "referer" => self.headers.push(("Referer".into(), value)),
            "json" => {
                self.json = true;
                self.data(shown, value);
            }
            "data" | "data-ascii" | "data-binary" => self.data(shown, value),
            "data-raw" => self.data.push(Data::Text(value)),
            "data-urlencode" => self.encoded(shown, &value),
            "url-query" => self.url_query(shown, &value),
            "form" => self.form(shown, &value),
            "form-string" => self.form_string(shown, &value),
            "upload-file" => {
                self.sent_only(format!("{shown} {value}"), "Only requests have a body.");
                self.upload = Some(value);
            }
            "cookie" if value.contains('=') => {
                self.sent_only(format!("{shown} …"), "Only requests have cookies.");
                self.cookies.push(value);
            }
            "variable" => match value.split_once('=') {
                Some((name, value)) => self.variables.push((name.to_owned(), value.to_owned())),
                None => self.pass_over(format!("{shown} {value}"), "Set it with --set NAME=VALUE."),
            },
            "aws-sigv4" => {
                self.proves_otherwise = true;
                self.pass_over(
                    format!("{shown} {value}"),
                    "Tokenry does not sign requests in this way. Id and secret were left out.",
                );
            }
            "cert" | "key" => self.pass_over(
                format!("{shown} …"),
                "A certificate belongs to the client: enter it with its key in place of a secret.",
            ),
            "cookie" | "proxy-user" | "pass" | "proxy-pass" | "tlspassword" => {
                self.pass_over(format!("{shown} …"), "Tokenry does not send this.");
            }
            _ => self.pass_over(
                format!("{shown} {}", shown_value(&value)),
                "Tokenry handles this itself.",
            ),
        }
    }

    /// Reads an option without a value.
    fn switch(&mut self, shown: &str, name: &str) {
        match name {
            "get" => self.in_query = true,
            "head" => self.method = Some("HEAD".into()),
            "basic" => {}
            "insecure" => self.pass_over(
                shown,
                "Tokenry checks every certificate: add the server's authority to those that the \
                 system trusts.",
            ),
            "next" => self.pass_over(shown, "Only the first request is read."),
            "digest" | "ntlm" | "negotiate" | "anyauth" => {
                self.proves_otherwise |= name != "anyauth";
                self.pass_over(shown, "Tokenry does not support this authentication.");
            }
            _ => self.pass_over(shown, "Tokenry handles this itself."),
        }
    }

    fn address(&mut self, word: String) {
        if self.url.is_none() && !word.trim().is_empty() {
            self.url = Some(word);
        } else if word.starts_with(['<', '>', '|'])
            || word.trim().is_empty()
            || word == "\\"
            || word == "^"
        {
            self.pass_over(word, "It belongs to the shell.");
        } else {
            self.pass_over(word, "Only the first URL is read.");
        }
    }

    fn header(&mut self, shown: &str, value: &str) {
        match value.split_once(':') {
            Some((name, value)) => {
                let pair = (name.trim().to_owned(), value.trim().to_owned());
                self.headers.push(pair);
            }
            // `Name;` is curl's syntax for a header without a value.
            None if value.ends_with(';') => {
                let name = value.trim_end_matches(';').trim().to_owned();
                self.headers.push((name, String::new()));
            }
            None => self.pass_over(format!("{shown} {value}"), "This is not a header."),
        }
    }

    fn pass_over(&mut self, what: impl Into<String>, why: &str) {
        self.left.push(Ignored::new(what, why));
    }

    fn sent_only(&mut self, what: impl Into<String>, why: &str) {
        self.only_sent.push(Ignored::new(what, why));
    }
}

/// Word processors turn the two hyphens before an option into a dash.
fn hyphens(word: String) -> String {
    match word.strip_prefix(['–', '—']) {
        Some(rest) if rest.chars().count() == 1 => format!("-{rest}"),
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => format!("--{rest}"),
        _ => word,
    }
}

/// Redacts the value of an option for display.
fn shown_value(value: &str) -> String {
    match Url::parse(value) {
        Ok(url) if url.has_host() => Redactor::new().url(&url),
        _ => value.to_owned(),
    }
}
