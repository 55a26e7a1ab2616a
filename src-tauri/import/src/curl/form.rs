//! `--form` with its own syntax: `name=content;type=…`, quotes and files (curl's manual).

use super::Options;
use tokenry_model::request::{FormPart, PartContent};

impl Options {
    /// Reads `name=content` verbatim.
    pub(super) fn form_string(&mut self, shown: &str, value: &str) {
        match value.split_once('=') {
            Some((name, content)) => self.part(name, content.to_owned(), String::new()),
            None => self.pass_over(format!("{shown} {value}"), "This is not a field."),
        }
    }

    pub(super) fn form(&mut self, shown: &str, value: &str) {
        let Some((name, content)) = value.split_once('=') else {
            return self.pass_over(format!("{shown} {value}"), "This is not a field.");
        };
        if let Some(path) = content.strip_prefix('<') {
            self.pass_over(
                format!("{shown} {name}=<{path}"),
                "Tokenry does not read the file. Put its text there.",
            );
            return;
        }
        let Some(files) = content.strip_prefix('@') else {
            let (text, attributes) = word(content, false);
            return self.part(name, text, attributes.media_type);
        };
        self.sent_only(format!("{shown} {value}"), "Only requests have files.");
        let mut rest = files;
        loop {
            let (path, attributes) = word(rest, true);
            self.parts.push(FormPart {
                name: name.to_owned(),
                content: PartContent::File {
                    path,
                    file_name: attributes.file_name,
                },
                media_type: attributes.media_type,
                enabled: true,
            });
            match attributes.rest.strip_prefix(',') {
                Some(more) => rest = more,
                None => break,
            }
        }
    }

    fn part(&mut self, name: &str, text: String, media_type: String) {
        self.parts.push(FormPart {
            name: name.to_owned(),
            content: PartContent::Text { text },
            media_type,
            enabled: true,
        });
    }
}

/// The attributes after a content.
#[derive(Default)]
struct Attributes<'a> {
    media_type: String,
    file_name: String,
    rest: &'a str,
}

/// Returns the content without quotes, and its attributes. There may be several files.
fn word(text: &str, is_file: bool) -> (String, Attributes<'_>) {
    let (content, mut rest) = unquoted(text, is_file);
    let mut attributes = Attributes::default();
    while let Some(more) = rest.strip_prefix(';') {
        let more = more.trim_start();
        let (name, value) = more.split_once('=').unwrap_or((more, ""));
        let (value, behind) = match name.trim() {
            "type" => media_type(value, is_file),
            _ => unquoted(value, is_file),
        };
        match name.trim() {
            "type" => attributes.media_type = value,
            "filename" => attributes.file_name = value,
            _ => {}
        }
        rest = behind;
    }
    attributes.rest = rest;
    (content, attributes)
}

/// Reads `text/plain`, including its `;charset=utf-8`.
fn media_type(text: &str, is_file: bool) -> (String, &str) {
    let mut end = text.len();
    for (at, character) in text.char_indices() {
        let ours = |behind: &str| {
            let behind = behind.trim_start();
            let known = ["filename=", "headers=", "encoder="];
            known.iter().any(|name| behind.starts_with(name))
        };
        if (character == ';' && ours(&text[at + 1..])) || (character == ',' && is_file) {
            end = at;
            break;
        }
    }
    (text[..end].trim().to_owned(), &text[end..])
}

fn unquoted(text: &str, is_file: bool) -> (String, &str) {
    let ends = |c: char| c == ';' || (is_file && c == ',');
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(ends).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut content = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some((_, escaped @ ('"' | '\\'))) => content.push(escaped),
                Some((_, other)) => content.extend(['\\', other]),
                None => content.push('\\'),
            },
            '"' => {
                let behind = &quoted[at + 1..];
                let end = behind.find(ends).unwrap_or(behind.len());
                return (content, &behind[end..]);
            }
            other => content.push(other),
        }
    }
    // Without a closing quote, the quote belongs to the content.
    (text.to_owned(), "")
}
