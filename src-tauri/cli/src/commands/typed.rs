//! Names and values in the form of command-line arguments, and in sentences.

use tokenry_core::workbench::Removal;
use tokenry_model::server::{Extra, ExtraPlace, ExtraStep, Placement};

/// Returns "the clients a, b and the token c", or `None` for an empty removal.
pub(super) fn goes_too(removal: &Removal) -> Option<String> {
    let kinds = [("client", &removal.clients), ("token", &removal.tokens)];
    let told: Vec<String> = kinds
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(kind, names)| {
            let plural = if names.len() == 1 { "" } else { "s" };
            format!("the {kind}{plural} {}", names.join(", "))
        })
        .collect();
    (!told.is_empty()).then(|| told.join(" and "))
}

/// Returns the label of an endpoint, by its name in a server or a recipe.
pub(super) fn endpoint_label(name: &'static str) -> &'static str {
    match name {
        "authorize" => "Authorization endpoint",
        "token" => "Token endpoint",
        "userinfo" => "Userinfo endpoint",
        "revocation" => "Revocation endpoint",
        "introspection" => "Introspection endpoint",
        "registration" => "Registration endpoint",
        "device" => "Device authorization endpoint",
        "pushed authorization" | "pushed_authorization" => "PAR endpoint",
        "key" | "jwks" => "JWKS URL",
        "logout" | "end_session" => "End session endpoint",
        other => other,
    }
}

/// Formats a placement as an argument, such as `header:X-Api-Key`.
pub(super) fn typed_placement(placement: &Placement) -> String {
    match placement {
        Placement::Header { name, prefix } if prefix.is_empty() => format!("header:{name}"),
        Placement::Header { name, prefix } => format!("header:{name}:{prefix}"),
        Placement::Query { name } => format!("query:{name}"),
        Placement::Body { name } => format!("body:{name}"),
    }
}

/// Formats an extra parameter as an argument, such as `extra.authorize.query.audience=…`.
pub(super) fn typed_extra(extra: &Extra) -> String {
    let step = match extra.on {
        ExtraStep::Authorize => "authorize",
        ExtraStep::Token => "token",
        ExtraStep::Refresh => "refresh",
    };
    let place = match extra.place {
        ExtraPlace::Header => "header",
        ExtraPlace::Query => "query",
        ExtraPlace::Body => "body",
    };
    format!("extra.{step}.{place}.{}={}", extra.name, extra.value)
}
