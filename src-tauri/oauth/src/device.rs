//! Logging in on another device (RFC 8628): codes for a person, and asking until they have been
//! typed in there.

use std::time::Duration;

use oauth2::{DeviceAuthorizationUrl, Scope, StandardDeviceAuthorizationResponse};
use url::Url;

use super::{
    auxiliary_endpoint,
    catch::Catch,
    error::TokenError,
    reply::{self, Lifetime},
    reply_fields::ReplyFields,
    sanitize,
    token_endpoint::{PreparedTokenRequest, TokenEndpoint},
};
use crate::http::Http;
use tokenry_model::{
    client::ClientProfile,
    clock::Nature,
    redact::Redactor,
    secret::Secret,
    server::{ExtraStep, ServerProfile},
    token::is_sendable,
    transcript::HttpStep,
};

/// How often is asked where the server does not say (RFC 8628 §3.2).
const INTERVAL: Duration = Duration::from_secs(5);
/// A server that wants to be asked less often than this is not believed: the code would end.
const LONGEST_INTERVAL: Duration = Duration::from_mins(1);

/// What the server gave for a login on another device (RFC 8628 §3.2).
#[derive(Debug, Clone)]
pub struct DeviceCodes {
    /// Asked with; whoever has it gets the token.
    pub(super) device_code: Secret,
    /// What the person types in there.
    pub user_code: String,
    /// Where.
    pub verification_uri: Url,
    /// The same with the code in it, for a QR code.
    pub verification_uri_complete: Option<Url>,
    pub expires_in: Duration,
    /// Between two questions.
    pub interval: Duration,
    /// Where the reply departs from the standard, in full sentences.
    pub deviations: Vec<String>,
}

/// What came of asking for codes. The exchanges are told in both cases.
#[derive(Debug)]
pub struct Begun {
    /// None where nothing could be sent; two where JSON followed a form.
    pub https: Vec<HttpStep>,
    pub codes: Result<DeviceCodes, TokenError>,
}

/// What an answer to a question means for the next one (RFC 8628 §3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nobody has typed the code yet.
    AskAgain,
    /// The same, and less often from now on.
    SlowDown,
    /// It failed for a reason that may pass.
    Doubt,
    End,
}

/// What a login on another device begins with.
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
pub async fn begin(http: &Http, form: DeviceForm<'_>, nature: &Nature) -> Begun {
    let DeviceForm {
        server,
        client,
        secret,
        scopes,
        params,
    } = form;
    let url = server.endpoints.device.as_ref();
    let what = "device authorization";
    let endpoint = match TokenEndpoint::beside(url, what, server, client, secret, nature) {
        Ok(endpoint) => endpoint.with_extras(server, client).asking(params),
        Err(error) => {
            return Begun {
                https: Vec::new(),
                codes: Err(error),
            };
        }
    };
    let answer =
        auxiliary_endpoint::ask(http, &endpoint, |endpoint| prepare_begin(endpoint, scopes)).await;
    let (members, redactor) = (answer.members, answer.redactor);
    Begun {
        https: answer.https,
        codes: members.and_then(|members| read(&members, &redactor)),
    }
}

/// Prepares one question whether the person has typed the code.
pub fn prepare_ask(
    endpoint: &TokenEndpoint<'_>,
    codes: &DeviceCodes,
) -> Result<PreparedTokenRequest, TokenError> {
    let client = endpoint.grant_client()?;
    let device: StandardDeviceAuthorizationResponse = serde_json::from_value(serde_json::json!({
        "device_code": codes.device_code.expose(),
        "user_code": codes.user_code,
        "verification_uri": codes.verification_uri,
        "expires_in": codes.expires_in.as_secs(),
        "interval": codes.interval.as_secs(),
    }))
    .map_err(|_| TokenError::NotBuilt)?;
    let catch = Catch::new();
    // The crate's own loop ends at the made-up answer; how long to wait is ours to say.
    let _ = client
        .exchange_device_access_token(&device)
        .request(&catch, |_| (), None);
    let secrets = [&codes.device_code];
    let prepared = endpoint.prepare(catch.caught()?, ExtraStep::Token, &secrets)?;
    Ok(prepared.spending())
}

/// What to do after an answer that is no token.
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

fn prepare_begin(
    endpoint: &TokenEndpoint<'_>,
    scopes: &[String],
) -> Result<PreparedTokenRequest, TokenError> {
    let url = DeviceAuthorizationUrl::new(endpoint.url.to_string()).map_err(TokenError::BadUrl)?;
    let client = endpoint.grant_client()?.set_device_authorization_url(url);
    let catch = Catch::new();
    let _: Result<StandardDeviceAuthorizationResponse, _> = client
        .exchange_device_code()
        .add_scopes(scopes.iter().cloned().map(Scope::new))
        .request(&catch);
    endpoint.prepare(catch.caught()?, ExtraStep::Authorize, &[])
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Codes as a server may give them.
    pub(crate) fn codes(device_code: &str) -> DeviceCodes {
        DeviceCodes {
            device_code: Secret::new(device_code),
            user_code: "WDJB-MJHT".into(),
            verification_uri: Url::parse("https://id.example/device").expect("an address"),
            verification_uri_complete: None,
            expires_in: Duration::from_mins(10),
            interval: INTERVAL,
            deviations: Vec::new(),
        }
    }
}
