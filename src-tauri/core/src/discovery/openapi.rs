//! OpenAPI documents in JSON or YAML, whose security schemes name the OAuth 2.0 endpoints.

mod places;
mod readings;

use futures_util::future::join_all;
use url::Url;

use super::{Clue, deadline::Looking, pointed};
use tokenry_import::openapi::{Description, offered};
use tokenry_model::choice::{Choice, ChoiceKind};
use tokenry_oauth::{discovery::Looked, http::Caps};

/// Size limit of a document. Descriptions of large APIs are large.
pub(super) const CAPS: Caps = Caps {
    body: 16 * 1024 * 1024,
};

/// Maximum number of pointers to metadata that are followed.
const POINTERS: usize = 3;

/// Requests the usual URLs concurrently: the most common ones first, the others only if those lead to
/// nothing. The first document that names an endpoint is used.
pub(super) async fn look(looking: &Looking<'_>, address: &Url) -> Clue {
    let mut clue = Clue::default();
    for urls in places::rounds(address) {
        look_at_all(looking, address, &urls, &mut clue).await;
        if clue.profile.is_some() || !clue.choices.is_empty() {
            break;
        }
    }
    clue
}

/// Requests these URLs, and follows the pointers in the documents there.
pub(super) async fn look_at_all(
    looking: &Looking<'_>,
    address: &Url,
    urls: &[Url],
    clue: &mut Clue,
) {
    let asked = urls.iter().map(|url| looking.look_at_within(url, CAPS));
    for looked in join_all(asked).await {
        match description(&looked) {
            Ok(_) if clue.profile.is_some() => {
                clue.tried.push(
                    looked.told("A further OpenAPI document. It was not used.".into(), false),
                );
            }
            Ok(description) => take(looking, address, looked, &description, clue).await,
            Err(outcome) => clue.tried.push(looked.told(outcome, false)),
        }
    }
}

pub(super) fn description(looked: &Looked) -> Result<Description, String> {
    let text = looked.text()?;
    Description::read(text).ok_or_else(|| "The response is not an OpenAPI document.".into())
}

/// Adds the findings of a document and of the metadata to which it points. `address` is the assumed URL
/// of the API.
pub(super) async fn take(
    looking: &Looking<'_>,
    address: &Url,
    looked: Looked,
    description: &Description,
    clue: &mut Clue,
) {
    let bases = description.bases(Some(looked.place()));
    let mut found = offered(description, &bases, address, None);
    readings::settle(&mut found, looking).await;
    let mut pointers: Vec<Url> = Vec::new();
    for pointer in &description.pointers {
        if let Some(url) = bases
            .read_one(&pointer.url)
            .filter(|url| !pointers.contains(url))
        {
            pointers.push(url);
        }
    }
    pointers.truncate(POINTERS);
    let mut outcome = found.outcome(description);
    if let (None, Some(first)) = (&found.profile, pointers.first()) {
        outcome = format!("An OpenAPI document that points to metadata: {first}");
    }
    if let (None, None, Some(first)) = (&found.profile, pointers.first(), found.remarks.first()) {
        outcome = format!("An OpenAPI document whose endpoints cannot be used. {first}");
    }
    let useful = found.profile.is_some() || !pointers.is_empty();
    clue.tried.push(looked.told(outcome, useful));
    clue.remarks.append(&mut found.remarks);
    for url in &pointers {
        let mut pointed = Box::pin(pointed::look(looking, url, address)).await;
        clue.tried.append(&mut pointed.tried);
        clue.choices.append(&mut pointed.choices);
        let Some(metadata) = pointed.profile else {
            continue;
        };
        match &mut found.profile {
            // The metadata of the same server is more complete.
            Some(ours) if ours.endpoints.agree(&metadata.endpoints) => {
                let scopes = std::mem::take(&mut ours.scopes);
                *ours = metadata;
                if !scopes.is_empty() {
                    ours.scopes = scopes;
                }
            }
            Some(_) => clue.choices.push(Choice {
                kind: ChoiceKind::Server,
                about: format!(
                    "The document points to metadata at {url}, which names other endpoints."
                ),
                profile: metadata,
                remarks: pointed.remarks,
            }),
            none => {
                *none = Some(metadata);
                clue.remarks.append(&mut pointed.remarks);
            }
        }
    }
    clue.choices.append(&mut found.choices);
    clue.profile = clue.profile.take().or(found.profile);
}
