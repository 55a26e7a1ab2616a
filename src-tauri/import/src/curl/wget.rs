//! wget commands (its manual, “HTTP Options”), expressed as curl options.

use super::{Data, Options};

/// Long options with a value that do not affect the request.
const WITH_VALUE: [&str; 34] = [
    "accept",
    "append-output",
    "base",
    "bind-address",
    "ca-certificate",
    "ca-directory",
    "certificate",
    "certificate-type",
    "config",
    "cut-dirs",
    "default-page",
    "directory-prefix",
    "execute",
    "input-file",
    "level",
    "limit-rate",
    "load-cookies",
    "max-redirect",
    "output-document",
    "output-file",
    "private-key",
    "private-key-type",
    "proxy-password",
    "proxy-user",
    "quota",
    "read-timeout",
    "reject",
    "retry-on-http-error",
    "save-cookies",
    "secure-protocol",
    "timeout",
    "tries",
    "wait",
    "waitretry",
];

/// Short options with a value, and their long names.
const SHORT: [(char, &str); 14] = [
    ('A', "accept"),
    ('B', "base"),
    ('O', "output-document"),
    ('P', "directory-prefix"),
    ('Q', "quota"),
    ('R', "reject"),
    ('T', "timeout"),
    ('U', "user-agent"),
    ('a', "append-output"),
    ('e', "execute"),
    ('i', "input-file"),
    ('l', "level"),
    ('o', "output-file"),
    ('t', "tries"),
];

const FILE: &str = "Only requests have it: Tokenry reads no files for a login.";

/// Options that are combined at the end of the command.
#[derive(Default)]
struct Deferred {
    user: Option<String>,
    password: Option<String>,
}

pub(super) fn read(reading: &mut Options, words: impl Iterator<Item = String>) {
    let mut words = words;
    let mut deferred = Deferred::default();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
            let (name, inline) = match long.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (long.to_owned(), None),
            };
            deferred.option(reading, &format!("--{name}"), &name, inline, &mut words);
            continue;
        }
        match word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            Some(letters) => deferred.letters(reading, letters, &mut words),
            None => reading.address(word),
        }
    }
    if let Some(user) = deferred.user {
        reading.basic = Some((user, deferred.password.unwrap_or_default()));
    }
}

impl Deferred {
    fn letters(
        &mut self,
        reading: &mut Options,
        letters: &str,
        words: &mut impl Iterator<Item = String>,
    ) {
        // `-nv`, `-nc` and `-nd` are single options with two letters.
        if letters.starts_with('n') {
            return reading.pass_over(format!("-{letters}"), "Tokenry handles this itself.");
        }
        let mut rest = letters.chars();
        while let Some(letter) = rest.next() {
            let shown = format!("-{letter}");
            match SHORT.iter().find(|(known, _)| *known == letter) {
                Some((_, long)) => {
                    let behind = rest.as_str();
                    let inline = (!behind.is_empty()).then(|| behind.to_owned());
                    return self.option(reading, &shown, long, inline, words);
                }
                None => reading.pass_over(shown, "Tokenry handles this itself."),
            }
        }
    }

    fn option(
        &mut self,
        reading: &mut Options,
        shown: &str,
        name: &str,
        inline: Option<String>,
        words: &mut impl Iterator<Item = String>,
    ) {
        let ours = [
            "method",
            "header",
            "post-data",
            "body-data",
            "post-file",
            "body-file",
            "user",
            "http-user",
            "password",
            "http-password",
            "user-agent",
            "referer",
        ];
        if !ours.contains(&name) && !WITH_VALUE.contains(&name) {
            let why = if name == "no-check-certificate" {
                "Tokenry checks every certificate: add the server's authority to those that the \
                 system trusts."
            } else {
                "Tokenry handles this itself."
            };
            let whole = match inline {
                Some(value) => format!("{shown}={value}"),
                None => shown.to_owned(),
            };
            return reading.pass_over(whole, why);
        }
        let Some(value) = inline.or_else(|| words.next()) else {
            return reading.pass_over(shown, "Its value is missing.");
        };
        match name {
            "method" => reading.method = Some(value.to_ascii_uppercase()),
            "header" => reading.header(shown, &value),
            "post-data" | "body-data" => reading.data.push(Data::Text(value)),
            "post-file" | "body-file" => {
                reading.sent_only(format!("{shown} {value}"), FILE);
                reading.data.push(Data::File(value));
            }
            "user" | "http-user" => self.user = Some(value),
            "password" | "http-password" => self.password = Some(value),
            "user-agent" => reading.headers.push(("User-Agent".into(), value)),
            "referer" => reading.headers.push(("Referer".into(), value)),
            "certificate" | "private-key" => reading.pass_over(
                format!("{shown} …"),
                "A certificate belongs to the client: enter it with its key in place of a secret.",
            ),
            "proxy-user" | "proxy-password" => {
                reading.pass_over(format!("{shown} …"), "Tokenry does not send this.");
            }
            _ => reading.pass_over(
                format!("{shown} {}", super::shown_value(&value)),
                "Tokenry handles this itself.",
            ),
        }
    }
}
