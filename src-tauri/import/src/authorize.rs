//! Authorize URLs with their parameters (RFC 6749 §4.1.1).

use url::Url;

use super::{
    call::{bare, pairs, typed_address},
    draft::{ClientDraft, Ignored, ImportPlan, Kind, ServerDraft, Trust},
    token_request,
};
use tokenry_model::{
    client::AuthMethod,
    grant_type::GrantType,
    redact::is_secret_name,
    server::{Extra, ExtraPlace, ExtraStep},
};

/// Maximum depth of URLs within URLs.
const DEEPEST: usize = 4;

/// Cleans a URL that was copied from a page, a header or a document with line breaks.
pub(super) fn typed(text: &str) -> String {
    let text = text.replace("&amp;", "&");
    let text = match text.find("href=") {
        Some(at) if text.starts_with('<') => {
            let value = text[at + 5..].trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            match quote {
                Some(quote) => value[1..]
                    .split(quote)
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                None => value
                    .split([' ', '>'])
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            }
        }
        _ => text,
    };
    let text = text.trim();
    let text = match text.split_once(':') {
        Some((name, value)) if name.eq_ignore_ascii_case("location") => value.trim(),
        _ => text,
    };
    let lines: String = text.lines().map(str::trim).collect();
    typed_address(lines.trim_matches(['<', '>', '"', '\'', '`']))
}

pub(super) fn is_one(url: &Url) -> bool {
    let names: Vec<String> = pairs(url.query().unwrap_or_default())
        .map(|(name, _)| name)
        .collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    let client = has("client_id");
    let other = names.iter().any(|name| token_request::is_id(name));
    other && has("response_type")
        || client
            && ["response_type", "redirect_uri", "scope", "request_uri"]
                .into_iter()
                .any(has)
}

/// Returns the authorize URL behind a login page. Such a page keeps it in a parameter of its own
/// URL (`returnUrl`, `continue`, `goto`, …), with or without its host, and encoded once or more
/// often.
pub(super) fn within(url: &Url) -> Option<Url> {
    inner(url, 0)
}

fn inner(url: &Url, depth: usize) -> Option<Url> {
    if depth == DEEPEST {
        return None;
    }
    let fragment = url.fragment().unwrap_or_default();
    let fragment = fragment
        .split_once('?')
        .map_or(fragment, |(_, query)| query);
    let values = pairs(url.query().unwrap_or_default()).chain(pairs(fragment));
    let mut candidates = Vec::new();
    for (_, value) in values {
        let mut value = value.trim().to_owned();
        for _ in 0..DEEPEST {
            candidates.push(value.clone());
            let decoded = percent_encoding::percent_decode_str(&value)
                .decode_utf8_lossy()
                .into_owned();
            if decoded == value {
                break;
            }
            value = decoded;
        }
    }
    let addresses = candidates.iter().filter(|text| text.contains(['/', '?']));
    let urls: Vec<Url> = addresses
        .filter_map(|text| url.join(text).ok())
        .filter(|found| matches!(found.scheme(), "http" | "https"))
        .collect();
    let found = urls.iter().find(|found| is_one(found)).cloned();
    found.or_else(|| urls.iter().find_map(|found| inner(found, depth + 1)))
}

pub(super) fn read(url: &Url, trust: &Trust) -> ImportPlan {
    let mut understood = ImportPlan::of(Kind::AuthorizeUrl, trust);
    let mut server = ServerDraft::at(url);
    server.profile.endpoints.authorize = Some(bare(url));
    let mut client = ClientDraft::new(String::new());
    client.profile.auth = AuthMethod::None;
    parameters(url, &mut client, &mut understood);
    if client.grants.is_empty() {
        client.add_grant(GrantType::AuthorizationCode);
    }
    server.clients.push(client);
    understood.add(server);
    understood
}

/// Reads the client from the query of an authorize endpoint. Existing values stay.
pub(super) fn parameters(url: &Url, client: &mut ClientDraft, understood: &mut ImportPlan) {
    for (name, value) in pairs(url.query().unwrap_or_default()) {
        take(&name, &value, client, understood);
    }
}

fn take(name: &str, value: &str, client: &mut ClientDraft, understood: &mut ImportPlan) {
    let profile = &mut client.profile;
    match name {
        _ if value.is_empty() => {}
        "response_type" => match value {
            "code" => client.add_grant(GrantType::AuthorizationCode),
            "token" => client.add_grant(GrantType::Implicit),
            other => understood.leave(Ignored::new(
                format!("response_type={other}"),
                "Tokenry requests a code.",
            )),
        },
        "client_id" => understood.put(value, &mut profile.client_id),
        // The server expects its own name for it in every step. Tokenry needs an id to identify the
        // client.
        _ if token_request::is_id(name) && profile.client_id.is_empty() => {
            let Some(value) = understood.real(value) else {
                return;
            };
            profile.client_id.clone_from(&value);
            client.add_extra_of_login(name, &value);
        }
        "redirect_uri" => understood.put(value, &mut profile.redirect_uri),
        "scope" => client.add_scopes(&understood.real(value).unwrap_or_default()),
        "state" | "nonce" | "code_challenge" | "code_challenge_method" => {
            understood.leave(Ignored::new(
                name,
                "Tokenry creates its own for every login.",
            ));
        }
        "response_mode" | "request" | "request_uri" => understood.leave(Ignored::new(
            format!("{name}={value}"),
            "Tokenry decides this itself.",
        )),
        _ if is_secret_name(name) => {
            understood.leave(Ignored::new(
                name,
                "It looks like a secret of that one login.",
            ));
        }
        _ => {
            if let Some(value) = understood.real(value) {
                client.add_extra(Extra {
                    on: ExtraStep::Authorize,
                    place: ExtraPlace::Query,
                    name: name.to_owned(),
                    value,
                });
            }
        }
    }
}
