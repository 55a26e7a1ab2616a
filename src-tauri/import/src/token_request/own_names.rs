//! Token request parameters under a service's own names: `clientId`, `grantType`, `app_secret`.
//!
//! Parameters that stay the same become extra parameters under that name. Parameters that change
//! with each login cannot be renamed.

use crate::call::{Call, Parameter};
use tokenry_model::spelling::squashed;

/// Other names for `client_id` (TikTok, WeChat, Feishu), without separators.
const IDS: [&str; 4] = ["clientkey", "appid", "clientid", "appkey"];

/// Other names for the client secret, without separators.
const SECRETS: [&str; 3] = ["clientsecret", "appsecret", "secret"];

/// The standard names of parameters that change with each login.
const OF_ONE_LOGIN: [&str; 6] = [
    "code",
    "code_verifier",
    "refresh_token",
    "device_code",
    "username",
    "password",
];

/// Returns a parameter by its standard name, or else in another spelling.
pub(super) fn parameter(call: &Call, standard: &str) -> Option<Parameter> {
    call.parameter(standard).or_else(|| {
        let all = call.parameters().into_iter();
        let mut filled = all.filter(|parameter| !parameter.value.is_empty());
        filled.find(|parameter| means(&parameter.name) == Some(standard))
    })
}

pub(super) fn id(call: &Call) -> Option<Parameter> {
    call.parameter("client_id").or_else(|| find(call, is_id))
}

pub(super) fn secret(call: &Call) -> Option<Parameter> {
    call.parameter("client_secret")
        .or_else(|| find(call, is_secret))
}

fn find(call: &Call, is_it: fn(&str) -> bool) -> Option<Parameter> {
    let mut all = call.parameters().into_iter();
    all.find(|parameter| !parameter.value.is_empty() && is_it(&parameter.name))
}

/// Returns `true` for the client id under a name other than `client_id`.
pub(crate) fn is_id(name: &str) -> bool {
    name != "client_id" && IDS.contains(&squashed(name).as_str())
}

/// Returns `true` for the client secret under a name other than `client_secret`.
pub(super) fn is_secret(name: &str) -> bool {
    name != "client_secret" && SECRETS.contains(&squashed(name).as_str())
}

pub(super) fn is_redirect(name: &str) -> bool {
    is_spelled(name, "redirect_uri")
}

/// Returns the reason a login parameter cannot be sent under the server's name.
pub(super) fn of_one_login(name: &str) -> Option<String> {
    let standard = means(name).filter(|standard| *standard != name)?;
    OF_ONE_LOGIN.contains(&standard).then(|| {
        format!(
            "The server expects it under this name. Tokenry sends its own as {standard}, and has \
             no setting for the name."
        )
    })
}

/// Returns a note about extra parameters that duplicate standard ones under other names.
pub(super) fn note(call: &Call) -> Option<String> {
    let other = |name: &str| is_id(name) || is_secret(name) || is_spelled(name, "grant_type");
    let names: Vec<String> = call
        .parameters()
        .into_iter()
        .filter(|parameter| !parameter.value.is_empty() && other(&parameter.name))
        .map(|parameter| parameter.name)
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "The server has its own names for parameters. They are sent as extra parameters, in \
             addition to the standard ones: {}.",
            names.join(", ")
        )
    })
}

/// Returns the standard parameter that this name stands for, in any spelling.
fn means(name: &str) -> Option<&'static str> {
    let known = [
        "client_secret",
        "client_assertion",
        "redirect_uri",
        "grant_type",
    ];
    let mut all = known.into_iter().chain(OF_ONE_LOGIN);
    let plain = squashed(name);
    if matches!(plain.as_str(), "authcode" | "authorizationcode") {
        return Some("code");
    }
    all.find(|standard| squashed(standard) == plain)
}

fn is_spelled(name: &str, standard: &str) -> bool {
    name != standard && means(name) == Some(standard)
}
