//! What the implicit grant brings back: the token itself, behind the # of the address (RFC 6749
//! §4.2.2). A browser sends that to nobody, so a person pastes it.

use serde_json::{Map, Value};
use url::Url;

use super::{CallbackVerdict, NotOurs, Pending, Said, address_verdict, refuse_odd_characters};
use crate::{raw_reply::RawReply, sanitize};
use tokenry_model::jwt::Jwt;

/// Judges one reading of what a person pasted: the whole address, or what stands behind its #. A
/// token alone carries no state, and could be anybody's.
pub(super) fn pasted(pending: &Pending, text: &str) -> Result<CallbackVerdict, NotOurs> {
    refuse_odd_characters(text)?;
    let end = text.strip_prefix('#').unwrap_or(text);
    let place = end.split(['?', '#']).next().unwrap_or_default();
    if place.contains(":/") {
        address_verdict(pending, text)
    } else if ["state=", "access_token=", "error="]
        .iter()
        .any(|name| end.starts_with(name) || end.contains(&format!("&{name}")))
    {
        verdict(
            pending,
            end.split_once('#').map_or(end, |(_, behind)| behind),
        )
    } else {
        Err(NotOurs::NotWhole)
    }
}

/// Judges an address at the place where this login ends.
pub(super) fn landed(pending: &Pending, url: &Url) -> Result<CallbackVerdict, NotOurs> {
    let fragment = url.fragment().filter(|fragment| fragment.contains('='));
    if let Some(fragment) = fragment {
        return verdict(pending, fragment);
    }
    // A server that does not know this grant says so in the query, if anywhere.
    let said = Said::of(pending, url.query().unwrap_or_default()).map_err(|not| match not {
        NotOurs::NoState => NotOurs::NoFragment,
        not => not,
    })?;
    match said.denied()? {
        Some(denied) => Ok(denied),
        None if said.one("code")?.is_some() => Err(NotOurs::CodeInstead),
        None => Err(NotOurs::NoFragment),
    }
}

pub(super) fn verdict(pending: &Pending, fragment: &str) -> Result<CallbackVerdict, NotOurs> {
    let said = Said::of(pending, fragment)?;
    if let Some(denied) = said.denied()? {
        return Ok(denied);
    }
    for (name, _) in &said.0 {
        said.one(name)?;
    }
    if said.one("access_token")?.is_none() {
        let code = said.one("code")?.is_some();
        return Err(if code {
            NotOurs::CodeInstead
        } else {
            NotOurs::NoToken
        });
    }
    from_our_server(pending, said.one("id_token")?)?;
    Ok(CallbackVerdict::Token(RawReply::made(members(said))))
}

/// The ID token is checked in full later; that it names our server, before anything is believed.
fn from_our_server(pending: &Pending, id_token: Option<&str>) -> Result<(), NotOurs> {
    let (Some(issuer), Some(id_token)) = (&pending.issuer, id_token) else {
        return Ok(());
    };
    let found = Jwt::decode(id_token).map(|jwt| jwt.claims["iss"].clone());
    match found {
        Some(found) if found == issuer.as_str() => Ok(()),
        Some(found) => Err(NotOurs::OtherIssuer {
            found: sanitize::clean(found.as_str().unwrap_or("nobody")),
        }),
        None if pending.promises_iss => Err(NotOurs::NoIssuer),
        None => Ok(()),
    }
}

/// As the token endpoint would have said it. There must be no refresh token here (RFC 6749
/// §4.2.2), and one that went through a browser is not kept.
fn members(said: Said) -> Map<String, Value> {
    let members = said.0.into_iter().filter_map(|(name, value)| {
        let value = match name.as_str() {
            "refresh_token" | "state" | "iss" => return None,
            "expires_in" => value.parse::<u64>().map_or(value.into(), Value::from),
            _ => value.into(),
        };
        Some((name, value))
    });
    members.collect()
}
