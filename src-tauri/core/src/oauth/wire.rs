//! Wire habits: how the parameters of a token request travel.

use oauth2::HttpRequest;
use reqwest::{
    Method,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::error::TokenError;
use crate::server::{Extra, ExtraPlace, ExtraStep, TokenStyle};

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The extras of one step: the server's, then the client's, which replace those of the same
/// name at the same place. Empty ones are left out, so a client can also take one away.
pub(super) fn extras<'a>(
    server: &'a [Extra],
    client: &'a [Extra],
    step: ExtraStep,
) -> Vec<&'a Extra> {
    let mut all: Vec<&Extra> = Vec::new();
    for extra in server.iter().chain(client).filter(|extra| extra.on == step) {
        all.retain(|known| known.place != extra.place || known.name != extra.name);
        all.push(extra);
    }
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
                let bad = || TokenError::BadExtra {
                    name: extra.name.clone(),
                };
                let name = HeaderName::try_from(&extra.name).map_err(|_| bad())?;
                let value = HeaderValue::try_from(&extra.value).map_err(|_| bad())?;
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
        let object: serde_json::Map<_, _> = in_body
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect();
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

#[cfg(test)]
mod tests;
