//! Imports and exports, a file a format.
//!
//! [`read`] takes what a person pastes or names as a file, recognises it, and says what it
//! understood ([`draft`]): a curl command ([`curl`], with the words of [`shell`]), which asks
//! for a token ([`token_request`], [`assertion`]) or for a device code ([`device_request`]) or
//! calls an API ([`api_call`]); an authorize URL
//! ([`authorize`]); Postman's files ([`postman`]). [`pasted`] is for a token alone. Nothing here
//! asks a server or stores anything.

mod api_call;
mod assertion;
mod authorize;
mod call;
mod curl;
mod device_request;
mod draft;
mod error;
pub mod pasted;
mod placeholder;
mod postman;
mod shell;
#[cfg(test)]
mod tests;
mod token_request;

use url::Url;

use self::{call::Call, postman::Files};
pub use self::{
    draft::{
        ClientDraft, CollectionDraft, Kind, Left, RequestDraft, ServerDraft, TokenDraft, Understood,
    },
    error::TransferError,
    shell::ShellError,
};
use crate::oauth::said;

/// Nothing that is imported is larger, in bytes.
pub const LARGEST: usize = 32 * 1024 * 1024;

/// Nothing that is typed at a prompt is longer, in bytes.
const LONGEST_COMMAND: usize = 4 * 1024 * 1024;

/// Reads one or several texts that belong together: an environment fills in the variables of
/// the collections beside it.
pub fn read(texts: &[&str]) -> Result<Understood, TransferError> {
    let mut understood = Understood::default();
    let mut files = Files::default();
    for text in texts {
        if text.len() > LARGEST {
            return Err(TransferError::TooLarge);
        }
        let text = text.trim_matches(|c: char| c.is_whitespace() || said::is_invisible(c));
        if text.is_empty() {
            return Err(TransferError::Nothing);
        }
        if text.starts_with(['{', '[']) {
            files.take(text)?;
        } else {
            understood.join(line(text)?);
        }
    }
    understood.join(files.read());
    for server in &mut understood.servers {
        server.take_credentials();
    }
    Ok(understood)
}

/// Anything that is no file.
fn line(text: &str) -> Result<Understood, TransferError> {
    if text.len() > LONGEST_COMMAND {
        return Err(TransferError::TooLarge);
    }
    if curl::is_command(text) {
        let curl = curl::read(text)?;
        let mut understood = by_purpose(&curl.call);
        for left in curl.left {
            understood.leave(left);
        }
        return Ok(understood);
    }
    let copied_as = text.trim_start_matches(['$', '>', ' ']);
    if copied_as.contains("Invoke-WebRequest") || copied_as.contains("Invoke-RestMethod") {
        return Err(TransferError::PowerShell);
    }
    if copied_as.starts_with("fetch(") || copied_as.starts_with("await fetch(") {
        return Err(TransferError::Fetch);
    }
    let address = text.trim_matches(['<', '>', '"', '\'', '`']);
    match Url::parse(address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            if authorize::is_one(&url) {
                Ok(authorize::read(&url))
            } else {
                Err(TransferError::PlainAddress)
            }
        }
        _ => Err(TransferError::NotUnderstood),
    }
}

/// What a call says depends on what it is for.
fn by_purpose(call: &Call) -> Understood {
    if token_request::is_one(call) {
        token_request::read(call)
    } else if authorize::is_one(&call.url) {
        authorize::read(&call.url)
    } else if device_request::is_one(call) {
        device_request::read(call)
    } else if api_call::registers(call) {
        api_call::registration(call)
    } else {
        api_call::read(call)
    }
}
