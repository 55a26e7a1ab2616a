//! HTTPie commands (its documentation, “Request items”: [`items`]), expressed as curl options.

mod items;

use serde_json::{Map, Value};

use self::items::{parted, whole};
use super::{Data, Options};
use tokenry_model::request::{FormPart, PartContent};

/// Long options with a value that do not affect the request.
const WITH_VALUE: [&str; 20] = [
    "cert",
    "cert-key",
    "cert-key-pass",
    "ciphers",
    "format-options",
    "max-headers",
    "max-redirects",
    "output",
    "pretty",
    "print",
    "proxy",
    "response-charset",
    "response-mime",
    "session",
    "session-read-only",
    "ssl",
    "style",
    "timeout",
    "verify",
    "history-print",
];

/// Short options and their long names.
const SHORT: [(char, &str); 10] = [
    ('A', "auth-type"),
    ('a', "auth"),
    ('f', "form"),
    ('j', "json"),
    ('o', "output"),
    ('p', "print"),
    ('s', "style"),
    ('P', "history-print"),
    ('F', "follow"),
    ('d', "download"),
];

const NO_FILE: &str = "Tokenry does not read the file. Put its text there.";

/// The encoding of the body's items.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Json,
    Form,
    Multipart,
}

struct Command<'a> {
    reading: &'a mut Options,
    way: Way,
    /// The program is `https`, which sets the default scheme.
    secure: bool,
    positional: Vec<String>,
    auth: Option<String>,
    auth_type: String,
    members: Map<String, Value>,
    fields: Vec<(String, String)>,
    files: Vec<FormPart>,
}

pub(super) fn read(reading: &mut Options, secure: bool, words: impl Iterator<Item = String>) {
    let mut command = Command {
        reading,
        way: Way::Json,
        secure,
        positional: Vec::new(),
        auth: None,
        auth_type: "basic".into(),
        members: Map::new(),
        fields: Vec::new(),
        files: Vec::new(),
    };
    let mut words = words;
    while let Some(word) = words.next() {
        command.word(word, &mut words);
    }
    command.finish();
}

impl Command<'_> {
    fn word(&mut self, word: String, words: &mut impl Iterator<Item = String>) {
        if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
            let (name, inline) = match long.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (long.to_owned(), None),
            };
            return self.option(&format!("--{name}"), &name, inline, words);
        }
        let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            return self.positional.push(word);
        };
        let mut letters = letters.chars();
        while let Some(letter) = letters.next() {
            let shown = format!("-{letter}");
            let Some((_, long)) = SHORT.iter().find(|(known, _)| *known == letter) else {
                self.reading
                    .pass_over(shown, "Tokenry handles this itself.");
                continue;
            };
            let rest = letters.as_str();
            if takes_value(long) {
                let inline = (!rest.is_empty()).then(|| rest.to_owned());
                return self.option(&shown, long, inline, words);
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
        match name {
            "form" => self.way = Way::Form,
            "multipart" => self.way = Way::Multipart,
            "json" => self.way = Way::Json,
            _ if !takes_value(name) => {
                self.reading
                    .pass_over(shown, "Tokenry handles this itself.");
            }
            _ => {
                let Some(value) = inline.or_else(|| words.next()) else {
                    return self.reading.pass_over(shown, "Its value is missing.");
                };
                self.valued(shown, name, value);
            }
        }
    }

    fn valued(&mut self, shown: &str, name: &str, value: String) {
        match name {
            "auth" => self.auth = Some(value),
            "auth-type" => self.auth_type = value.to_ascii_lowercase(),
            "raw" => self.reading.data.push(Data::Text(value)),
            "default-scheme" => self.secure = value == "https",
            "verify" if ["no", "false"].contains(&&*value) => self.reading.pass_over(
                format!("{shown}={value}"),
                "Tokenry checks every certificate: add the server's authority to those that the \
                 system trusts.",
            ),
            "cert" | "cert-key" => self.reading.pass_over(
                format!("{shown} …"),
                "A certificate belongs to the client: enter it with its key in place of a secret.",
            ),
            "cert-key-pass" => self
                .reading
                .pass_over(format!("{shown} …"), "Tokenry does not send this."),
            _ => self.reading.pass_over(
                format!("{shown} {}", super::shown_value(&value)),
                "Tokenry handles this itself.",
            ),
        }
    }

    /// Reads a method, a URL and items. Without a method, the items determine it.
    fn finish(mut self) {
        let mut positional = std::mem::take(&mut self.positional).into_iter().peekable();
        let is_method = |word: &String| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic()) && word != "localhost"
        };
        let method = positional.next_if(is_method);
        if let Some(address) = positional.next() {
            let address = whole(&address, self.secure);
            self.reading.address(address);
        }
        for item in positional {
            self.item(&item);
        }
        self.authorize();
        let piped = self.reading.input.take().filter(|_| self.is_empty());
        let has_body = piped.is_some() || !self.is_empty() || !self.reading.data.is_empty();
        self.reading.method = method
            .map(|method| method.to_ascii_uppercase())
            .or_else(|| has_body.then(|| "POST".to_owned()));
        if let Some(piped) = piped {
            self.reading.json = self.way == Way::Json;
            self.reading.data.push(Data::Text(piped));
        }
        self.body();
    }

    fn is_empty(&self) -> bool {
        self.members.is_empty() && self.fields.is_empty() && self.files.is_empty()
    }

    fn authorize(&mut self) {
        let Some(auth) = self.auth.take() else {
            return;
        };
        match self.auth_type.as_str() {
            "basic" => {
                let (user, password) = auth.split_once(':').unwrap_or((&auth, ""));
                self.reading.basic = Some((user.to_owned(), password.to_owned()));
            }
            "bearer" => self
                .reading
                .headers
                .push(("Authorization".into(), format!("Bearer {auth}"))),
            _ => self
                .reading
                .pass_over("--auth …", "Tokenry does not support this authentication."),
        }
    }

    /// Reads `name:value`, `name=value`, `name:=json`, `name==value`, and their variants with
    /// files.
    fn item(&mut self, item: &str) {
        let Some((name, separator, value)) = parted(item) else {
            return self.reading.pass_over(item, "This is not an HTTPie item.");
        };
        match separator {
            // `Name:` removes a header that HTTPie would add.
            ":" if value.is_empty() => {}
            ":" => self.reading.headers.push((name, value)),
            "==" => self.reading.query.push((name, value)),
            "=" => self.member(name, Value::String(value)),
            ":=" => match serde_json::from_str(&value) {
                Ok(value) => self.member(name, value),
                Err(error) => self
                    .reading
                    .pass_over(item, &format!("Its value is not valid JSON: {error}.")),
            },
            "@" => self.file(item, name, &value),
            _ => self.reading.pass_over(item, NO_FILE),
        }
    }

    fn member(&mut self, name: String, value: Value) {
        if self.way != Way::Json {
            let text = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            return self.fields.push((name, text));
        }
        if name.contains('[') {
            return self.reading.pass_over(
                name,
                "It is a nested member. Give the whole body with --raw instead.",
            );
        }
        self.members.insert(name, value);
    }

    /// Reads `name@path` and `name@path;type=image/png`.
    fn file(&mut self, item: &str, name: String, value: &str) {
        self.reading.sent_only(item, "Only requests have files.");
        let (path, media_type) = value.split_once(";type=").unwrap_or((value, ""));
        self.files.push(FormPart {
            name,
            content: PartContent::File {
                path: path.to_owned(),
                file_name: String::new(),
            },
            media_type: media_type.to_owned(),
            enabled: true,
        });
    }

    fn body(self) {
        let reading = self.reading;
        let multipart = self.way == Way::Multipart || !self.files.is_empty();
        if multipart {
            let texts = self.fields.into_iter().map(|(name, text)| FormPart {
                name,
                content: PartContent::Text { text },
                media_type: String::new(),
                enabled: true,
            });
            reading.parts.extend(texts);
            reading.parts.extend(self.files);
            for name in self.members.keys() {
                reading.pass_over(
                    name.clone(),
                    "A form with files cannot contain JSON. Add --form.",
                );
            }
        } else if self.way == Way::Form {
            let pairs = self.fields.into_iter();
            reading
                .data
                .extend(pairs.map(|(name, value)| Data::Pair(name, value)));
        } else if !self.members.is_empty() {
            reading.json = true;
            let text = Value::Object(self.members).to_string();
            reading.data.push(Data::Text(text));
        }
    }
}

fn takes_value(long: &str) -> bool {
    ["auth", "auth-type", "raw", "default-scheme"].contains(&long) || WITH_VALUE.contains(&long)
}
