//! URLs as people type them: with variables, or without a scheme.

use url::Url;

use super::{MASK, Redactor, paths};

const SCHEME: &str = "https://";

impl Redactor {
    /// Redacts a URL as a person typed it, even if it is not valid yet.
    pub fn address(&self, typed: &str) -> String {
        let own = Url::parse(typed).ok().filter(Url::has_host);
        if let Some(url) = own {
            return self.url(&url);
        }
        if !typed.contains("://")
            && let Ok(url) = Url::parse(&format!("{SCHEME}{typed}"))
        {
            let shown = self.url(&url);
            return shown.strip_prefix(SCHEME).unwrap_or(&shown).to_owned();
        }
        let (place, query) = match typed.split_once('?') {
            Some((place, query)) => (place, Some(query)),
            None => (typed, None),
        };
        let clean = self.text(&paths::masked(&mask_user_of(place)));
        match query {
            Some(query) => format!("{clean}?{}", self.pairs(query)),
            None => clean,
        }
    }
}

/// Masks the user part of a URL that contains a variable or cannot be parsed.
fn mask_user_of(place: &str) -> String {
    let start = place.find("://").map_or(0, |at| at + 3);
    let end = place[start..]
        .find('/')
        .map_or(place.len(), |at| start + at);
    match place[start..end].rfind('@') {
        Some(at) => format!("{}{MASK}{}", &place[..start], &place[start + at..]),
        None => place.to_owned(),
    }
}
