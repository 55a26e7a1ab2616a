//! The diagnosis of a refused call: the cause, and the one repair that most likely helps.
//!
//! [`diagnose`] examines the response (parsed by [`reply`]), the token that was sent, both clocks
//! and the other tokens that could have been sent. [`cause`] picks the cause, [`messages`] words
//! it, and [`repair`] picks the repair. Nothing here sends a request.

mod body_prefix;
mod cause;
mod messages;
mod repair;
mod reply;
#[cfg(test)]
mod tests;

pub use self::body_prefix::Beginning;
use tokenry_model::client::Client;
use tokenry_model::client::ClientProfile;
use tokenry_model::clock::Timestamp;
use tokenry_model::diagnosis::Cause;
use tokenry_model::diagnosis::Diagnosis;
use tokenry_model::id::Id;
use tokenry_model::jwt::Jwt;
use tokenry_model::request::ResponseHead;
use tokenry_model::server::Placement;
use tokenry_model::server::ServerProfile;
use tokenry_model::token::Token;

/// Everything known about a call that got a response.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub answer: &'a ResponseHead,
    /// The beginning of the response body, without secrets.
    pub body: &'a str,
    /// The time of the response, by the local clock.
    pub now: Timestamp,
    pub asked: RequestFacts,
    /// The token that the request uses.
    pub held: Option<SentToken<'a>>,
    /// Other unexpired tokens that may be sent to the URL of the request, best match first.
    pub fitting: &'a [Fitting],
    /// The server that the URL belongs to, even if no token was chosen.
    pub known: Option<Known<'a>>,
}

/// A stored server.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub name: &'a str,
    /// A client of this server with which a person can log in.
    pub client: Option<Id<Client>>,
}

/// Headers that the request set itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct RequestFacts {
    /// The person typed a credential into the request.
    pub typed_credential: bool,
    /// The request has an `Accept` header.
    pub accept: bool,
}

/// The token that was sent, with everything that decides which repairs are possible.
#[derive(Debug, Clone, Copy)]
pub struct SentToken<'a> {
    pub token: &'a Token,
    /// The claims, if the access token is a JWT.
    pub claims: Option<&'a Jwt>,
    pub server: &'a ServerProfile,
    pub placement: &'a Placement,
    /// The placement that the server's recipe asks for.
    pub placement_of_recipe: Option<&'a Placement>,
    /// `None` for a pasted token.
    pub client: Option<&'a ClientProfile>,
    /// A person can log in with this client.
    pub can_log_in: bool,
    /// The token was refreshed for this call.
    pub renewed: bool,
    pub introspectable: bool,
}

/// Another token that the call may accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitting {
    pub id: Id<Token>,
    pub name: String,
    /// The granted scopes. Empty if they are unknown.
    pub scopes: Vec<String>,
}

/// Returns true if the response may need a diagnosis: a 401 or 403, an HTML page where an API
/// response was expected, or a redirect to a login page.
pub fn is_refusal(answer: &ResponseHead) -> bool {
    matches!(answer.status, 401 | 403) || reply::is_page(answer) || reply::leads_to_login(answer)
}

/// Explains a refusal. Returns `None` if the response is not a refusal.
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
