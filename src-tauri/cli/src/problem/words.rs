//! Problems as text: what the server said, and what to do.

use tokenry_core::{
    error::{Error, ErrorKind},
    refresh::RefreshError,
    request::{BodyError, SendError},
};
use tokenry_model::login::{LoginHeard, LoginRemedy, LoginStep};
use tokenry_oauth::{
    error::TokenError,
    http::HttpError,
    registration::{RegistrationError, RegistrationRefusal},
};
use tokenry_vault::{store::Noun, vault::VaultError};

use super::{Problem, hint::Hint};
use crate::names::Names;

const GIVE_PASSPHRASE: &str = "Set TOKENRY_PASSPHRASE_FILE to a file that contains the passphrase, \
     or run this in a terminal to enter it.";

impl Problem {
    pub(crate) fn said(&self) -> Option<String> {
        match self {
            Self::Core(error) => error.said(),
            Self::OtherMethod { refused, .. } | Self::WrongSecret { refused, .. } => refused.said(),
            Self::About { problem, .. } => problem.said(),
            Self::LoginFailed { said, .. } | Self::TokenRefused { said, .. } => said.clone(),
            Self::LoginTimedOut { heard, .. } | Self::LoginCancelled { heard } => {
                heard.as_ref().map(|heard| heard.said.clone())
            }
            _ => None,
        }
    }

    /// Returns the likely meaning, and what to do.
    pub(crate) fn hint(&self) -> Option<Hint> {
        Some(match self {
            Self::Core(error) => of_core(error),
            Self::OtherMethod { refused, command } => {
                let hint = match refused.as_ref() {
                    Self::Core(error) => error.hint().into(),
                    refused => refused.hint().unwrap_or_default(),
                };
                hint.then(command)
                    .then("tokenry client edit CLIENT --secret-stdin")
            }
            Self::WrongSecret { refused, command } => {
                let kept = if keeps_token(refused) {
                    " The token is kept."
                } else {
                    ""
                };
                Hint::from(format!(
                    "The server refused every authentication method. Most likely the secret is \
                     wrong, or the client was removed at the server. Set another secret.{kept}"
                ))
                .then(command)
            }
            Self::NoSuch { what, .. } => Hint::default().then(lister(*what)),
            Self::Ambiguous { what, .. } => {
                Hint::from("Use the id instead.").then(format!("{} --json", lister(*what)))
            }
            Self::LoginFailed { step: LoginStep::Token | LoginStep::Authorize, hint, .. } => {
                Hint::from(hint.as_str())
                    .then("tokenry client edit --help")
                    .then("tokenry server edit --help")
            }
            Self::Usage { hint, .. }
            | Self::NoAnswer { hint, .. }
            | Self::TokenRefused { hint, .. }
            | Self::LoginFailed { hint, .. } => hint.as_str().into(),
            Self::AnswerLost { .. } => {
                "Free some space on the disk with Tokenry's data directory. The server has already \
                 acted on the request. Sending it again repeats its effect."
                    .into()
            }
            Self::NotSaved { source, .. } => {
                let hint = match source {
                    BodyError::DiskFull(_) => "Free some space on that disk.".to_owned(),
                    source => source.hint(),
                };
                format!("{hint} The response is in the history, in the window.").into()
            }
            Self::LoginPage { .. } => {
                "The token was not accepted, or the URL is meant for browsers.".into()
            }
            Self::MayNotAsk { hint, .. } => (*hint).into(),
            Self::NoDataDir => "Set one with --data-dir or TOKENRY_DATA_DIR.".into(),
            Self::PassphraseFile { source, .. } => format!(
                "The system said: {source}. TOKENRY_PASSPHRASE_FILE must be the path of a file that \
                 contains the passphrase."
            )
            .into(),
            Self::WrongPassphraseFile { .. } => "It must contain the current passphrase and nothing \
                 else, except a final line break. To use another file, set TOKENRY_PASSPHRASE_FILE."
                .into(),
            Self::NeedsYes { what } => {
                format!("{what} To confirm, add --yes.").into()
            }
            Self::NotTheSame => "Nothing was changed. Try again.".into(),
            Self::Terminal(source)
            | Self::Input(source)
            | Self::Output(source)
            | Self::File { source, .. }
            | Self::Runtime(source)
            | Self::Exec { source, .. } => format!("The system said: {source}.").into(),
            Self::NotText { .. } => "Tokenry can only send text.".into(),
            Self::Body(error) => error.hint().into(),
            Self::Unreachable { outcome, .. } => format!(
                "{outcome} Nothing was stored. To add the server without discovery, use --no-discovery."
            )
            .into(),
            Self::LoginTimedOut {
                redirect_uri,
                heard,
            } => timed_out(redirect_uri, heard.as_ref()),
            Self::About {
                problem,
                client,
                server,
            } => problem.hint()?.filled(&Names::about(client, server)),
            Self::LoginCancelled { heard: Some(heard) } => heard.hint.as_str().into(),
            Self::NothingPasted => {
                "Give the code or the whole callback URL as one line."
                    .into()
            }
            Self::NotKnown { name } => Hint::from(
                "The token expired, was revoked, or this client may not introspect it. Only an API \
                 call shows which. If that is refused too, log in again, or add a new token from \
                 the server.",
            )
            .then(format!(
                "tokenry token check {} --url https://api.example.org/me",
                crate::output::quoted(name)
            )),
            Self::CheckUnclear { .. } => {
                "Give a URL that requires the token: --url https://api.example.org/me".into()
            }
            Self::Differs { .. } => {
                "Restore what Tokenry stored (--put-back), or confirm your own \
                change (--confirm). Unreadable data can be removed (--remove)."
                    .into()
            }
            Self::DoctorFound { .. } => "See the suggestions above.".into(),
            Self::Redirect(_)
            | Self::LoginCancelled { heard: None }
            | Self::SendCancelled
            | Self::Interrupted { .. }
            | Self::HttpStatus { .. }
            | Self::Misunderstood { .. } => return None,
        })
    }
}

/// Returns the hint for a login that timed out: about the error that came back without `state`, or the
/// most frequent cause.
fn timed_out(redirect_uri: &str, heard: Option<&LoginHeard>) -> Hint {
    let unknown = |before: String, after: &str| {
        Hint::from(format!(
            "{before}If the server's page complained about the redirect URI, it does not know \
             {redirect_uri}. Register exactly that URI at the server, or set the registered one on \
             the client.{after}"
        ))
        .then("tokenry client edit CLIENT redirect=URI")
    };
    match heard {
        Some(heard) if heard.remedy == Some(LoginRemedy::RedirectUri) => {
            unknown(format!("{}\n", heard.hint), "")
        }
        Some(heard) => heard.hint.as_str().into(),
        None => unknown(
            String::new(),
            " Otherwise start the login again. --timeout sets the time limit, 600 seconds at most.",
        )
        .then("tokenry login CLIENT --as NAME"),
    }
}

/// Returns `true` for a failed refresh, after which the token is kept.
fn keeps_token(problem: &Problem) -> bool {
    match problem {
        Problem::Core(Error::Refresh(_)) => true,
        Problem::About { problem, .. } => keeps_token(problem),
        _ => false,
    }
}

/// Returns the core's hint, with commands where the command line has some.
fn of_core(error: &Error) -> Hint {
    match error {
        Error::Vault(VaultError::Locked { by_person: true }) => {
            Hint::from("It was locked on purpose.").then("tokenry vault unlock")
        }
        Error::Vault(VaultError::Locked { by_person: false }) => GIVE_PASSPHRASE.into(),
        Error::Vault(VaultError::NoKeyring(_) | VaultError::KeyringForgets) => format!(
            "Tokenry stores secrets only encrypted. Without a keyring it needs a passphrase. \
             {GIVE_PASSPHRASE}"
        )
        .into(),
        Error::Vault(
            VaultError::KeyringLocked(_)
            | VaultError::NoCollection(_)
            | VaultError::KeyringHangs(_)
            | VaultError::KeyringFailed(_),
        ) => format!("{} {GIVE_PASSPHRASE}", error.hint()).into(),
        Error::Send(SendError::NeedsConsent { origin, .. }) => format!(
            "Whoever runs {origin} could use the token. If you trust them, add --allow-origin. \
             Otherwise check the URL, or use another token or none."
        )
        .into(),
        Error::Moves(_) => format!("{} To change it anyway, add --yes.", error.hint()).into(),
        Error::Registration(RegistrationError::Refused(refusal)) => {
            Hint::from(error.hint()).then(for_registering(refusal))
        }
        Error::Token(token) => with_remedy(error.hint(), token),
        Error::Refresh(refresh) if let RefreshError::Failed { source, .. } = refresh.as_ref() => {
            with_remedy(error.hint(), source)
        }
        _ if pasted(error) => {
            Hint::from(error.hint()).then("tokenry token add SERVER --as NEW_NAME --stdin")
        }
        _ if error.kind() == ErrorKind::LoginNeeded => {
            Hint::from(error.hint()).then("tokenry login CLIENT --as NAME")
        }
        _ => error.hint().into(),
    }
}

/// Returns `true` for a problem with a pasted token.
fn pasted(error: &Error) -> bool {
    match error {
        Error::Refresh(refresh) => matches!(
            refresh.as_ref(),
            RefreshError::Expired { pasted: true, .. }
                | RefreshError::NotRenewable { pasted: true, .. }
        ),
        _ => false,
    }
}

/// Adds the commands that fix the likely cause of a refusal by the token endpoint.
fn with_remedy(hint: String, error: &TokenError) -> Hint {
    let hint = Hint::from(hint);
    let command = match error {
        TokenError::Server(refusal) => match refusal.code.as_str() {
            "invalid_client" | "incorrect_client_credentials" => {
                return hint
                    .then("tokenry client edit CLIENT --secret-stdin")
                    .then("tokenry client edit CLIENT auth=post");
            }
            "invalid_scope" => "tokenry client edit CLIENT scope='…'",
            _ => return hint,
        },
        TokenError::SecretEnded { .. } => "tokenry client registration show CLIENT",
        TokenError::NoTokenEndpoint
        | TokenError::EmptyReply
        | TokenError::NotJson { .. }
        | TokenError::Http(HttpError::TooLarge { .. }) => "tokenry server edit SERVER token-url=…",
        _ => return hint,
    };
    hint.then(command)
}

/// Returns the command that supplies what a registration lacked, or adds a client by hand.
fn for_registering(refusal: &RegistrationRefusal) -> &'static str {
    match (refusal.code.as_deref(), refusal.status) {
        (Some("invalid_redirect_uri"), _) => "tokenry client register SERVER --redirect URI",
        (Some("invalid_client_metadata"), _) => {
            "tokenry client register SERVER --scope '…' --auth METHOD"
        }
        (Some("invalid_token"), _) | (None, 401 | 403) => {
            "tokenry client register SERVER --initial-token-stdin"
        }
        _ => "tokenry client add SERVER --id ID",
    }
}

fn lister(what: Noun) -> String {
    match what {
        Noun::Server | Noun::Client | Noun::Token | Noun::Request => format!("tokenry {what} list"),
        _ => "tokenry --help".into(),
    }
}

/// Returns clap's message without its prefix and usage.
pub(super) fn usage(rendered: &str) -> String {
    let first = rendered.split("\n\n").next().unwrap_or(rendered);
    let first = first.trim().trim_start_matches("error: ");
    first.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clap_says_loses_its_prefix() {
        assert_eq!(
            usage("error: unexpected argument '--x' found\n\nUsage: tokenry"),
            "unexpected argument '--x' found"
        );
    }
}
