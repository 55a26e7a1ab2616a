//! An API that names its authorization server: RFC 9728, by the `WWW-Authenticate` of a 401 or
//! at its well-known address.

use http_auth::parser::ChallengeParser;
use reqwest::{StatusCode, header::WWW_AUTHENTICATE};
use serde::Deserialize;
use url::Url;

use super::{Clue, at_root, looking::Looking};
use crate::oauth::{discovery::Looked, metadata::distrust, said};

/// RFC 9728 §2.
#[derive(Deserialize)]
struct Document {
    resource: String,
    #[serde(default)]
    authorization_servers: Vec<Url>,
    #[serde(default)]
    scopes_supported: Vec<String>,
}

/// Asks the API itself, without a token, and its well-known address side by side.
pub(super) async fn look(looking: &Looking<'_>, address: &Url) -> Clue {
    let path = address.path().trim_end_matches('/');
    let well_known = at_root(
        address,
        &format!("/.well-known/oauth-protected-resource{path}"),
    );
    let (api, described) = tokio::join!(looking.look_at(address), looking.look_at(&well_known));
    let mut clue = Clue::default();
    let pointed = pointer(&api, address);
    let outcome = match (&api.answer, &pointed) {
        (_, Some(url)) => format!("It says where it is described: {url}"),
        (Ok(answer), None) => format!(
            "It answers {} and names no authorization server.",
            answer.status.as_u16()
        ),
        (Err(outcome), None) => outcome.clone(),
    };
    let mut tried = api.told(outcome, pointed.is_some());
    tried.empty |= pointed.is_none() && tried.was_reached();
    clue.tried.push(tried);
    let described = match pointed {
        Some(url) if url != well_known => looking.look_at(&url).await,
        _ => described,
    };
    let document = match read(&described, address) {
        Ok(document) => document,
        Err(outcome) => {
            clue.tried.push(described.told(outcome, false));
            return clue;
        }
    };
    let Some(server) = document.authorization_servers.first() else {
        let outcome = "It names no authorization server.".into();
        clue.tried.push(described.told(outcome, false));
        return clue;
    };
    if let Some(reason) = distrust(server, address) {
        let outcome = format!("Its authorization server was left out: {reason}.");
        clue.tried.push(described.told(outcome, false));
        return clue;
    }
    let outcome = format!("Its authorization server is {server}");
    clue.tried.push(described.told(outcome, true));
    let Some(found) = looking.discover(server).await else {
        return clue;
    };
    clue.tried.extend(found.tried);
    clue.remarks = found.remarks;
    clue.profile = found.found.map(|mut profile| {
        profile.base_url = address.clone();
        profile.name = address.host_str().map(str::to_owned).unwrap_or_default();
        if !document.scopes_supported.is_empty() {
            let scopes = document.scopes_supported.iter();
            profile.scopes = scopes.map(|scope| said::clean(scope)).collect();
        }
        profile
    });
    clue
}

/// Where a 401 says that the API is described (RFC 9728 §5.1), if that is at the same host.
fn pointer(looked: &Looked, address: &Url) -> Option<Url> {
    let answer = looked.answer.as_ref().ok()?;
    if answer.status != StatusCode::UNAUTHORIZED {
        return None;
    }
    let values = answer.headers.get_all(WWW_AUTHENTICATE).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| ChallengeParser::new(value).map_while(Result::ok))
        .flat_map(|challenge| challenge.params)
        .filter(|(name, _)| name.eq_ignore_ascii_case("resource_metadata"))
        .filter_map(|(_, value)| Url::parse(&value.to_unescaped()).ok())
        .find(|url| url.origin() == address.origin())
}

/// The document counts only if it speaks for the API it was asked for (RFC 9728 §3.3).
fn read(looked: &Looked, address: &Url) -> Result<Document, String> {
    let document: Document = looked.json()?;
    let speaks_for = Url::parse(&document.resource).is_ok_and(|resource| {
        let (whole, part) = (address.path(), resource.path().trim_end_matches('/'));
        resource.origin() == address.origin()
            && whole
                .strip_prefix(part)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    if speaks_for {
        return Ok(document);
    }
    Err(format!(
        "It speaks for {} instead of {address}.",
        said::clean(&document.resource)
    ))
}
