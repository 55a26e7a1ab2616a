//! From what was typed to a request.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use tokenry_core::{error::Error, workbench::Workbench};
use tokenry_model::{
    id::Id,
    request::{Body, Draft, Field, Request, SendSettings},
};
use tokenry_vault::store::Noun;

use super::super::{lookup, pasted_file};
use crate::{args::SendArgs, problem::Problem};

const FORM: &str = "application/x-www-form-urlencoded";

/// What `-d` names: the text itself, `@FILE`, or `-` for standard input.
pub(super) fn body(data: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(data) = data else {
        return Ok(None);
    };
    match data {
        "-" | "@-" => {
            let mut bytes = Vec::new();
            io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(Problem::Input)?;
            text(bytes, || "What came on standard input".into()).map(Some)
        }
        _ => match data.strip_prefix('@') {
            Some(path) => {
                let bytes = fs::read(path).map_err(|source| Problem::File {
                    path: PathBuf::from(path),
                    source,
                })?;
                text(bytes, || format!("The file {path}")).map(Some)
            }
            None => Ok(Some(data.to_owned())),
        },
    }
}

/// The saved request, or an empty one, with everything that was typed put over it.
pub(super) async fn compose(
    workbench: &Workbench,
    args: &SendArgs,
    data: Option<String>,
) -> Result<(Option<Id<Request>>, Draft), Problem> {
    let (id, mut draft) = match (&args.request, &args.curl) {
        (Some(name), _) => {
            let saved = saved(workbench, name).await?;
            (Some(saved.id), saved.draft)
        }
        (None, Some(file)) => (None, pasted(file, args)?),
        (None, None) => (None, empty()),
    };
    let begun = args.request.is_some() || args.curl.is_some();
    match (&args.first, &args.second) {
        (Some(method), Some(url)) => {
            draft.method = method_word(method);
            draft.url.clone_from(url);
        }
        (Some(url), None) if !is_method(url) => {
            draft.url.clone_from(url);
            if args.request.is_none() && data.is_some() {
                draft.method = "POST".into();
            }
        }
        (Some(method), None) if args.request.is_some() => draft.method = method_word(method),
        (None, None) if begun => {}
        _ => {
            return Err(Problem::usage(
                "The URL is missing.",
                "Example: tokenry send https://api.example.org/me --token alice",
            ));
        }
    }
    for header in &args.headers {
        set_header(&mut draft.headers, header)?;
    }
    if let Some(data) = data {
        set_body(&mut draft, data);
    }
    if let Some(name) = &args.token {
        draft.token = Some(lookup::token_named(workbench, name).await?.id);
    }
    if draft.url.starts_with('/') && !draft.url.starts_with("//") {
        let Some(token) = draft.token else {
            return Err(Problem::usage(
                "A path without a host needs a token, whose server it belongs to.",
                "Add --token NAME, or give the whole URL.",
            ));
        };
        draft.url = workbench.address_at(token, &draft.url).await?;
    }
    if args.no_follow {
        draft.settings.follow_redirects = false;
    }
    if let Some(seconds) = args.timeout {
        draft.settings.timeout_secs = seconds;
    }
    Ok((id, draft))
}

/// The request of a curl command. What its documentation leaves open is never sent as it is
/// written.
fn pasted(file: &Path, args: &SendArgs) -> Result<Draft, Problem> {
    let text = pasted_file::read(file, false)?;
    let draft = tokenry_import::call(&text, &super::values(&args.set)).map_err(Error::from)?;
    let mut open = tokenry_import::left_open(&draft);
    if args.token.is_some() {
        // The chosen token takes the place of the one that is left open.
        open.retain(|one| !one.in_authorization);
    }
    if open.is_empty() {
        return Ok(draft);
    }
    let names: Vec<_> = open.into_iter().map(|one| one.name).collect();
    Err(Problem::usage(
        format!(
            "The command leaves open: {}. Nothing was sent.",
            names.join(", ")
        ),
        "Give a value with --set NAME=VALUE, or choose a token of yours with --token.",
    ))
}

async fn saved(workbench: &Workbench, name: &str) -> Result<Request, Problem> {
    let what = Noun::Request;
    let name = name.to_owned();
    let mut found = workbench
        .requests_named(&name)
        .await
        .map_err(|error| Problem::naming(error, what, &name))?;
    match (found.pop(), found.len()) {
        (Some(request), 0) => Ok(request),
        (Some(_), _) => Err(Problem::Ambiguous { what, name }),
        (None, _) => Err(Problem::NoSuch { what, name }),
    }
}

fn empty() -> Draft {
    Draft {
        method: "GET".into(),
        url: String::new(),
        parameters: Vec::new(),
        headers: Vec::new(),
        body: Body::None,
        token: None,
        settings: SendSettings::default(),
    }
}

/// `get` is meant as GET; methods of one's own keep their letters.
fn method_word(typed: &str) -> String {
    if is_method(&typed.to_uppercase()) {
        typed.to_uppercase()
    } else {
        typed.to_owned()
    }
}

/// Returns `true` for a single word that is a method, not a URL.
fn is_method(typed: &str) -> bool {
    const METHODS: [&str; 9] = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY",
    ];
    METHODS.contains(&typed)
}

/// Replaces a header of that name; the first `-H` of a name replaces what was saved, as does
/// each further one.
fn set_header(headers: &mut Vec<Field>, typed: &str) -> Result<(), Problem> {
    let Some((name, value)) = typed.split_once(':') else {
        return Err(Problem::usage(
            format!("“{typed}” is not a header."),
            "A header has the form 'Name: value'.",
        ));
    };
    let name = name.trim();
    headers.retain(|header| !header.name.eq_ignore_ascii_case(name));
    headers.push(Field {
        name: name.to_owned(),
        value: value.trim().to_owned(),
        enabled: true,
    });
    Ok(())
}

/// JSON where it is an object or an array, a form where it looks like one, else plain text.
/// The bytes are sent as they are; only the content type is guessed, where none was given.
fn set_body(draft: &mut Draft, data: String) {
    let typed = draft
        .headers
        .iter()
        .any(|header| header.enabled && header.name.eq_ignore_ascii_case("content-type"));
    let begins = data.trim_start().starts_with(['{', '[']);
    if !typed && begins && serde_json::from_str::<serde::de::IgnoredAny>(&data).is_ok() {
        draft.body = Body::Json { text: data };
        return;
    }
    if !typed && looks_like_form(&data) {
        draft.headers.push(Field {
            name: "Content-Type".into(),
            value: FORM.into(),
            enabled: true,
        });
    }
    draft.body = Body::Text { text: data };
}

/// `a=b&c=d`, without spaces and line breaks.
fn looks_like_form(data: &str) -> bool {
    !data.is_empty()
        && !data.contains(char::is_whitespace)
        && data.split('&').all(|pair| {
            pair.split_once('=')
                .is_some_and(|(name, _)| !name.is_empty() && !name.contains(['<', '{', '"']))
        })
}

fn text(bytes: Vec<u8>, what: impl FnOnce() -> String) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|_| Problem::NotText { what: what() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_as(data: &str, headers: &[&str]) -> (Body, Option<String>) {
        let mut draft = empty();
        for header in headers {
            set_header(&mut draft.headers, header).expect("a header");
        }
        set_body(&mut draft, data.to_owned());
        let content_type = draft
            .headers
            .into_iter()
            .find(|header| header.name == "Content-Type");
        (draft.body, content_type.map(|header| header.value))
    }

    #[test]
    fn the_kind_of_data_is_seen_where_nobody_says_it() {
        let text = |text: &str| Body::Text { text: text.into() };
        let json = r#"{"a": 1}"#;
        assert_eq!(sent_as(json, &[]), (Body::Json { text: json.into() }, None));
        assert_eq!(sent_as("{a", &[]), (text("{a"), None), "no JSON");
        assert_eq!(sent_as("a=b&c=", &[]), (text("a=b&c="), Some(FORM.into())));
        assert_eq!(sent_as("a = b", &[]), (text("a = b"), None));
        assert_eq!(
            sent_as("<a b=\"c\"/>", &["Content-Type: text/xml"]),
            (text("<a b=\"c\"/>"), Some("text/xml".into()))
        );
    }

    #[test]
    fn a_later_header_replaces_an_earlier_one_of_its_name() {
        let mut headers = Vec::new();
        set_header(&mut headers, "Accept: a/b").expect("a header");
        set_header(&mut headers, "accept:c/d").expect("a header");
        assert_eq!(headers.len(), 1);
        assert_eq!(headers[0].value, "c/d");
        assert!(set_header(&mut headers, "nothing").is_err());
    }
}
