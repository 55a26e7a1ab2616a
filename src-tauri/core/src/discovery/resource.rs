//! Protected resource metadata (RFC 9728), with which an API names its authorization server. It is found
//! through the `WWW-Authenticate` header of a 401, or at its well-known URL.

use futures_util::future::join_all;
use http_auth::parser::ChallengeParser;
use reqwest::{StatusCode, header::WWW_AUTHENTICATE};
use serde_json::Value;
use url::Url;

use super::{Clue, at_root, deadline::Looking};
use tokenry_model::{
    choice::{Choice, ChoiceKind},
    sanitize,
    server::distrust,
    transcript::MetadataDocument,
};
use tokenry_oauth::discovery::{Looked, Tried};

/// Maximum number of authorization servers that are discovered.
const SERVERS: usize = 4;

/// Protected resource metadata (RFC 9728 §2).
#[derive(Debug)]
pub(super) struct Document {
    resource: String,
    authorization_servers: Vec<Url>,
    scopes: Vec<String>,
}

impl Document {
    /// Parses the metadata. Members of a wrong type count as missing, except for `resource`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        let list = |name: &str| document[name].as_array().into_iter().flatten();
        let servers =
            list("authorization_servers").filter_map(|one| Url::parse(one.as_str()?).ok());
        Some(Self {
            resource: document["resource"].as_str()?.to_owned(),
            authorization_servers: servers.collect(),
            scopes: list("scopes_supported")
                .filter_map(|one| one.as_str())
                .map(sanitize::clean)
                .collect(),
        })
    }

    /// The resource, if it has the same origin as the document.
    pub(super) fn resource_at(&self, place: &Url) -> Result<Url, String> {
        let resource = Url::parse(&self.resource).ok();
        let own = resource.filter(|resource| resource.origin() == place.origin());
        own.ok_or_else(|| {
            format!(
                "It describes {} instead. If that is the API you mean, enter its URL.",
                sanitize::clean(&self.resource)
            )
        })
    }

    /// Tests whether the document describes the requested API, as it must (RFC 9728 §3.3).
    fn describes(&self, address: &Url) -> bool {
        Url::parse(&self.resource).is_ok_and(|resource| {
            let (whole, part) = (address.path(), resource.path().trim_end_matches('/'));
            resource.origin() == address.origin()
                && whole
                    .strip_prefix(part)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// Reads the API's response to a request without a token (`api`), and requests its metadata.
pub(super) async fn look(looking: &Looking<'_>, address: &Url, api: Looked) -> Clue {
    let path = address.path().trim_end_matches('/');
    let well_known = at_root(
        address,
        &format!("/.well-known/oauth-protected-resource{path}"),
    );
    let mut clue = Clue::default();
    let pointed = pointer(&api, address);
    let outcome = match (&api.answer, &pointed) {
        (_, Some(url)) => format!("It points to its metadata: {url}"),
        (Ok(answer), None) => format!(
            "It responds with {} and names no authorization server.",
            answer.status.as_u16()
        ),
        (Err(outcome), None) => outcome.clone(),
    };
    let mut tried = api.told(outcome, pointed.is_some());
    tried.empty |= pointed.is_none() && tried.was_reached();
    clue.tried.push(tried);
    let described = looking.look_at(&pointed.unwrap_or(well_known)).await;
    let document = described.text().and_then(|text| {
        Document::read(text)
            .ok_or_else(|| "The response is not protected resource metadata.".to_owned())
    });
    match document {
        Ok(document) if document.describes(address) => {
            follow(looking, described, &document, address, &mut clue).await;
        }
        Ok(document) => {
            let outcome = format!(
                "It describes {} instead of {address}.",
                sanitize::clean(&document.resource)
            );
            clue.tried.push(told(described, outcome, false));
        }
        Err(outcome) => clue.tried.push(told(described, outcome, false)),
    }
    clue
}

fn told(described: Looked, outcome: String, useful: bool) -> Tried {
    let mut tried = described.told(outcome, useful);
    tried.document = Some(MetadataDocument::ProtectedResource);
    tried
}

/// Discovers the authorization servers that a document names for the API at `address`. The first one
/// with metadata is used. The others become choices, since they have other endpoints.
pub(super) async fn follow(
    looking: &Looking<'_>,
    described: Looked,
    document: &Document,
    address: &Url,
    clue: &mut Clue,
) {
    let (trusted, left_out): (Vec<&Url>, Vec<&Url>) = document
        .authorization_servers
        .iter()
        .partition(|server| distrust(server, address).is_none());
    let Some(first) = trusted.first() else {
        let reason = left_out
            .first()
            .and_then(|server| distrust(server, address));
        let outcome = match reason {
            Some(reason) => format!("Its authorization server was ignored: {reason}."),
            None => "It names no authorization server.".into(),
        };
        clue.tried.push(told(described, outcome, false));
        return;
    };
    let outcome = format!("Its authorization server is {first}");
    clue.tried.push(told(described, outcome, true));
    let asked = trusted
        .iter()
        .take(SERVERS)
        .map(|server| looking.discover(server));
    for (server, found) in trusted.iter().zip(join_all(asked).await) {
        let Some(found) = found else { continue };
        clue.tried.extend(found.tried);
        let ours = |mut profile: tokenry_model::server::ServerProfile| {
            profile.base_url = address.clone();
            profile.name = address.host_str().map(str::to_owned).unwrap_or_default();
            if !document.scopes.is_empty() {
                profile.scopes.clone_from(&document.scopes);
            }
            profile
        };
        match found.found.map(ours) {
            Some(profile) if clue.profile.is_none() => {
                clue.profile = Some(profile);
                clue.remarks = found.remarks;
            }
            Some(profile) => clue.choices.push(Choice {
                kind: ChoiceKind::Server,
                about: format!("The API also names the authorization server {server}."),
                profile,
                remarks: found.remarks,
            }),
            None => {}
        }
        clue.choices
            .extend(found.choices.into_iter().map(|choice| Choice {
                profile: ours(choice.profile),
                ..choice
            }));
    }
}

/// The metadata URL in a 401 (RFC 9728 §5.1), if it has the same origin.
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
