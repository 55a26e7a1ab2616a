//! Shell variables and placeholders in an imported request. They become Tokenry variables
//! (`{{NAME}}`), which are never sent without a value.

use percent_encoding::percent_decode_str;
use url::{Url, form_urlencoded};

use super::{
    call::from_base64,
    draft::{Ignored, ImportPlan},
    placeholder::{is_marked, is_named, is_placeholder},
};
use tokenry_model::{redact::is_secret_name, request::Draft, variables::written_in_shell};

/// The parts that only a shell could substitute.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// Verbatim: `$NAME`, `${NAME}`, `$(curl …)`.
    pub(super) names: Vec<String>,
    /// Those that are the output of a command.
    pub(super) made: Vec<String>,
}

impl Open {
    /// Collects the unquoted variables of a word.
    pub(super) fn take(&mut self, word: &str) {
        let made = made_in(word);
        for name in written_in_shell(word).into_iter().chain(made.clone()) {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
        self.made.extend(made);
    }

    /// Returns `true` if the text contains the output of a command.
    pub(super) fn is_made(&self, text: &str) -> bool {
        self.made.iter().any(|made| text.contains(made))
    }

    /// Replaces every open part with a variable.
    pub(super) fn write_into(&self, draft: &mut Draft, understood: &mut ImportPlan) {
        let mut names: Vec<&String> = self.names.iter().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        draft.url = address(&draft.url, &names, understood);
        draft.headers.retain_mut(|header| {
            let open = header.name.eq_ignore_ascii_case("authorization")
                && open_basic(&header.value, understood);
            if open {
                let why = "Its id or secret has no value yet.";
                understood.leave(Ignored::new(format!("{}: Basic …", header.name), why));
                return false;
            }
            header.value = in_text(&header.value, &names, understood);
            header.value = credential(&header.name, &header.value, understood);
            true
        });
        for text in draft.texts_of_body() {
            *text = in_text(text, &names, understood);
        }
    }
}

/// A part of a command that its reader has to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOpen {
    /// Verbatim: `$TOKEN`, `YOUR_API_KEY`.
    pub name: String,
    /// A chosen token replaces it.
    pub in_authorization: bool,
}

/// Lists the placeholders that remain in a request. In a body, similar text is often intended, so
/// only command output counts there.
pub fn left_open(draft: &Draft) -> Vec<LeftOpen> {
    let mut open = Vec::new();
    let mut add = |name: &str, in_authorization| {
        let one = LeftOpen {
            name: name.to_owned(),
            in_authorization,
        };
        if !open.contains(&one) {
            open.push(one);
        }
    };
    for header in draft.headers.iter().filter(|header| header.enabled) {
        let authorizes = header.name.eq_ignore_ascii_case("authorization");
        let value = header.value.trim();
        let credential = value
            .split_once(' ')
            .map_or(value, |(_, credential)| credential.trim());
        if is_placeholder(credential) {
            add(credential, authorizes);
        }
        for name in written_in_shell(value).iter().chain(&made_in(value)) {
            add(name, authorizes);
        }
    }
    let address = percent_decode_str(&draft.url).decode_utf8_lossy();
    for name in written_in_shell(&draft.url)
        .iter()
        .chain(&made_in(&address))
    {
        add(name, false);
    }
    for text in draft.clone().texts_of_body() {
        for name in made_in(text) {
            add(&name, false);
        }
    }
    open
}

/// Finds `$(curl …)` in a word of a shell ([`super::shell`]).
pub(super) fn made_in(word: &str) -> Vec<String> {
    let starts = word.match_indices("$(");
    starts
        .filter_map(|(at, _)| {
            let length = word[at..].find(')')? + 1;
            Some(word[at..at + length].to_owned())
        })
        .filter(|made| made.ends_with(" …)"))
        .collect()
}

/// Returns `{{NAME}}` for a placeholder of any syntax.
fn variable(written: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric();
    let words: Vec<&str> = written
        .split(|c| !plain(c) && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let name = words.join("_");
    let name = if name.is_empty() { "value" } else { &name };
    format!("{{{{{name}}}}}")
}

fn in_text(text: &str, names: &[&String], understood: &mut ImportPlan) -> String {
    let mut text = text.to_owned();
    for name in names {
        if text.contains(*name) {
            understood.miss(*name);
            text = text.replace(*name, &variable(name));
        }
    }
    text
}

/// Replaces placeholders in a header's value: the part after the scheme, or all of it. Outside
/// credentials, a word in capitals is often a value (`IN_PROGRESS`).
fn credential(header: &str, value: &str, understood: &mut ImportPlan) -> String {
    let value = value.trim();
    let lower = header.to_ascii_lowercase();
    let secret = lower == "authorization" || is_secret_name(&lower) || lower.ends_with("key");
    let (scheme, rest) = match value.split_once(' ') {
        Some((scheme, rest)) if secret && !scheme.starts_with(['<', '[', '{', '$']) => {
            (Some(scheme), rest.trim())
        }
        _ => (None, value),
    };
    let open = is_marked(rest) || secret && is_placeholder(rest);
    if !open || rest.contains("{{") || understood.trusts(rest) {
        return value.to_owned();
    }
    understood.miss(rest);
    match scheme {
        Some(scheme) => format!("{scheme} {}", variable(rest)),
        None => variable(rest),
    }
}

/// Returns `true` if the HTTP Basic credentials are placeholders.
fn open_basic(value: &str, understood: &mut ImportPlan) -> bool {
    let pair = value.split_once(' ').and_then(|(scheme, encoded)| {
        let basic = scheme.eq_ignore_ascii_case("basic");
        let bytes = from_base64(encoded.trim()).filter(|_| basic)?;
        String::from_utf8(bytes).ok()
    });
    let Some(pair) = pair else {
        return false;
    };
    let (user, password) = pair.split_once(':').unwrap_or((&pair, ""));
    let mut open = false;
    for part in [user, password] {
        if is_placeholder(part) && !understood.trusts(part) {
            understood.miss(part);
            open = true;
        }
    }
    open
}

fn address(url: &str, names: &[&String], understood: &mut ImportPlan) -> String {
    let mut url = url.to_owned();
    for name in names {
        for written in encoded(name) {
            if url.contains(&written) {
                understood.miss(*name);
                url = url.replace(&written, &variable(name));
            }
        }
    }
    let url = url.replace("%7B%7B", "{{").replace("%7D%7D", "}}");
    let begins = url.find("://").map_or(0, |at| at + 3);
    let Some(path) = url[begins..].find('/').map(|at| at + begins) else {
        return url;
    };
    let (path, query) = match url[path..].split_once('?') {
        Some((path, query)) => (path.to_owned(), Some(query)),
        None => (url[path..].to_owned(), None),
    };
    let origin = &url[..url.len() - path.len() - query.map_or(0, |query| query.len() + 1)];
    let segments: Vec<String> = path
        .split('/')
        .map(|part| segment(part, understood))
        .collect();
    let mut out = format!("{origin}{}", segments.join("/"));
    if let Some(query) = query {
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, value)) => format!("{name}={}", whole(value, understood)),
                None => pair.to_owned(),
            })
            .collect();
        out.push('?');
        out.push_str(&pairs.join("&"));
    }
    out
}

/// Returns a name as encoded in the path, in the query, and in encoded parameters.
fn encoded(name: &str) -> Vec<String> {
    let mut all = vec![name.to_owned()];
    if let Ok(mut url) = Url::parse("http://h/") {
        url.set_path(name);
        all.push(url.path().trim_start_matches('/').to_owned());
        url.set_query(Some(name));
        all.extend(url.query().map(str::to_owned));
    }
    all.push(form_urlencoded::byte_serialize(name.as_bytes()).collect());
    all.dedup();
    all
}

fn segment(part: &str, understood: &mut ImportPlan) -> String {
    if let Some(name) = part.strip_prefix(':').filter(|name| is_named(name)) {
        understood.miss(part);
        return variable(name);
    }
    let whole = whole(part, understood);
    // `{id}.json`
    let mut out = String::new();
    let mut rest = whole.as_str();
    while let Some((before, after)) = rest.split_once("%7B") {
        out.push_str(before);
        match after.split_once("%7D") {
            Some((name, behind)) if is_marked(&format!("{{{name}}}")) => {
                understood.miss(format!("{{{name}}}"));
                out.push_str(&variable(name));
                rest = behind;
            }
            _ => {
                out.push_str("%7B");
                rest = after;
            }
        }
    }
    out + rest
}

/// Replaces the whole text with a variable, if it is nothing but a placeholder.
fn whole(text: &str, understood: &mut ImportPlan) -> String {
    let decoded = percent_decode_str(text).decode_utf8_lossy().into_owned();
    let found = [text, decoded.as_str()]
        .into_iter()
        .find(|text| is_marked(text) && !understood.trusts(text));
    match found {
        Some(found) => {
            understood.miss(found);
            variable(found)
        }
        None => text.to_owned(),
    }
}
