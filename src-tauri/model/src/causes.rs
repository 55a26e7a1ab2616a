//! The underlying errors of an error, safe to show.

use std::error::Error;

use crate::redact::Redactor;

/// Returns the messages of the sources, outermost first, without credentials. Skips a message that
/// the one before it already quotes.
pub fn causes(error: &dyn Error) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut before = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        next = source.source();
        let text = without_credentials(&source.to_string());
        if !before.contains(&text) {
            causes.push(text.clone());
        }
        before = text;
    }
    causes
}

/// Masks credentials, also in the URLs that HTTP libraries put into their messages.
pub fn without_credentials(message: &str) -> String {
    let redactor = Redactor::new();
    let word = |word: &str| {
        if !word.contains("://") {
            return word.to_owned();
        }
        let url = word.trim_matches(|c| "()<>\"'`,;:.".contains(c));
        word.replacen(url, &redactor.address(url), 1)
    };
    let words: Vec<String> = message.split(' ').map(word).collect();
    redactor.text(&words.join(" "))
}
