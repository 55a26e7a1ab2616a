//! Wire habits: how the parameters of a token request travel.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use oauth2::HttpRequest;
use reqwest::{
    Method,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue},
};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::error::TokenError;
use tokenry_model::{
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, TokenStyle},
};

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The extras of one step: the server's, then the client's, which replace those of the same
/// name at the same place. Empty ones are left out, so a client can also take one away. What one
/// of them says twice is sent twice.
pub(super) fn extras<'a>(
    server: &'a [Extra],
    client: &'a [Extra],
    step: ExtraStep,
) -> Vec<&'a Extra> {
    let own: Vec<&Extra> = client.iter().filter(|extra| extra.on == step).collect();
    let taken = |extra: &&Extra| {
        let same = |one: &&Extra| one.place == extra.place && one.name == extra.name;
        extra.on != step || own.iter().any(same)
    };
    let mut all: Vec<&Extra> = server.iter().filter(|extra| !taken(extra)).collect();
    all.extend(own);
    all.retain(|extra| !extra.value.is_empty());
    all
}

/// Turns the form that the `oauth2` crate built into what the server likes.
pub(super) fn shape(
    built: HttpRequest,
    style: TokenStyle,
    extras: &[&Extra],
) -> Result<reqwest::Request, TokenError> {
    let (parts, body) = built.into_parts();
    let body = Zeroizing::new(body);
    let mut url = Url::parse(&parts.uri.to_string()).map_err(TokenError::BadUrl)?;
    let mut headers = parts.headers;
    headers.remove(CONTENT_TYPE);

    let mut own: Vec<(String, String)> = form_urlencoded::parse(&body)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let mut in_query: Vec<(String, String)> = Vec::new();
    let mut in_body: Vec<(String, String)> = Vec::new();
    for extra in extras {
        let pair = (extra.name.clone(), extra.value.clone());
        match extra.place {
            ExtraPlace::Header => {
                let (name, value) = header(&extra.name, &extra.value)?;
                headers.insert(name, value);
            }
            ExtraPlace::Query => {
                // Where the parameters travel in the query, an extra replaces its namesake.
                if style == TokenStyle::Query {
                    own.retain(|(name, _)| *name != extra.name);
                }
                in_query.push(pair);
            }
            ExtraPlace::Body => {
                if style != TokenStyle::Query {
                    own.retain(|(name, _)| *name != extra.name);
                }
                in_body.push(pair);
            }
        }
    }
    match style {
        TokenStyle::Query => in_query.splice(0..0, own),
        TokenStyle::Form | TokenStyle::Json => in_body.splice(0..0, own),
    };
    if !in_query.is_empty() {
        url.query_pairs_mut().extend_pairs(in_query);
    }

    let mut request = reqwest::Request::new(Method::POST, url);
    let (kind, content) = if style == TokenStyle::Json {
        let object = object(in_body);
        (JSON, serde_json::Value::Object(object).to_string())
    } else {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(in_body)
            .finish();
        (FORM, form)
    };
    if !content.is_empty() {
        headers.entry(CONTENT_TYPE).or_insert(kind);
    }
    // An empty body is sent as such: some servers insist on a Content-Length.
    *request.body_mut() = Some(content.into());
    *request.headers_mut() = headers;
    Ok(request)
}

/// User name and password of an address go as HTTP Basic (RFC 7617), where nothing else proves the
/// client; the address that is called has none. Gives back the password.
pub(super) fn take_userinfo(request: &mut reqwest::Request) -> Result<Option<Secret>, TokenError> {
    let url = request.url();
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let password = decoded(url.password().unwrap_or_default());
    let pair = [decoded(url.username()), b":".to_vec(), password.clone()].concat();
    let mut value =
        HeaderValue::try_from(format!("Basic {}", BASE64.encode(pair))).map_err(|_| {
            TokenError::BadExtra {
                name: AUTHORIZATION.to_string(),
            }
        })?;
    value.set_sensitive(true);
    // Addresses of http and https always can be without.
    let _ = request.url_mut().set_username("");
    let _ = request.url_mut().set_password(None);
    request.headers_mut().entry(AUTHORIZATION).or_insert(value);
    Ok(String::from_utf8(password).ok().map(Secret::new))
}

/// A header that a person set, as it can be sent.
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), TokenError> {
    let bad = || TokenError::BadExtra {
        name: name.to_owned(),
    };
    let value = HeaderValue::try_from(value).map_err(|_| bad())?;
    Ok((HeaderName::try_from(name).map_err(|_| bad())?, value))
}

/// What stands there more than once becomes a list.
fn object(pairs: Vec<(String, String)>) -> serde_json::Map<String, serde_json::Value> {
    use serde_json::Value;
    let mut object = serde_json::Map::new();
    for (name, value) in pairs {
        let value = Value::from(value);
        match object.get_mut(&name) {
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                object.insert(name, value);
            }
        }
    }
    object
}

#[cfg(test)]
mod tests;
