//! A call of an API: where it goes, and the token that it carries.

use super::{
    call::{Call, root},
    draft::{Kind, Left, ServerDraft, TokenDraft, Understood},
};
use crate::{redact::is_secret_name, secret::Secret, server::Placement};

/// The token of a call, and how it travels.
pub(super) struct Carried {
    pub(super) placement: Placement,
    pub(super) token: String,
}

/// Does it register a client (RFC 7591, or the way of Mastodon)?
pub(super) fn registers(call: &Call) -> bool {
    let has = |name| call.parameter(name).is_some();
    has("client_name") && has("redirect_uris")
}

pub(super) fn registration(call: &Call) -> Understood {
    let mut understood = Understood::of(Kind::Registration);
    let mut server = ServerDraft::at(&call.url);
    server.profile.endpoints.registration = Some(call.endpoint());
    understood.leave(Left::new(
        format!("{} {}", call.method, call.endpoint()),
        "It registers a client. Tokenry can do that once it knows the server.",
    ));
    understood.add(server);
    understood
}

pub(super) fn read(call: &Call) -> Understood {
    let mut understood = Understood::of(Kind::ApiCall);
    let mut server = ServerDraft::at(&call.url);
    server.base_told = true;
    let carried = carried(call);
    if let Some(carried) = &carried {
        server.profile.habits.placement = carried.placement.clone();
        if let Some(token) = understood.real(&carried.token) {
            server.tokens.push(TokenDraft {
                name: String::new(),
                access: Secret::new(token),
                refresh: None,
            });
        }
    }
    if call.basic.is_some() || scheme_of(call).is_some_and(|scheme| scheme == "basic") {
        understood.leave(Left::new(
            "the user name and password",
            "They belong to HTTP Basic, and Tokenry carries tokens.",
        ));
    }
    let path = call.endpoint();
    if path != root(&path) {
        understood.leave(Left::new(
            format!("{} {}", call.method, path.path()),
            "Of a call only the server and the token are taken.",
        ));
    }
    for (name, _) in &call.headers {
        let lower = name.to_ascii_lowercase();
        let used = matches!(&server.profile.habits.placement,
            Placement::Header { name, .. } if name.eq_ignore_ascii_case(&lower));
        if lower != "authorization" && !used {
            let why = passed_over(&lower).unwrap_or("Set it on the requests that you send.");
            understood.leave(Left::new(name, why));
        }
    }
    understood.add(server);
    understood
}

/// The token of an `Authorization: Bearer …`, of a header or parameter that is named for
/// tokens (RFC 6750 §2).
pub(super) fn carried(call: &Call) -> Option<Carried> {
    let of_header = call.headers.iter().find_map(|(name, value)| {
        let (prefix, token) = match name.to_ascii_lowercase().as_str() {
            "authorization" => {
                let (scheme, token) = value.split_once(' ')?;
                let known = ["bearer", "token"].contains(&scheme.to_ascii_lowercase().as_str());
                known.then_some((scheme, token))?
            }
            "x-access-token" | "x-auth-token" | "private-token" => ("", value.as_str()),
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

fn scheme_of(call: &Call) -> Option<String> {
    let (scheme, _) = call.header("authorization")?.split_once(' ')?;
    Some(scheme.to_ascii_lowercase())
}

/// Why a secret that is no token does not go with the calls of an API.
pub(super) const LOOKS_SECRET: &str = "It looks like a secret that is no token.";

/// Why a header of somebody else's program is not taken over.
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
        return Some("The program that it was copied from sends it.");
    }
    if lower == "authorization" || is_secret_name(lower) {
        return Some(LOOKS_SECRET);
    }
    None
}
