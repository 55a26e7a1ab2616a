//! The typed URL itself: an API, a document that describes a server or an API, or a web page that
//! renders such a document. A document that a person names is always read as one.

use serde_json::Value;
use url::Url;

use super::{Clue, at_root, deadline::Looking, openapi, page, pointed, resource};
use tokenry_import::openapi::Description;
use tokenry_model::{choice::Choice, server::distrust};
use tokenry_oauth::{
    discovery::{Looked, OtherDocument},
    metadata::{self, issuer_named},
};

/// The findings at the typed URL.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) clue: Clue,
    /// The URL is that of a document, which the person meant.
    pub(super) is_document: bool,
    /// The URL of the API or server, if it differs from that of the document.
    pub(super) base: Option<Url>,
    /// The document has another purpose.
    pub(super) other: Option<OtherDocument>,
}

/// Requests the URL as it was typed. `address` is its normalised form, without a query.
pub(super) async fn look(looking: &Looking<'_>, typed: &Url, address: &Url) -> Typed {
    let root = at_root(address, "/");
    // Metadata at a well-known URL is discovered from its issuer.
    let usual = typed.path().contains("/.well-known/");
    let asked = if usual { address } else { typed };
    let looked = looking.look_at_within(asked, openapi::CAPS).await;
    if let Ok(text) = looked.text().map(str::to_owned) {
        if let Some(description) = Description::read(&text) {
            return described(looking, looked, &description, &root).await;
        }
        if issuer_named(&text).is_some() {
            return metadata(looking, looked, &text, &root).await;
        }
        if let Some(document) = resource::Document::read(&text) {
            let mut typed = Typed {
                is_document: true,
                ..Typed::default()
            };
            let place = looked.place().clone();
            match document.resource_at(&place) {
                Ok(api) => {
                    resource::follow(looking, looked, &document, &api, &mut typed.clue).await;
                    typed.base = Some(api);
                }
                Err(outcome) => typed.clue.tried.push(looked.told(outcome, false)),
            }
            return typed;
        }
        if let Some(other) = other(&text) {
            let mut typed = Typed {
                other: Some(other),
                base: Some(root),
                ..Typed::default()
            };
            let outcome = "It is a document with another purpose.".into();
            typed.clue.tried.push(looked.told(outcome, false));
            return typed;
        }
    }
    let links = page::links(&looked);
    let (mut clue, mut shown) = tokio::join!(
        resource::look(looking, address, looked),
        page::look(looking, links, &root),
    );
    let is_document = shown.profile.is_some();
    clue.tried.append(&mut shown.tried);
    if is_document {
        clue.profile = shown.profile;
        clue.remarks = shown.remarks;
        clue.choices = shown.choices;
    }
    Typed {
        clue,
        is_document,
        base: is_document.then_some(root),
        other: None,
    }
}

async fn described(
    looking: &Looking<'_>,
    looked: Looked,
    description: &Description,
    root: &Url,
) -> Typed {
    let bases = description.bases(Some(looked.place()));
    let mut typed = Typed {
        is_document: true,
        base: Some(root.clone()),
        ..Typed::default()
    };
    let server = bases.server().filter(|url| distrust(url, root).is_none());
    openapi::take(looking, root, looked, description, &mut typed.clue).await;
    if let Some(server) = server {
        if server.origin() != root.origin() {
            typed.clue.remarks.push(format!(
                "According to the document the API is at {server}. Access tokens are sent there."
            ));
        }
        for other in bases.other_servers() {
            let sentence = format!("According to the document the API is also at {other}.");
            typed.clue.remarks.push(sentence);
        }
        let mut server = server.clone();
        let path = server.path().trim_end_matches('/').to_owned();
        server.set_path(&path);
        typed.base = Some(server);
    }
    typed
}

/// Reads metadata at an unusual URL. It is used if its issuer confirms it or has the same origin.
/// Otherwise a person decides.
async fn metadata(looking: &Looking<'_>, looked: Looked, text: &str, root: &Url) -> Typed {
    let place = looked.place().clone();
    let mut typed = Typed {
        is_document: true,
        base: Some(root.clone()),
        clue: pointed::confirmed(looking, looked, root).await,
        ..Typed::default()
    };
    if typed.clue.profile.is_some() {
        return typed;
    }
    let issuer = issuer_named(text).and_then(|named| Url::parse(&named).ok());
    let own = issuer.filter(|issuer| issuer.origin() == place.origin());
    let clue = &mut typed.clue;
    match metadata::read(text, own.as_ref().unwrap_or(root), &place, root) {
        Ok(described) => {
            clue.profile = Some(described.profile);
            clue.remarks = described.remarks;
            clue.choices = described.choice.into_iter().collect();
        }
        Err(not) => {
            let new = |choice: &Choice| {
                clue.choices
                    .iter()
                    .all(|known| known.profile.endpoints != choice.profile.endpoints)
            };
            let choice = not.choice.map(|choice| *choice).filter(new);
            clue.remarks.push(not.why);
            clue.choices.extend(choice);
        }
    }
    typed
}

/// Recognises documents that people mistake for a description of a server.
fn other(text: &str) -> Option<OtherDocument> {
    let document: Value = serde_json::from_str(text).ok()?;
    let keys = document["keys"].as_array();
    if keys.is_some_and(|keys| !keys.is_empty() && keys.iter().all(|key| key["kty"].is_string())) {
        return Some(OtherDocument::Keys);
    }
    let collection = if document["collection"].is_object() {
        &document["collection"]
    } else {
        &document
    };
    if collection["info"].is_object() && collection["item"].is_array() {
        return Some(OtherDocument::PostmanCollection);
    }
    if document["_postman_variable_scope"].is_string() {
        return Some(OtherDocument::PostmanEnvironment);
    }
    let client = ["installed", "web"]
        .iter()
        .any(|kind| document[kind]["client_id"].is_string());
    client.then_some(OtherDocument::ClientFile)
}
