//! Parameters of a token request under the service's own names: `clientId`, `grantType`, `app_secret`.
//!
//! What stays the same at every request goes with each as an extra parameter under that name. What
//! is new at each login has no setting for its name.

use crate::call::{Call, Parameter};
use tokenry_model::spelling::squashed;

/// What services call the client id that do not call it `client_id` (TikTok, WeChat, Feishu),
/// without separators.
const IDS: [&str; 4] = ["clientkey", "appid", "clientid", "appkey"];

/// What they call its secret, likewise.
const SECRETS: [&str; 3] = ["clientsecret", "appsecret", "secret"];

/// The standard's names of what each login brings anew.
const OF_ONE_LOGIN: [&str; 6] = [
    "code",
    "code_verifier",
    "refresh_token",
    "device_code",
    "username",
    "password",
];

/// A parameter under the standard's own name, or failing that in another spelling.
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

/// Whether it is the client's id under another name than `client_id`.
pub(crate) fn is_id(name: &str) -> bool {
    name != "client_id" && IDS.contains(&squashed(name).as_str())
}

/// Whether it is the client's secret under another name than `client_secret`.
pub(super) fn is_secret(name: &str) -> bool {
    name != "client_secret" && SECRETS.contains(&squashed(name).as_str())
}

pub(super) fn is_redirect(name: &str) -> bool {
    is_spelled(name, "redirect_uri")
}

/// Why a parameter of one login cannot go out as the server wants it, where it has another name.
pub(super) fn of_one_login(name: &str) -> Option<String> {
    let standard = means(name).filter(|standard| *standard != name)?;
    OF_ONE_LOGIN.contains(&standard).then(|| {
        format!(
            "The server wants it under this name. Tokenry sends its own as {standard}, and has no \
             setting for that."
        )
    })
}

/// What is said of the names that are sent beside the standard's.
pub(super) fn told(call: &Call) -> Option<String> {
    let other = |name: &str| is_id(name) || is_secret(name) || is_spelled(name, "grant_type");
    let names: Vec<String> = call
        .parameters()
        .into_iter()
        .filter(|parameter| !parameter.value.is_empty() && other(&parameter.name))
        .map(|parameter| parameter.name)
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "The server has names of its own for parameters. They are sent as extra parameters, \
             beside those of the standard: {}.",
            names.join(", ")
        )
    })
}

/// The standard's parameter that this one is, whatever its spelling.
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
