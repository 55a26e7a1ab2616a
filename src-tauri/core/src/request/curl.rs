//! A request as a curl command, with `$ACCESS_TOKEN` in place of the token.
//!
//! Arguments are in single quotes, which a POSIX shell leaves unchanged. Only the argument with the
//! token is in double quotes, so that the shell expands the variable.

use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName};

use super::compose::Payload;
use super::redirect::is_secret_header;
use super::token_placement::Loaded;
use super::token_placement::Slot;
use super::token_placement::spelled;
use super::token_placement::with_prefix;
use crate::request::token_placement::ResolvedPlacement;
use tokenry_model::{
    curl_command::CurlCommand,
    request::{FormPart, PartContent},
    shell::{comment, literal, with_variable},
};

/// The variable with the DPoP proof.
const PROOF: &str = "DPOP_PROOF";
/// The variable with the token.
const VARIABLE: &str = "ACCESS_TOKEN";

/// Returns the command, one argument a line. `follow` is the request's setting. It becomes
/// `--location` only if curl would drop every credential on a redirect to another host.
pub fn curl(loaded: &Loaded, follow: bool) -> String {
    let request = &loaded.prepared;
    let bound = loaded.slot.as_ref().is_some_and(|slot| slot.bound);
    let has_body = request.body != Payload::None;
    let mut command = CurlCommand::new(request.method.as_str(), has_body);
    if follow && curl_drops_all(loaded) {
        command.flag("--location");
    }
    let url = request.url.as_str();
    command.url(url, &literal(url));
    for (name, value) in &request.headers {
        let name = spelled(name);
        let value = String::from_utf8_lossy(value.as_bytes());
        // curl sends a header without a value for `Name;`.
        command.header(&literal(&if value.is_empty() {
            format!("{name};")
        } else {
            format!("{name}: {value}")
        }));
    }
    match loaded.place() {
        Some(ResolvedPlacement::Header { name, prefix }) => {
            let before = format!("{}: {}", spelled(name), with_prefix(prefix, ""));
            command.header(&with_variable(&before, VARIABLE));
            if bound {
                command.header(&with_variable("DPoP: ", PROOF));
            }
        }
        Some(ResolvedPlacement::Query { name }) => {
            let parameter = with_variable(&format!("{name}="), VARIABLE);
            command.option("--url-query", &parameter);
        }
        Some(ResolvedPlacement::Field { .. }) | None => {}
    }
    match &request.body {
        Payload::Parts(all) => {
            for part in all {
                let (option, argument) = form(part);
                command.option(option, &literal(&argument));
            }
        }
        Payload::File(path) => {
            command.option("--data-binary", &literal(&format!("@{path}")));
        }
        Payload::None | Payload::Text(_) | Payload::Form(_) => {}
    }
    if let Some(body) = request.body.to_text()
        && !(body.is_empty() && matches!(loaded.place(), Some(ResolvedPlacement::Field { .. })))
    {
        command.option("--data-raw", &literal(&body));
    }
    if let Some(ResolvedPlacement::Field { name }) = loaded.place() {
        let field = with_variable(&format!("{name}="), VARIABLE);
        command.option("--data-urlencode", &field);
    }
    let command = command.to_text();
    match &loaded.slot {
        Some(slot) if slot.bound => format!("{}\n{command}", proof_comment(slot, loaded)),
        _ => command,
    }
}

/// One part of a form, in the syntax of `--form`.
fn form(part: &FormPart) -> (&'static str, String) {
    let within = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut argument = match &part.content {
        PartContent::Text { text } if part.media_type.is_empty() => {
            return ("--form-string", format!("{}={text}", part.name));
        }
        PartContent::Text { text } => format!("{}={}", part.name, within(text)),
        PartContent::File { path, file_name } => {
            let named = match file_name.as_str() {
                "" => String::new(),
                name => format!(";filename={}", within(name)),
            };
            format!("{}=@{}{named}", part.name, within(path))
        }
    };
    if !part.media_type.is_empty() {
        argument = format!("{argument};type={}", part.media_type);
    }
    ("--form", argument)
}

/// The comment with the commands that set both variables. A proof is valid for one request, so
/// it is made right before.
fn proof_comment(slot: &Slot, loaded: &Loaded) -> String {
    let request = &loaded.prepared;
    let mut target = request.url.clone();
    target.set_query(None);
    target.set_fragment(None);
    let name = comment(&slot.token_name);
    format!(
        "# The token is bound to a key (DPoP). Each proof is valid once, and only for this call.\n\
         # ACCESS_TOKEN=\"$(tokenry token get {token})\"\n\
         # DPOP_PROOF=\"$(tokenry token proof {token} {method} {target})\"",
        token = literal(&name),
        method = request.method,
        target = literal(target.as_str()),
    )
}

/// Returns true if curl drops all credentials on a redirect to another host. It drops only these
/// two headers.
fn curl_drops_all(loaded: &Loaded) -> bool {
    let dropped = |name: &HeaderName| *name == AUTHORIZATION || *name == COOKIE;
    let carried_safely = match loaded.place() {
        Some(ResolvedPlacement::Header { name, .. }) => dropped(name),
        Some(ResolvedPlacement::Query { .. }) | None => true,
        Some(ResolvedPlacement::Field { .. }) => false,
    };
    carried_safely
        && loaded.prepared.body == Payload::None
        && loaded
            .prepared
            .headers
            .keys()
            .all(|name| dropped(name) || !is_secret_header(name))
}

#[cfg(all(test, unix))]
mod tests;
