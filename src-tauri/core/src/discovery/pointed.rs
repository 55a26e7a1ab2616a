//! Metadata to which a document points, at a well-known URL or any other.

use url::Url;

use super::{Clue, deadline::Looking};
use tokenry_model::server::distrust;
use tokenry_oauth::{discovery::Looked, metadata::issuer_named};

/// Follows a pointer that can be trusted. The issuer that the metadata names has to confirm it.
/// Otherwise it becomes a choice.
pub(super) async fn look(looking: &Looking<'_>, pointer: &Url, address: &Url) -> Clue {
    if let Some(reason) = distrust(pointer, address) {
        let sentence = format!("The pointer to {pointer} was not followed: {reason}.");
        return Clue {
            remarks: vec![sentence],
            ..Clue::default()
        };
    }
    if pointer.path().contains("/.well-known/") {
        let mut clue = Clue::default();
        discovered(looking, pointer, address, &mut clue).await;
        return clue;
    }
    let looked = looking.look_at(pointer).await;
    if looked.text().is_ok_and(|text| issuer_named(text).is_some()) {
        return confirmed(looking, looked, address).await;
    }
    let outcome = looked.text().err();
    let outcome = outcome.unwrap_or_else(|| "The response is not server metadata.".into());
    let mut clue = Clue::default();
    clue.tried.push(looked.told(outcome, false));
    // The pointer may be the base URL of the server.
    discovered(looking, pointer, address, &mut clue).await;
    clue
}

/// Discovers the issuer that a document names, at the usual URLs of that issuer.
pub(super) async fn confirmed(looking: &Looking<'_>, looked: Looked, address: &Url) -> Clue {
    let mut clue = Clue::default();
    let named = looked.text().ok().and_then(issuer_named);
    let issuer = named.as_deref().and_then(|named| Url::parse(named).ok());
    let issuer = issuer.filter(|issuer| distrust(issuer, address).is_none());
    let outcome = match &named {
        Some(named) => format!(
            "Server metadata of {}.",
            tokenry_model::sanitize::clean(named)
        ),
        None => "The response is not server metadata.".into(),
    };
    clue.tried.push(looked.told(outcome, issuer.is_some()));
    if let Some(issuer) = issuer {
        discovered(looking, &issuer, address, &mut clue).await;
    }
    clue
}

async fn discovered(looking: &Looking<'_>, server: &Url, address: &Url, clue: &mut Clue) {
    let Some(found) = looking.discover(server).await else {
        return;
    };
    clue.tried.extend(found.tried);
    clue.remarks.extend(found.remarks);
    let host = address.host_str().unwrap_or_default();
    let ours = |mut profile: tokenry_model::server::ServerProfile| {
        profile.base_url = address.clone();
        host.clone_into(&mut profile.name);
        profile
    };
    clue.profile = found.found.map(ours);
    for mut choice in found.choices {
        choice.profile = ours(choice.profile);
        clue.choices.push(choice);
    }
}
