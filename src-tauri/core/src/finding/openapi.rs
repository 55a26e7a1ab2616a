//! An OpenAPI document, in JSON or in YAML: its security schemes name the endpoints of OAuth 2.0.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde::Deserialize;
use url::Url;

use super::{Clue, at_root, looking::Looking};
use crate::{
    http::Caps,
    oauth::{discovery::Looked, metadata::distrust, said},
    server::ServerProfile,
};

/// Where frameworks put it.
const PLACES: [&str; 6] = [
    "/openapi.json",
    "/openapi.yaml",
    "/openapi.yml",
    "/api/openapi.json",
    "/swagger.json",
    "/v3/api-docs",
];

/// Descriptions of large APIs are large.
const CAP: usize = 16 * 1024 * 1024;

/// OpenAPI 3 (`components`) or 2 (`securityDefinitions`); the rest is passed over.
#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    components: Components,
    #[serde(default, rename = "securityDefinitions")]
    definitions: BTreeMap<String, Scheme>,
}

#[derive(Default, Deserialize)]
struct Components {
    #[serde(default, rename = "securitySchemes")]
    schemes: BTreeMap<String, Scheme>,
}

#[derive(Deserialize)]
struct Scheme {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    flows: BTreeMap<String, Flow>,
    /// Version 2 has one flow, without a name.
    #[serde(flatten)]
    flow: Flow,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Flow {
    authorization_url: Option<String>,
    token_url: Option<String>,
    scopes: BTreeMap<String, serde_json::Value>,
}

/// Asks all places side by side; the first that names a token endpoint counts.
pub(super) async fn look(looking: &Looking<'_>, address: &Url) -> Clue {
    let urls = PLACES.map(|path| at_root(address, path));
    let caps = Caps { body: CAP };
    let asked = urls.iter().map(|url| looking.look_at_within(url, caps));
    let mut clue = Clue::default();
    for looked in join_all(asked).await {
        let read = read(&looked, address);
        let outcome = match &read {
            Ok(_) => "An OpenAPI document that names the endpoints.".into(),
            Err(outcome) => outcome.clone(),
        };
        clue.tried.push(looked.told(outcome, read.is_ok()));
        if clue.profile.is_none() {
            clue.profile = read.ok();
        }
    }
    clue
}

/// A document that begins with a brace is JSON; everything else may be YAML.
fn document(looked: &Looked) -> Result<Document, String> {
    let text = looked.text()?;
    if text.starts_with('{') {
        return looked.json();
    }
    serde_saphyr::from_str(text).map_err(|_| "The answer is another document.".into())
}

fn read(looked: &Looked, address: &Url) -> Result<ServerProfile, String> {
    let document = document(looked)?;
    let schemes = document.components.schemes.into_values();
    let flows: Vec<Flow> = schemes
        .chain(document.definitions.into_values())
        .filter(|scheme| scheme.kind == "oauth2")
        .flat_map(|scheme| scheme.flows.into_values().chain([scheme.flow]))
        .collect();
    // Addresses are relative to the document (OpenAPI 3.1 §4.8.30).
    let endpoint = |text: &Option<String>| {
        let url = looked.url.join(text.as_deref()?).ok()?;
        distrust(&url, address).is_none().then_some(url)
    };
    let pick = |of: fn(&Flow) -> &Option<String>| flows.iter().find_map(|flow| endpoint(of(flow)));
    let mut profile = ServerProfile::at(address.host_str().unwrap_or_default(), address.clone());
    profile.endpoints.token = pick(|flow| &flow.token_url);
    profile.endpoints.authorize = pick(|flow| &flow.authorization_url);
    if profile.endpoints.token.is_none() {
        return Err("An OpenAPI document that names no token endpoint.".into());
    }
    let mut scopes: Vec<String> = flows
        .iter()
        .flat_map(|flow| flow.scopes.keys())
        .map(|scope| said::clean(scope))
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    profile.scopes = scopes;
    Ok(profile)
}
