//! API calls: their destination and their token.

use url::Url;

use super::{
    call::{Call, pairs},
    draft::{
        Ignored, ImportPlan, Kind, RegistrationDraft, RequestDraft, ServerDraft, TokenDraft, Trust,
    },
    open::Open,
    placeholder::is_placeholder,
};
use tokenry_model::{
    redact::{Redactor, is_secret_name},
    request::{Body, Draft},
    server::Placement,
};

/// The token of a call, and its placement.
pub(super) struct Carried {
    pub(super) placement: Placement,
    pub(super) token: String,
}

/// Returns `true` if the call registers a client (RFC 7591, or Mastodon's API).
pub(super) fn registers(call: &Call) -> bool {
    let has = |name| call.parameter(name).is_some();
    has("client_name") && has("redirect_uris")
}

/// Fills the registration form. Tokenry registers once the person has reviewed it.
pub(super) fn registration(call: &Call, trust: &Trust) -> ImportPlan {
    let mut understood = ImportPlan::of(Kind::Registration, trust);
    let mut server = ServerDraft::at(&call.url);
    server.profile.endpoints.registration = Some(call.endpoint());
    let get = |names: [&str; 2]| {
        let found = names.into_iter().find_map(|name| call.parameter(name));
        found.map(|found| found.value).unwrap_or_default()
    };
    let mut real = |text: &str| understood.real(text).unwrap_or_default();
    server.registration = Some(RegistrationDraft {
        name: real(&get(["client_name", "name"])),
        redirect_uris: words(&get(["redirect_uris", "redirect_uri"])),
        scopes: words(&get(["scopes", "scope"])),
        website: real(&get(["website", "client_uri"])),
    });
    understood.add(server);
    understood
}

/// Splits a JSON array or a space-separated list.
fn words(text: &str) -> Vec<String> {
    let listed: Option<Vec<String>> = serde_json::from_str(text).ok();
    let typed = || text.split_whitespace().map(str::to_owned).collect();
    let mut words = listed.unwrap_or_else(typed);
    words.retain(|word| !word.trim().is_empty() && !is_placeholder(word));
    words
}

/// Reads the server, the token, and the call itself as a request.
pub(super) fn read(call: &Call, draft: Draft, open: &Open, trust: &Trust) -> ImportPlan {
    let mut understood = ImportPlan::of(Kind::ApiCall, trust);
    let mut server = ServerDraft::at(&call.url);
    server.base_told = true;
    let carried = carried(call);
    // Left open here, and filled in if no token is chosen.
    let mut in_header = false;
    if let Some(carried) = &carried {
        server.profile.habits.placement = carried.placement.clone();
        if open.is_made(&carried.token) {
            let what = "The token of the call";
            understood.leave(Ignored::new(
                what,
                "A shell command produces it. Choose a token of the server instead.",
            ));
        } else if let Some(token) = understood.real(&carried.token) {
            server.tokens.push(TokenDraft::new("", token));
        } else {
            in_header = matches!(carried.placement, Placement::Header { .. });
        }
    } else if let Some(scheme) = scheme_of(call).filter(|scheme| scheme != "basic") {
        understood.leave(Ignored::new(
            format!("Authorization: {scheme} …"),
            "It is not a token. It stays in the request, and works as long as the server accepts \
             it.",
        ));
    }
    let placement = carried.as_ref().map(|carried| &carried.placement);
    let placement = placement.filter(|_| !in_header);
    let mut draft = saved(draft, placement, &mut understood);
    open.write_into(&mut draft, &mut understood);
    understood.requests.push(RequestDraft {
        name: name_of(call),
        draft,
        with_token: carried.is_some(),
    });
    understood.add(server);
    understood
}

/// Returns a name such as `POST /v1/notes`.
fn name_of(call: &Call) -> String {
    let path = percent_encoding::percent_decode_str(call.url.path()).decode_utf8_lossy();
    // Names are stored in plain text.
    format!("{} {}", call.method, Redactor::new().path(&path))
}

/// Returns the request without its token and without headers specific to the original program.
pub(super) fn saved(
    mut draft: Draft,
    placement: Option<&Placement>,
    understood: &mut ImportPlan,
) -> Draft {
    draft.headers.retain(|header| {
        let lower = header.name.to_ascii_lowercase();
        if of_the_program(&lower) {
            let why = "The program that it was copied from adds it.";
            understood.leave(Ignored::new(&header.name, why));
            return false;
        }
        !matches!(placement, Some(Placement::Header { name, .. }) if name.eq_ignore_ascii_case(&lower))
    });
    match (placement, &mut draft.body) {
        (Some(Placement::Query { name }), _) => {
            if let Ok(mut url) = Url::parse(&draft.url) {
                let kept: Vec<_> = pairs(url.query().unwrap_or_default())
                    .filter(|(known, _)| known != name)
                    .collect();
                url.set_query(None);
                if !kept.is_empty() {
                    url.query_pairs_mut().extend_pairs(kept);
                }
                draft.url = url.to_string();
            }
        }
        (Some(Placement::Body { name }), Body::Form { fields }) => {
            fields.retain(|field| field.name != *name);
        }
        _ => {}
    }
    draft
}

/// Matches `PRIVATE-TOKEN`, `X-Auth-Token`, `X-Shopify-Access-Token` and similar headers. In other
/// headers with that ending, the preceding word names a kind of token.
pub fn is_named_for_tokens(header: &str) -> bool {
    const OTHER: [&str; 12] = [
        "csrf",
        "xsrf",
        "captcha",
        "recaptcha",
        "continuation",
        "device",
        "form",
        "id",
        "page",
        "refresh",
        "request",
        "verification",
    ];
    let header = header.to_ascii_lowercase();
    let mut words = header.split(['-', '_']);
    words.next_back() == Some("token") && !words.any(|word| OTHER.contains(&word))
}

/// Finds the token in `Authorization: Bearer …`, in a service's own scheme, or in a header or
/// parameter named for tokens (RFC 6750 §2).
pub(super) fn carried(call: &Call) -> Option<Carried> {
    let of_header = call.headers.iter().find_map(|(name, value)| {
        let (prefix, token) = match name.to_ascii_lowercase().as_str() {
            "authorization" => of_authorization(value.trim())?,
            name if is_named_for_tokens(name) => ("", value.as_str()),
            _ => return None,
        };
        let standard = prefix.eq_ignore_ascii_case("bearer");
        let placement = if standard {
            Placement::default()
        } else {
            Placement::Header {
                name: name.clone(),
                prefix: prefix.to_owned(),
            }
        };
        Some(Carried {
            placement,
            token: token.trim().to_owned(),
        })
    });
    of_header
        .filter(|found| !found.token.is_empty())
        .or_else(|| {
            let found = call.parameter("access_token")?;
            Some(Carried {
                placement: if found.in_query {
                    Placement::Query { name: found.name }
                } else {
                    Placement::Body { name: found.name }
                },
                token: found.value,
            })
        })
}

/// Returns the scheme and the token: one word after a scheme that is not known to be something
/// else, or one word alone.
fn of_authorization(value: &str) -> Option<(&str, &str)> {
    /// Schemes that carry a password or a value for one request.
    const NO_TOKENS: [&str; 14] = [
        "basic",
        "digest",
        "negotiate",
        "ntlm",
        "kerberos",
        "hawk",
        "signature",
        "hoba",
        "mutual",
        "vapid",
        "dpop",
        "privatetoken",
        "concealed",
        "httpsig",
    ];
    let Some((scheme, token)) = value.split_once(char::is_whitespace) else {
        let lower = value.to_ascii_lowercase();
        let is_scheme = NO_TOKENS.contains(&lower.as_str()) || lower == "bearer";
        return (!value.is_empty() && !is_scheme).then_some(("", value));
    };
    let (lower, token) = (scheme.to_ascii_lowercase(), token.trim());
    let signs = ["aws4-", "scram-", "hmac", "gnap"];
    let no_token =
        NO_TOKENS.contains(&lower.as_str()) || signs.iter().any(|one| lower.starts_with(one));
    // `OAuth oauth_consumer_key="…", …` and the like contain parameters, not a token. Documentation
    // writes `<your token>` and `[Personal Auth Token]`.
    let parameters = token.trim_end_matches('=').contains(['=', ',', '"']);
    let one_word = !token.contains(char::is_whitespace) || is_placeholder(token);
    (!no_token && !parameters && one_word).then_some((scheme, token))
}

fn scheme_of(call: &Call) -> Option<String> {
    let value = call.header("authorization")?.trim();
    let scheme = value.split_whitespace().next()?;
    Some(scheme.to_ascii_lowercase())
}

/// The reason a secret that is not a token is not sent with API calls.
pub(super) const LOOKS_SECRET: &str = "It looks like a secret, but not like a token.";
/// Matches headers of one connection or browser, which no request keeps.
fn of_the_program(lower: &str) -> bool {
    const OF_IT: [&str; 11] = [
        "accept-encoding",
        "connection",
        "content-length",
        "dnt",
        "host",
        "postman-token",
        "priority",
        "proxy-connection",
        "te",
        "transfer-encoding",
        "upgrade-insecure-requests",
    ];
    lower.starts_with("sec-") || lower.starts_with(':') || OF_IT.contains(&lower)
}

/// Returns the reason a header of another program is not imported.
pub(super) fn passed_over(lower: &str) -> Option<&'static str> {
    const BROWSER: [&str; 18] = [
        "user-agent",
        "accept-language",
        "accept-encoding",
        "cache-control",
        "pragma",
        "priority",
        "dnt",
        "origin",
        "referer",
        "connection",
        "upgrade-insecure-requests",
        "te",
        "if-none-match",
        "if-modified-since",
        "x-requested-with",
        "content-length",
        "host",
        "postman-token",
    ];
    if lower == "cookie" {
        return Some("Tokenry sends no cookies.");
    }
    if lower.starts_with("sec-") || lower.starts_with(':') || BROWSER.contains(&lower) {
        return Some("The program that it was copied from adds it.");
    }
    if lower == "authorization" || is_secret_name(lower) {
        return Some(LOOKS_SECRET);
    }
    None
}
