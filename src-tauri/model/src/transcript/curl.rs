//! Steps as curl commands. Secrets were masked when the step was recorded. Here each mask becomes a
//! shell variable named after the secret: `$CLIENT_SECRET`, `$ACCESS_TOKEN`.

use super::HttpStep;
use crate::{
    curl_command::CurlCommand,
    redact::MASK,
    shell::{literal, with_variable},
};

/// Headers that curl sets itself.
const OWN: [&str; 5] = [
    "host",
    "content-length",
    "accept-encoding",
    "connection",
    "user-agent",
];

/// A piece of an argument.
enum Piece {
    Text(String),
    Variable(String),
}

impl HttpStep {
    /// Returns the command, with one argument per line.
    pub fn as_curl(&self) -> String {
        let mut command = CurlCommand::new(&self.method, self.request_body.is_some());
        command.url(&self.url.replace(MASK, ""), &argument(&self.url));
        let mut form = false;
        for (name, value) in &self.request_headers {
            let lower = name.to_ascii_lowercase();
            if OWN.contains(&lower.as_str()) {
                continue;
            }
            if lower == "content-type" && value.starts_with("application/x-www-form-urlencoded") {
                form = true;
                continue;
            }
            if lower == "authorization" && *value == format!("Basic {MASK}") {
                command.option("--user", r#""$CLIENT_ID:$CLIENT_SECRET""#);
                continue;
            }
            if lower == "dpop" {
                // A proof works only once and only for this request.
                command.header(r#""DPoP: $DPOP_PROOF""#);
                continue;
            }
            command.header(&argument(&format!("{name}: {value}")));
        }
        if let Some(body) = &self.request_body {
            if form {
                for pair in body.split('&') {
                    let (option, field) = field(pair);
                    command.option(option, &field);
                }
            } else {
                command.option("--data-raw", &argument(body));
            }
        }
        command.to_text()
    }
}

/// Writes a form field. The value of a variable has to be encoded.
fn field(pair: &str) -> (&'static str, String) {
    match pair.split_once('=') {
        Some((name, MASK)) => {
            let field = with_variable(&format!("{name}="), &variable(name));
            ("--data-urlencode", field)
        }
        _ => ("--data-raw", argument(pair)),
    }
}

/// Writes one argument for a POSIX shell: text in single quotes, variables in double quotes.
fn argument(text: &str) -> String {
    let quoted = pieces(text).into_iter().map(|piece| match piece {
        Piece::Text(text) => literal(&text),
        Piece::Variable(name) => format!("\"${name}\""),
    });
    let quoted: String = quoted.collect();
    if quoted.is_empty() {
        "''".into()
    } else {
        quoted
    }
}

/// Splits a text at its masks: `[redacted]`, and `[token NAME]` where a request carried its token.
fn pieces(text: &str) -> Vec<Piece> {
    const TOKEN: &str = "[token ";
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut before = String::new();
    loop {
        let mask = rest.find(MASK).map(|at| (at, at + MASK.len(), None));
        let token = rest.find(TOKEN).and_then(|at| {
            let end = at + rest[at..].find(']')? + 1;
            Some((at, end, Some("ACCESS_TOKEN")))
        });
        let next = [mask, token]
            .into_iter()
            .flatten()
            .min_by_key(|(at, ..)| *at);
        let Some((at, end, name)) = next else {
            break;
        };
        before.push_str(&rest[..at]);
        if at > 0 {
            pieces.push(Piece::Text(rest[..at].to_owned()));
        }
        let name = name.map_or_else(|| variable(&before), str::to_owned);
        pieces.push(Piece::Variable(name));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

/// Returns the variable's name, from the parameter, JSON member, header or scheme that precedes the
/// mask.
fn variable(before: &str) -> String {
    let trimmed = before.trim_end_matches([' ', '"', ':', '=', '/', '[']);
    let word: String = trimmed
        .chars()
        .rev()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        .collect();
    let word: String = word.chars().rev().collect();
    match word.to_ascii_lowercase().as_str() {
        "" => "SECRET".into(),
        "bearer" | "dpop" | "token" | "authorization" => "ACCESS_TOKEN".into(),
        "basic" => "BASIC_CREDENTIALS".into(),
        "http" | "https" => "CREDENTIALS".into(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => "SECRET".into(),
        name => name.replace('-', "_").to_ascii_uppercase(),
    }
}
