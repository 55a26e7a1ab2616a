//! Why something is not the answer to a login, in words.

use std::fmt;

use super::Denial;
use tokenry_model::sanitize;

/// Why something is not the answer to this login. `Display` is a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    #[error("Nothing was pasted.")]
    Nothing,
    #[error("This is too long to be the address or the code of a login.")]
    TooLong,
    #[error("This holds {0}, which neither an address nor a code can hold. {hint}", hint = .0.hint())]
    BadCharacter(Odd),
    #[error(
        "This is neither a code nor the address that you landed on: a code does not hold {what}. Copy the whole address, or only the code."
    )]
    NotACode { what: &'static str },
    #[error("This address is not the redirect URI of this login.")]
    OtherAddress,
    #[error(
        "The answer came behind a #, as the implicit grant has it. This login asked for a code: start one that takes the token from the address."
    )]
    Fragment,
    #[error(
        "This holds an access token instead of a code. To keep a token you already have, add it as a pasted token."
    )]
    AccessToken,
    #[error(
        "The address carries no state, so it cannot be told which login it belongs to. If the page shows a code, paste just the code."
    )]
    NoState,
    #[error(
        "The answer is one signed JWT in the parameter response (JARM), which Tokenry does not read. Have the server answer this client without it, or add the parameter response_mode=query to the login."
    )]
    Signed,
    #[error("The address belongs to another login: its state is not the one of this login.")]
    OtherState,
    #[error("The address says the same thing twice ({name}).")]
    Twice { name: String },
    #[error("The answer comes from another server: {found}.")]
    OtherIssuer { found: String },
    #[error("The answer does not say which server it comes from, though this server promises to.")]
    NoIssuer,
    /// Anybody can send an address, so that this does not end a login; what it says is told.
    #[error(
        "The server came back with an error, and did not say which login it answers: it carries no state."
    )]
    DeniedWithoutState(Denial),
    #[error("The address holds neither a code nor an error.")]
    NoCode,
    #[error(
        "The address holds neither a code nor an error, but {names}. If one of these is the code, name it in the server's settings (on the command line: tokenry server edit SERVER code-name=NAME), and log in again."
    )]
    OtherNames { names: String },
    #[error(
        "The server answered with a code, and not with a token in the address: it does not offer the implicit grant to this client. Log in in the browser in the usual way."
    )]
    CodeInstead,
    #[error(
        "The address holds nothing behind a #. Copy all of it from the browser's address bar, as soon as the page has loaded: some pages take the end away."
    )]
    NoFragment,
    #[error("The address holds neither a token nor an error behind its #.")]
    NoToken,
    #[error(
        "This is not the whole address. Copy all that stands in the browser's address bar, also what comes behind the #."
    )]
    NotWhole,
}

/// A character that does not belong where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odd(pub char);

impl Odd {
    /// Returns the visible form of the character.
    fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            '\t' => "a tab",
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => "a line break",
            '\u{a0}' => "a no-break space",
            '\u{ad}' => "a soft hyphen",
            '\u{200b}' => "a zero-width space",
            '\u{200c}' => "a zero-width non-joiner",
            '\u{200d}' => "a zero-width joiner",
            '\u{200e}' => "a left-to-right mark",
            '\u{200f}' => "a right-to-left mark",
            '\u{2060}' => "a word joiner",
            '\u{feff}' => "a zero-width no-break space",
            '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                "a mark that turns text around"
            }
            hidden if sanitize::is_invisible(hidden) => "a character that cannot be seen",
            blank if blank.is_whitespace() => "an unusual space",
            control if control.is_control() => "a control character",
            _ => return None,
        })
    }

    fn hint(self) -> &'static str {
        if sanitize::is_invisible(self.0) {
            "It cannot be seen: type that place anew, or copy it from the address bar."
        } else {
            "Copy the whole address, or only the code."
        }
    }
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u32::from(self.0);
        match self.name() {
            _ if self.0 == ' ' => f.write_str("a space"),
            Some(name) => write!(f, "{name} (U+{number:04X})"),
            None => write!(f, "“{}” (U+{number:04X})", self.0),
        }
    }
}
