//! The ways in which a pasted text can be read: as an address, as one that a letter or a terminal
//! wrapped, as JSON, as lines of names and values, encoded once more, or inside other words.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::{Url, form_urlencoded};

/// Characters that people and programs put around a URL.
const AROUND: [char; 18] = [
    '"', '\'', '`', '<', '>', '“', '”', '„', '‘', '’', '«', '»', '‹', '›', '「', '」', '\u{feff}',
    '*',
];

/// Punctuation that may follow a URL in a sentence.
const BEHIND: [char; 12] = ['.', ',', ';', ':', '!', '?', ')', ']', '}', '|', '\\', '*'];

/// Text inside text is followed this deep.
const DEEP: usize = 3;

/// No text is read in more ways.
const MOST: usize = 500;

/// No more lines are put together.
const LINES: usize = 40;

/// Letters and terminals wrap lines that are about this long, or longer.
const WRAPPED: usize = 60;

/// Without what stands around it.
pub(super) fn unwrapped(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let inner = text.trim_matches(AROUND).trim();
        if inner.len() == text.len() {
            return text;
        }
        text = inner;
    }
}

/// All readings that speak of an answer, the most likely one first. Nothing where the text does
/// not: it may be a code.
pub(super) fn of(text: &str, code_name: Option<&str>) -> Vec<String> {
    let mut found = Found {
        code_name,
        readings: Vec::new(),
    };
    found.read(text, DEEP);
    found.readings
}

struct Found<'a> {
    code_name: Option<&'a str>,
    readings: Vec<String>,
}

impl Found<'_> {
    fn read(&mut self, text: &str, deep: usize) {
        let text = unescaped(text);
        let text = unwrapped(&text);
        if text.starts_with(['{', '[']) {
            self.json(text, deep);
        }
        for joined in joined(text) {
            self.word(&joined, deep);
        }
        for word in text.split(|c: char| c.is_whitespace() || AROUND.contains(&c)) {
            self.word(word, deep);
            self.word(word.trim_end_matches(BEHIND), deep);
            for part in word.split(['(', ')', '[', ']', '|', '\\']) {
                self.word(part, deep);
            }
        }
        self.named(text);
    }

    fn add(&mut self, reading: &str) {
        let room = self.readings.len() < MOST;
        if room && !self.readings.iter().any(|known| known == reading) {
            self.readings.push(reading.to_owned());
        }
    }

    /// A piece without white space.
    fn word(&mut self, word: &str, deep: usize) {
        let word = word.trim_matches(AROUND);
        if word.is_empty() || word.contains(char::is_whitespace) {
            return;
        }
        if self.speaks(word) || is_address(word) {
            self.add(word);
        }
        if deep == 0 {
            return;
        }
        let low = word.to_ascii_lowercase();
        if low.contains("%3d") || low.contains("%253d") {
            self.inside(word, deep);
        }
    }

    /// An address that is encoded as a whole, or stands in a parameter of another one.
    fn inside(&mut self, word: &str, deep: usize) {
        if let Ok(outer) = Url::parse(word) {
            for (_, value) in outer.query_pairs() {
                if self.speaks(&value) || value.to_ascii_lowercase().contains("%3d") {
                    self.word(&value, deep - 1);
                }
            }
        }
        if !self.speaks(word)
            && let Ok(plain) = percent_decode_str(word).decode_utf8()
        {
            self.read(&plain, deep - 1);
        }
    }

    /// An object that holds the answer's members, or an address as the value of one; also as
    /// scripts write it, with single quotes.
    fn json(&mut self, text: &str, deep: usize) {
        let read = serde_json::from_str::<Value>(text);
        let read = read.or_else(|_| serde_json::from_str(&text.replace('\'', "\"")));
        if let (Ok(value), true) = (read, deep > 0) {
            self.value(&value, deep);
        }
    }

    fn value(&mut self, value: &Value, deep: usize) {
        match value {
            Value::Object(members) => {
                let pairs = members
                    .iter()
                    .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
                self.pairs(pairs.collect());
                members.values().for_each(|one| self.value(one, deep));
            }
            Value::Array(all) => all.iter().for_each(|one| self.value(one, deep)),
            Value::String(text) if self.speaks(text) => self.read(text, deep - 1),
            _ => {}
        }
    }

    /// A line for each: `code: …`, `state = …`, as tables and scripts have it.
    fn named(&mut self, text: &str) {
        let parts = text.split(['\n', '\r', ',', ';', '{', '}']);
        let pairs = parts.filter_map(|part| {
            let (name, value) = part.split_once([':', '=', '\t'])?;
            let clean = |text: &str| text.trim().trim_matches(AROUND).trim().to_owned();
            Some((clean(name), clean(value)))
        });
        let pairs: Vec<(String, String)> = pairs.collect();
        let pairs = pairs.iter().filter(|(name, value)| {
            !name.contains(char::is_whitespace) && !value.contains(char::is_whitespace)
        });
        self.pairs(
            pairs
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
        );
    }

    fn pairs(&mut self, pairs: Vec<(&str, &str)>) {
        let names = |wanted: &str| pairs.iter().any(|(name, _)| *name == wanted);
        let code = names("code") || self.code_name.is_some_and(names) || names("error");
        if code && names("state") || names("error") {
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs)
                .finish();
            self.add(&query);
        }
    }

    /// Does it hold what an answer is made of?
    fn speaks(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        let own = self
            .code_name
            .map(|name| format!("{name}=").to_ascii_lowercase());
        ["code=", "state=", "error=", "access_token="]
            .into_iter()
            .chain(own.as_deref())
            .any(|name| {
                // A code may end in "code=", as base64 ends.
                text.match_indices(name).any(|(at, _)| {
                    let behind = text[at + name.len()..].chars().next();
                    behind.is_some_and(|first| first != '=')
                })
            })
    }
}

fn is_address(word: &str) -> bool {
    let place = word.split(['?', '#']).next().unwrap_or_default();
    place.contains(":/") && Url::parse(word).is_ok()
}

/// HTML's and JSON's way to write an ampersand, and a shell's to write what it would act on.
fn unescaped(text: &str) -> String {
    const PLAIN: [(&str, &str); 13] = [
        ("&amp;", "&"),
        ("&#38;", "&"),
        ("&#038;", "&"),
        ("&#x26;", "&"),
        ("&#X26;", "&"),
        ("&equals;", "="),
        ("&quest;", "?"),
        ("\\u0026", "&"),
        ("\\u003d", "="),
        ("\\u003D", "="),
        ("\\/", "/"),
        ("\\&", "&"),
        ("\\?", "?"),
    ];
    let mut text = text.replace("\\=", "=");
    // Twice, since pages escape what was escaped before.
    for _ in 0..2 {
        for (written, meant) in PLAIN {
            text = text.replace(written, meant);
        }
    }
    text
}

/// Lines put together again, as one that was wrapped. A short line that is whole without its
/// successor comes alone first.
fn joined(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).take(LINES).collect();
    if lines.len() < 2 {
        return Vec::new();
    }
    let mut all = Vec::new();
    for start in 0..lines.len() {
        let mut one = lines[start]
            .split_whitespace()
            .next_back()
            .unwrap_or_default()
            .to_owned();
        let mut long = lines[start].chars().count() >= WRAPPED;
        let mut from_here = Vec::new();
        for line in &lines[start + 1..] {
            let first = line.split_whitespace().next().unwrap_or_default();
            if first.is_empty() || one.is_empty() {
                break;
            }
            one.push_str(first);
            // Wrapped where it had to be, or else only where the answer is not whole before.
            let at = if long { 0 } else { from_here.len() };
            from_here.insert(at, one.clone());
            long = long && line.chars().count() >= WRAPPED;
            if first.len() != line.len() {
                break;
            }
        }
        if !lines[start].is_empty() && from_here.len() < LINES {
            let alone = lines[start].split_whitespace().next_back();
            let at = usize::from(lines[start].chars().count() >= WRAPPED) * from_here.len();
            from_here.insert(at, alone.unwrap_or_default().to_owned());
        }
        all.extend(from_here);
    }
    all
}
