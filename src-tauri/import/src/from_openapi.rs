//! OpenAPI documents from a file or pasted: the same server results as when discovery finds the
//! document.

use url::Url;

use super::{
    ImportError, Options,
    call::root,
    curl,
    draft::{Ignored, ImportPlan, Kind, ServerDraft, Trust},
    raw,
};
use crate::openapi::Bases;
use crate::openapi::Description;
use crate::openapi::Offered;
use crate::openapi::ResolvedFlow;
use crate::openapi::offered;
use tokenry_model::{choice::ChoiceKind, server::distrust};

/// Maximum number of metadata pointers to follow.
const POINTERS: usize = 3;

/// Parses the text, if it is an OpenAPI document.
pub(super) fn described(text: &str) -> Option<Description> {
    let likely = Description::is_likely(text) && !raw::is_one(text);
    likely.then(|| Description::read(text)).flatten()
}

/// Returns the parse error of a text that is meant to be an OpenAPI document.
pub(super) fn fault(text: &str) -> Option<ImportError> {
    // A call may send such a document.
    if !Description::is_likely(text) || raw::is_one(text) || curl::is_command(text) {
        return None;
    }
    let told = Description::fault(text)?;
    Some(ImportError::OpenApi { told })
}

pub(super) fn read(
    description: &Description,
    options: &Options,
    trust: &Trust,
) -> Result<ImportPlan, ImportError> {
    let bases = description.bases(options.place.as_ref());
    let mut understood = ImportPlan::of(Kind::OpenApi, trust);
    let api = bases
        .servers()
        .iter()
        .find(|url| distrust(url, options.place.as_ref().unwrap_or(url)).is_none());
    let address = api
        .cloned()
        .or_else(|| options.place.as_ref().map(root))
        .or_else(|| endpoint(description, &bases));
    let Some(address) = address else {
        let empty = description.flows.is_empty()
            && description.pointers.is_empty()
            && !description.has_servers();
        return Err(if empty {
            ImportError::OpenApiEmpty
        } else {
            ImportError::OpenApiRelative
        });
    };
    let mut server = ServerDraft::at(&address);
    server.base_told = api.is_some();
    if let Some(api) = api {
        server.profile.base_url = without_slash(api);
        understood.note(format!(
            "According to the document, the API is at {api}. Access tokens go there."
        ));
        for other in bases.servers().iter().filter(|url| *url != api) {
            understood.note(format!("According to the document, it is also at {other}."));
        }
    }
    let found = offered(description, &bases, &address, options.scheme.as_deref());
    if let Some(name) = &options.scheme
        && found.scheme.as_ref() != Some(name)
    {
        return Err(ImportError::NoScheme {
            name: name.clone(),
            known: schemes(&found),
        });
    }
    understood.note(found.outcome(description));
    for remark in &found.remarks {
        understood.note(remark.clone());
    }
    if let Some((reading, others)) = found.readings.split_first() {
        tell_readings(reading, others, &mut understood);
    }
    for choice in &found.choices {
        let ChoiceKind::Scheme { name } = &choice.kind else {
            continue;
        };
        let ends = choice.profile.endpoints.named().into_iter();
        let ends = ends.filter_map(|(name, url)| Some(format!("{name} {}", url.as_ref()?)));
        let ends: Vec<String> = ends.collect();
        understood.leave(Ignored::new(
            format!("the scheme “{name}”: {}", ends.join(", ")),
            format!(
                "Endpoints of two schemes are not mixed. To use this one instead, enter its \
                 endpoints in the form (on the command line: --scheme {name})."
            ),
        ));
    }
    if let Some(profile) = found.profile {
        server.profile.endpoints = profile.endpoints;
        server.profile.scopes = profile.scopes;
    }
    for pointer in &description.pointers {
        let Some(url) = bases.read_one(&pointer.url) else {
            continue;
        };
        if let Some(reason) = distrust(&url, &address) {
            understood.note(format!("The pointer to {url} was not followed: {reason}."));
        } else if !server.metadata.contains(&url) && server.metadata.len() < POINTERS {
            understood.note(format!("The document points to metadata: {url}"));
            server.metadata.push(url);
        }
    }
    understood.add(server);
    Ok(understood)
}

/// Returns an endpoint, which locates the server if the document gives no URL of the API.
fn endpoint(description: &Description, bases: &Bases) -> Option<Url> {
    let flows = description.flows.iter();
    let ends = flows.flat_map(|flow| bases.read(flow)).flat_map(|reading| {
        [reading.token, reading.authorize, reading.device]
            .into_iter()
            .flatten()
    });
    let pointers = description.pointers.iter();
    let pointed = pointers.filter_map(|pointer| bases.read_one(&pointer.url));
    let mut all = ends.chain(pointed).filter(Url::has_host);
    all.next().map(|url| root(&url))
}

/// Lists the schemes with endpoints, the one in use first.
fn schemes(found: &Offered) -> Vec<String> {
    let others = found.choices.iter().filter_map(|one| match &one.kind {
        ChoiceKind::Scheme { name } => Some(name.clone()),
        _ => None,
    });
    found.scheme.iter().cloned().chain(others).collect()
}

fn tell_readings(reading: &ResolvedFlow, others: &[ResolvedFlow], understood: &mut ImportPlan) {
    let Some(base) = &reading.base else {
        return;
    };
    understood.note(format!(
        "The document's URLs are relative. They were resolved against {base}."
    ));
    for other in others {
        if let (Some(base), Some(url)) = (
            &other.base,
            other.token.as_ref().or(other.authorize.as_ref()),
        ) {
            understood.note(format!(
                "Resolved against {base}, the endpoint would be {url}."
            ));
        }
    }
}

fn without_slash(url: &Url) -> Url {
    let mut url = url.clone();
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    url
}
