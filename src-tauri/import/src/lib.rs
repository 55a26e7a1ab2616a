//! Imports and exports, one file per format. Imports turn text into drafts, and exports turn
//! requests into text.
//!
//! [`read`] takes what a person pastes or names as a file, recognises it, and returns what it
//! contains ([`draft`]):
//!
//! - a command of curl, wget or HTTPie ([`curl`], with the words of [`shell`]), which asks for a
//!   token ([`token_request`], [`assertion`]) or for a device code ([`device_request`]), or calls
//!   an API ([`api_call`])
//! - an authorize URL ([`authorize`])
//! - Postman's files ([`postman`])
//! - an OpenAPI document ([`from_openapi`], parsed by [`openapi`])
//!
//! [`pasted`] reads a token alone, and [`pasted_call`] a call that becomes the current request.
//! [`export`] writes requests.
//!
//! The crate depends only on `tokenry-model`. It contacts no server and stores nothing. Start at
//! [`read`].

mod api_call;
mod assertion;
mod authorize;
mod call;
mod curl;
mod device_request;
mod draft;
mod encoding;
mod error;
mod export;
mod from_openapi;
mod open;
pub mod openapi;
pub mod pasted;
mod pasted_call;
mod placeholder;
mod postman;
mod raw;
mod shell;
#[cfg(test)]
mod tests;
mod token_request;
mod wrapped;

use url::Url;

pub use self::{
    api_call::is_named_for_tokens,
    export::{Export, Who},
    placeholder::{in_address as placeholder_in, is_placeholder},
};
use self::{
    call::{Call, bare},
    curl::Curl,
    draft::Trust,
    open::Open,
    postman::Files,
};
pub use self::{
    draft::{
        ClientDraft, CollectionDraft, Ignored, ImportPlan, Kind, RegistrationDraft, RequestDraft,
        ServerDraft, TokenDraft,
    },
    encoding::decoded,
    error::ImportError,
    export::Exported,
    open::{LeftOpen, left_open},
    pasted_call::{CarriedToken, PastedCall, pasted_call},
    shell::ShellError,
};
use tokenry_model::{
    request::{self, Draft},
    sanitize,
    variables::Variable,
};

/// Maximum size of an import, in bytes.
pub const LARGEST: usize = 32 * 1024 * 1024;

/// Maximum size of a command, in bytes.
const LONGEST_COMMAND: usize = 4 * 1024 * 1024;

/// Additional input from a person.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Values for variables in either syntax: `{{name}}`, `$NAME`.
    pub values: Vec<Variable>,
    /// Treats apparent placeholders (`MY_SERVICE`) as values.
    pub real: bool,
    /// Ids of stored clients, which are values whatever they look like.
    pub known: Vec<String>,
    /// The security scheme of an OpenAPI document to use.
    pub scheme: Option<String>,
    /// The URL where an OpenAPI document is published, to resolve its relative URLs.
    pub place: Option<Url>,
}

/// Reads one or several related texts. An environment provides variables for the collections given
/// with it.
pub fn read(texts: &[&str], options: &Options) -> Result<ImportPlan, ImportError> {
    let trust = Trust {
        all: options.real,
        known: options.known.clone().into(),
    };
    let reader = Reader {
        values: &options.values,
        trust: &trust,
    };
    let mut understood = ImportPlan::trusting(&trust);
    let mut files = Files::new(&options.values, &trust);
    for text in texts {
        if text.len() > LARGEST {
            return Err(ImportError::TooLarge);
        }
        // Before looking for code fences, because its descriptions may contain some.
        if let Some(description) = from_openapi::described(text) {
            understood.join(from_openapi::read(&description, options, &trust)?);
            continue;
        }
        let text = wrapped::unwrapped(text);
        let text = text.trim_matches(|c: char| c.is_whitespace() || sanitize::is_invisible(c));
        if text.is_empty() {
            return Err(ImportError::Nothing);
        }
        if let Some(description) = from_openapi::described(text) {
            understood.join(from_openapi::read(&description, options, &trust)?);
        } else if text.starts_with(['{', '[']) {
            files.take(text)?;
        } else {
            understood.join(reader.line(text)?);
        }
    }
    understood.join(files.read());
    understood.take_open_servers();
    for server in &mut understood.servers {
        server.take_credentials();
    }
    Ok(understood)
}

/// Reads the first call of a text as a request that can be sent: a curl command or a raw HTTP
/// request.
pub fn call(text: &str, values: &[Variable]) -> Result<Draft, ImportError> {
    let text = wrapped::unwrapped(text);
    if raw::is_one(&text) {
        return raw::read(&text);
    }
    if !curl::is_command(&text) {
        return Err(ImportError::NoCall);
    }
    Ok(curl::read_first(&text, values)?.0.draft)
}

/// Reads everything but files.
struct Reader<'a> {
    values: &'a [Variable],
    trust: &'a Trust,
}

impl Reader<'_> {
    fn line(&self, text: &str) -> Result<ImportPlan, ImportError> {
        if let Some(error) = from_openapi::fault(text) {
            return Err(error);
        }
        if text.len() > LONGEST_COMMAND {
            return Err(ImportError::TooLarge);
        }
        if raw::is_one(text) {
            let draft = raw::read(text)?;
            let call = call::of(&draft).ok_or(ImportError::NoAddress)?;
            return Ok(self.by_purpose(&call, draft, Vec::new(), &Open::default()));
        }
        if curl::is_command(text) {
            match curl::read_all(text, self.values) {
                Err(ImportError::NotUnderstood) => {}
                all => return self.commands(all?),
            }
        }
        let copied_as = text.trim_start_matches(['$', '>', ' ']);
        if copied_as.contains("Invoke-WebRequest") || copied_as.contains("Invoke-RestMethod") {
            return Err(ImportError::PowerShell);
        }
        if copied_as.starts_with("fetch(") || copied_as.starts_with("await fetch(") {
            return Err(ImportError::Fetch);
        }
        let typed = placeholder::filled(&authorize::typed(text), self.values);
        match Url::parse(&typed) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => return self.address(&url),
            Err(_) if typed.contains("://") && typed.contains(['<', '{']) => {
                return Err(ImportError::Address { text: typed });
            }
            _ => {}
        }
        // Without its scheme, a URL is a word like any other.
        let url = request::address(&typed).ok();
        let url = url.filter(|url| !typed.contains(' ') && authorize::is_one(url));
        let url = url.ok_or(ImportError::NotUnderstood)?;
        self.address(&url)
    }

    /// Reads each command separately. An invalid one does not affect the others.
    fn commands(&self, all: Vec<Result<Curl, ImportError>>) -> Result<ImportPlan, ImportError> {
        let mut understood: Option<ImportPlan> = None;
        let mut failed = Vec::new();
        for one in all {
            match one {
                Err(error) => failed.push(error),
                Ok(curl) => {
                    let mut read =
                        self.by_purpose(&curl.call, curl.draft, curl.only_sent, &curl.open);
                    for left in curl.left {
                        read.leave(left);
                    }
                    match &mut understood {
                        Some(understood) => understood.join(read),
                        None => understood = Some(read),
                    }
                }
            }
        }
        let Some(mut understood) = understood else {
            return Err(failed
                .into_iter()
                .next()
                .unwrap_or(ImportError::NotUnderstood));
        };
        for error in failed {
            understood.leave(Ignored::new("a command", error.to_string()));
        }
        Ok(understood)
    }

    fn address(&self, url: &Url) -> Result<ImportPlan, ImportError> {
        let call = Call::to(url);
        if token_request::is_one_proved(&call) {
            return Ok(token_request::read(&call, self.trust));
        }
        if authorize::is_one(url) {
            return Ok(authorize::read(url, self.trust));
        }
        let within = authorize::within(url).ok_or(ImportError::PlainAddress)?;
        let mut understood = authorize::read(&within, self.trust);
        understood.note(format!(
            "This is the URL of a login page. The authorize URL in it is used: {}",
            bare(&within)
        ));
        Ok(understood)
    }

    /// Reads a call according to its purpose.
    fn by_purpose(
        &self,
        call: &Call,
        draft: Draft,
        only_sent: Vec<Ignored>,
        open: &Open,
    ) -> ImportPlan {
        let trust = self.trust;
        let mut understood = if token_request::is_one(call) {
            token_request::read(call, trust)
        } else if authorize::is_one(&call.url) {
            authorize::read(&call.url, trust)
        } else if device_request::is_one(call) {
            device_request::read(call, trust)
        } else if api_call::registers(call) {
            api_call::registration(call, trust)
        } else {
            return api_call::read(call, draft, open, trust);
        };
        for left in only_sent {
            understood.leave(left);
        }
        understood
    }
}
