//! The doctor: why an API refused a call, and the one repair that most likely helps.
//!
//! [`diagnose`] looks at the answer ([`reply`] reads what the server said in headers and body), at
//! the token that was sent, at both clocks and at what else could have been sent. [`cause`] decides,
//! [`messages`] says it, [`repair`] chooses what to do. Nothing here asks anybody anything.

mod body_prefix;
mod cause;
mod messages;
mod repair;
mod reply;
#[cfg(test)]
mod tests;

pub use self::body_prefix::Beginning;
use tokenry_model::{
    client::{Client, ClientProfile},
    clock::Timestamp,
    diagnosis::{Cause, Diagnosis},
    id::Id,
    jwt::Jwt,
    request::Answer,
    server::{Placement, ServerProfile},
    token::Token,
};

/// All that is known about a call that was answered.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub answer: &'a Answer,
    /// The beginning of its body, without secrets.
    pub body: &'a str,
    /// When the answer was there, by our clock.
    pub now: Timestamp,
    pub asked: Asked,
    /// The token that the request named.
    pub held: Option<Held<'a>>,
    /// Other tokens that may go to where the request went and have not ended, the best first.
    pub fitting: &'a [Fitting],
    /// The server that this address belongs to, also where no token was chosen.
    pub known: Option<Known<'a>>,
}

/// A stored server.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub name: &'a str,
    /// A client of it at which a person can log in.
    pub client: Option<Id<Client>>,
}

/// What the request set itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// A credential was typed into it.
    pub typed_credential: bool,
    /// It says what it wants back.
    pub accept: bool,
}

/// The token that was sent, with all that decides what can be done with it.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    pub token: &'a Token,
    /// Of an access token that is a JWT.
    pub claims: Option<&'a Jwt>,
    pub server: &'a ServerProfile,
    pub placement: &'a Placement,
    /// Where the server's recipe wants it.
    pub placement_of_recipe: Option<&'a Placement>,
    /// A pasted token has none.
    pub client: Option<&'a ClientProfile>,
    /// A person can log in at its client.
    pub can_log_in: bool,
    /// It was renewed for this very call.
    pub renewed: bool,
    pub introspectable: bool,
}

/// A token that might do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitting {
    pub id: Id<Token>,
    pub name: String,
    /// What it was granted; nothing where nobody said.
    pub scopes: Vec<String>,
}

/// Whether there is anything to explain: a 401 or 403, or a page of HTML where a call was made
/// that takes a token.
pub fn is_refusal(answer: &Answer) -> bool {
    matches!(answer.status, 401 | 403) || reply::is_page(answer) || reply::leads_to_login(answer)
}

/// Explains a refusal; nothing where the answer is none.
pub fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let said = reply::Reply::read(case);
    let cause = cause::cause(case, &said)?;
    let repair = repair::repair(case, &cause, said.is_silent());
    let words = messages::words(case, &said, &cause, repair.as_ref());
    Some(Diagnosis {
        happened: words.happened,
        said: said.quoted(),
        meaning: words.meaning,
        remarks: words.remarks,
        advice: words.advice,
        may_ask: case.held.is_some_and(|held| held.introspectable)
            && matches!(
                cause,
                Cause::Refused | Cause::Revoked | Cause::Forbidden | Cause::NotSeen
            ),
        cause,
        repair,
    })
}
