//! Logging in on another device (RFC 8628): codes for a person, and asking until they have been
//! typed in there.

use std::time::Duration;

use url::Url;

use super::{
    auxiliary_endpoint::{self, Question},
    error::TokenError,
    reply::{self, Lifetime},
    reply_fields::ReplyFields,
    sanitize,
    token_endpoint::TokenEndpoint,
    token_request::{DeviceCode, Parameters, TokenRequest},
};
use crate::http::Http;
use tokenry_model::{
    client::ClientProfile,
    clock::Ambient,
    redact::Redactor,
    secret::Secret,
    server::{ExtraStep, ServerProfile},
    token::is_sendable,
    transcript::HttpStep,
};

/// The default polling interval (RFC 8628 §3.2).
const INTERVAL: Duration = Duration::from_secs(5);
/// A server that wants to be asked less often than this is not believed: the code would end.
const LONGEST_INTERVAL: Duration = Duration::from_mins(1);

/// A device authorization response (RFC 8628 §3.2).
#[derive(Debug, Clone)]
pub struct DeviceCodes {
    /// Asked with; whoever has it gets the token.
    device_code: Secret,
    /// The code that the person enters.
    pub user_code: String,
    /// The page where it is entered.
    pub verification_uri: Url,
    /// The same with the code in it, for a QR code.
    pub verification_uri_complete: Option<Url>,
    pub expires_in: Duration,
    /// Between two questions.
    pub interval: Duration,
    /// Deviations from the standard, in full sentences.
    pub deviations: Vec<String>,
}

/// The result of a device authorization request. The exchanges are recorded on success and failure.
#[derive(Debug)]
pub struct Begun {
    /// None where nothing could be sent; two where JSON followed a form.
    pub https: Vec<HttpStep>,
    pub codes: Result<DeviceCodes, TokenError>,
}

/// The next step after polling (RFC 8628 §3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The code has not been entered yet.
    AskAgain,
    /// The same, and less often from now on.
    SlowDown,
    /// It failed for a reason that may be temporary.
    Doubt,
    End,
}

/// Input of a device authorization request.
#[derive(Clone, Copy)]
pub struct DeviceForm<'a> {
    pub server: &'a ServerProfile,
    pub client: &'a ClientProfile,
    pub secret: Option<&'a Secret>,
    pub scopes: &'a [String],
    /// `resource`, `audience` and the like; they replace the extras of the same name.
    pub params: &'a [(String, String)],
}

/// Asks for codes. [`TokenError::NoEndpoint`] where the server has no place for that. The extras
/// of the authorize step go along: it is this request that begins the login.
pub async fn begin(http: &Http, form: DeviceForm<'_>, ambient: &Ambient) -> Begun {
    let DeviceForm {
        server,
        client,
        secret,
        scopes,
        params,
    } = form;
    let url = server.endpoints.device.as_ref();
    let what = "device authorization";
    let endpoint = match TokenEndpoint::beside(url, what, server, client, secret, ambient) {
        Ok(endpoint) => endpoint.with_extras(server, client).asking(params),
        Err(error) => {
            return Begun {
                https: Vec::new(),
                codes: Err(error),
            };
        }
    };
    let question = Question {
        parameters: Parameters::default().with_scopes(scopes),
        step: ExtraStep::Authorize,
        headers: &[],
    };
    let answer = auxiliary_endpoint::ask(http, &endpoint, &question).await;
    let (members, redactor) = (answer.members, answer.redactor);
    Begun {
        https: answer.https,
        codes: members.and_then(|members| read(&members, &redactor)),
    }
}

impl DeviceCodes {
    /// The question whether the person has typed the code.
    pub fn token_request(&self) -> TokenRequest {
        TokenRequest::DeviceCode(DeviceCode {
            device_code: self.device_code.clone(),
        })
    }
}

/// Returns the next step after a response without a token.
pub fn next(error: &TokenError) -> Next {
    match error {
        TokenError::Http(_) => Next::Doubt,
        TokenError::Refused { status, .. } if *status >= 500 || *status == 429 => Next::Doubt,
        _ => match error.code() {
            Some("authorization_pending") => Next::AskAgain,
            Some("slow_down") => Next::SlowDown,
            _ => Next::End,
        },
    }
}

fn read(members: &ReplyFields, redactor: &Redactor) -> Result<DeviceCodes, TokenError> {
    let mut deviations = members.deviations.clone();
    let text = |member: &'static str| {
        let text = members.text(member).filter(|text| !text.trim().is_empty());
        text.ok_or(TokenError::NoMember { member })
    };
    let address = |member: &'static str| {
        let url = Url::parse(members.text(member)?.trim()).ok()?;
        matches!(url.scheme(), "https" | "http").then_some(url)
    };
    let device_code = Secret::new(text("device_code")?.as_str());
    if !is_sendable(device_code.expose()) {
        return Err(TokenError::BadCharacters {
            member: "device_code",
        });
    }
    let user_code = sanitize::quote(&text("user_code")?, redactor);
    let verification_uri = address("verification_uri")
        .or_else(|| {
            // As Google has it, from a draft of the standard.
            let url = address("verification_url")?;
            deviations.push("The reply says verification_url instead of verification_uri.".into());
            Some(url)
        })
        .ok_or(TokenError::NoMember {
            member: "verification_uri",
        })?;
    let expires_in = match reply::lifetime::of(members, &mut deviations).0 {
        Lifetime::For(lifetime) if !lifetime.is_zero() => lifetime,
        _ => {
            return Err(TokenError::NoMember {
                member: "expires_in",
            });
        }
    };
    let interval = members
        .raw("interval")
        .and_then(|raw| raw.trim_matches('"').parse().ok())
        .map_or(INTERVAL, Duration::from_secs);
    Ok(DeviceCodes {
        device_code,
        user_code,
        verification_uri,
        verification_uri_complete: address("verification_uri_complete"),
        expires_in,
        interval: interval.clamp(Duration::from_secs(1), LONGEST_INTERVAL),
        deviations,
    })
}
