//! Whose token is it? The userinfo endpoint (OpenID Connect Core §5.3), or any call of a
//! server that describes the account behind a token.

use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::dpop::{self, Door, DpopError, Prover};
use crate::http::may_carry_credentials;
use crate::http::{Caps, Http, HttpError, Identity, exchange};
use tokenry_model::{
    claims::{account_of, shown},
    jwt::Jwt,
    redact::Redactor,
    secret::Secret,
    server::Placement,
    token::Account,
    transcript::HttpStep,
};

/// A call that tells whose token it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub url: Url,
    /// Sent with it, and said in place of our own.
    pub headers: Vec<(String, String)>,
    /// Where in the reply the account's name is (RFC 6901); without it, or where nothing stands
    /// there, it is looked for.
    pub account: Option<String>,
    /// The path of the stable identifier (RFC 6901).
    pub subject: Option<String>,
}

/// A token as it is shown to an API.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    pub token: &'a Secret,
    pub placement: &'a Placement,
    /// Of a token that is bound to a key.
    pub prover: Option<Prover<'a>>,
    /// The client's certificate (RFC 8705).
    pub identity: Option<&'a Identity>,
    /// Also over plain http in a private network.
    pub plain_http: bool,
}

/// The result of a userinfo request. The exchange is recorded on success and failure.
#[derive(Debug)]
pub struct Answered {
    pub http: HttpStep,
    /// Notes for the transcript, in full sentences.
    pub notes: Vec<String>,
    /// The API refused the proof of a key only because it lacks the nonce that came with its
    /// answer (RFC 9449 §9): the next proof will hold it.
    pub wants_nonce: bool,
    pub account: Result<Account, UserinfoError>,
}

#[derive(Debug, thiserror::Error)]
pub enum UserinfoError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    Dpop(#[from] DpopError),
    #[error("The header {name:?} cannot be sent.")]
    BadHeader { name: String },
    #[error("The server answered {status} to the question whose token this is.")]
    Refused { status: u16 },
    #[error("The server's answer does not say whose token this is.")]
    NoAccount,
}

impl Question {
    /// At a userinfo endpoint (OpenID Connect Core §5.3).
    pub fn userinfo(url: Url) -> Self {
        Self {
            url,
            headers: Vec::new(),
            account: None,
            subject: None,
        }
    }

    /// JSON, or a JWT where the client is registered for signed replies.
    pub fn read(&self, body: &[u8]) -> Option<Account> {
        let text = std::str::from_utf8(body).ok()?.trim();
        let Ok(claims) = serde_json::from_str::<Value>(text) else {
            return Jwt::decode(text)?.account();
        };
        let at = |pointer: &Option<String>| shown(claims.pointer(pointer.as_deref()?)?);
        let looked_for = account_of(&claims);
        let Some(label) = at(&self.account) else {
            return looked_for;
        };
        let subject = at(&self.subject).or(looked_for.map(|account| account.subject));
        Some(Account {
            subject: subject.unwrap_or_else(|| label.clone()),
            label,
        })
    }
}

/// Asks the question with the token at its place.
pub async fn ask(http: &Http, question: &Question, shown: Shown<'_>) -> Answered {
    let redactor = Redactor::new().with_secret(shown.token);
    let prepared = prepare(question, shown);
    let prepared = prepared.and_then(|prepared| {
        let client = match shown.identity {
            Some(identity) => http.token_as(identity, &question.url)?,
            None => http.token(&question.url)?,
        };
        Ok((client, prepared))
    });
    let (client, (request, notes)) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            return Answered {
                http: HttpStep::default(),
                notes: Vec::new(),
                wants_nonce: false,
                account: Err(error),
            };
        }
    };
    let exchanged = exchange(client, request, Caps::default(), &redactor).await;
    let wants_nonce = match (shown.prover, &exchanged.answer) {
        (Some(prover), Ok(answer)) => {
            let nonces = prover.nonces;
            nonces.learn(Door::Api, &question.url, &answer.headers)
                && dpop::asks_for_nonce(answer.status, &answer.headers)
        }
        _ => false,
    };
    let account = exchanged
        .answer
        .and_then(|answer| answer.refuse_redirect(&redactor))
        .map_err(UserinfoError::from)
        .and_then(|answer| {
            if !answer.status.is_success() {
                let status = answer.status.as_u16();
                return Err(UserinfoError::Refused { status });
            }
            question.read(&answer.body).ok_or(UserinfoError::NoAccount)
        });
    Answered {
        http: exchanged.step,
        notes,
        wants_nonce,
        account,
    }
}

/// The request, and what its proof of a key says.
fn prepare(
    question: &Question,
    shown: Shown<'_>,
) -> Result<(reqwest::Request, Vec<String>), UserinfoError> {
    may_carry_credentials(&question.url, shown.plain_http)?;
    let mut request = request(question, shown.token, shown.placement)?;
    let told = match shown.prover {
        Some(prover) => vec![prover.attach(&mut request, Some(shown.token))?],
        None => Vec::new(),
    };
    Ok((request, told))
}

fn request(
    question: &Question,
    token: &Secret,
    placement: &Placement,
) -> Result<reqwest::Request, UserinfoError> {
    let mut request = reqwest::Request::new(Method::GET, question.url.clone());
    // Firefly III answers plain application/json with 406 on some paths.
    let accept = HeaderValue::from_static("application/json, application/vnd.api+json, */*;q=0.5");
    request.headers_mut().insert(ACCEPT, accept);
    for (name, value) in &question.headers {
        let bad = || UserinfoError::BadHeader { name: name.clone() };
        let header = HeaderName::try_from(name).map_err(|_| bad())?;
        let value = HeaderValue::try_from(value).map_err(|_| bad())?;
        request.headers_mut().insert(header, value);
    }
    match placement {
        Placement::Header { name, prefix } => {
            let bad = || UserinfoError::BadHeader { name: name.clone() };
            let text = if prefix.is_empty() {
                token.expose().to_owned()
            } else {
                format!("{prefix} {}", token.expose())
            };
            let mut value = HeaderValue::try_from(text).map_err(|_| bad())?;
            value.set_sensitive(true);
            let name = HeaderName::try_from(name).map_err(|_| bad())?;
            request.headers_mut().insert(name, value);
        }
        Placement::Query { name } => {
            request
                .url_mut()
                .query_pairs_mut()
                .append_pair(name, token.expose());
        }
        Placement::Body { name } => {
            *request.method_mut() = Method::POST;
            let form = form_urlencoded::Serializer::new(String::new())
                .append_pair(name, token.expose())
                .finish();
            let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
            request.headers_mut().insert(CONTENT_TYPE, kind);
            *request.body_mut() = Some(form.into());
        }
    }
    Ok(request)
}

#[cfg(test)]
mod tests;
