//! Things as they are typed on the command line, and as they are told in a sentence.

use tokenry_core::workbench::Removal;
use tokenry_model::server::{Extra, ExtraPlace, ExtraStep, Placement};

/// "the clients a and b and the token c", or nothing.
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

/// A placement as it is typed.
pub(super) fn typed_placement(placement: &Placement) -> String {
    match placement {
        Placement::Header { name, prefix } if prefix.is_empty() => format!("header:{name}"),
        Placement::Header { name, prefix } => format!("header:{name}:{prefix}"),
        Placement::Query { name } => format!("query:{name}"),
        Placement::Body { name } => format!("body:{name}"),
    }
}

/// An extra as it is typed: `extra.authorize.query.audience=…`
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
