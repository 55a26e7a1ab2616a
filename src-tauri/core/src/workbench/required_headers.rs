//! The headers that an API wants on every request, as its server's recipe says.
//!
//! They go on requests to the server's own origins, where the draft does not set them itself.

use std::{borrow::Cow, collections::BTreeMap};

use super::Workbench;
use crate::error::Error;
use tokenry_model::{
    request::{Draft, Field},
    server::ServerProfile,
    transcript::{StepKind, Transcript},
};

/// What a draft lacks.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    headers: Vec<(String, String)>,
    /// The recipe's name.
    by: String,
}

impl Workbench {
    /// What the API that the draft goes to wants beside it.
    pub(super) async fn wanted(&self, draft: &Draft) -> Result<Wanted, Error> {
        let Some(profile) = self.spoken_to(draft).await? else {
            return Ok(Wanted::default());
        };
        let recipe = self.context.recipes.of(profile.recipe.as_deref())?;
        Ok(recipe.map_or_else(Wanted::default, |recipe| Wanted {
            headers: missing(draft, &recipe.headers),
            by: recipe.name,
        }))
    }

    /// The server with a recipe that the draft goes to: its token's, or without a token any
    /// that has this origin.
    async fn spoken_to(&self, draft: &Draft) -> Result<Option<ServerProfile>, Error> {
        let store = &self.context.store;
        let Some(url) = draft.target() else {
            return Ok(None);
        };
        let servers = match draft.token {
            Some(id) => vec![store.server(store.token(id).await?.server).await?],
            None => store.servers().await?,
        };
        let mut profiles = servers.into_iter().map(|server| server.profile);
        Ok(profiles.find(|profile| profile.recipe.is_some() && profile.allows(&url)))
    }
}

impl Wanted {
    /// The draft with what it lacks.
    pub(super) fn on<'a>(&self, draft: &'a Draft) -> Cow<'a, Draft> {
        if self.headers.is_empty() {
            return Cow::Borrowed(draft);
        }
        let mut draft = draft.clone();
        let fields = self.headers.iter().map(|(name, value)| Field {
            name: name.clone(),
            value: value.clone(),
            enabled: true,
        });
        draft.headers.extend(fields);
        Cow::Owned(draft)
    }

    /// As `Name: value`.
    pub(super) fn shown(&self) -> Vec<String> {
        let headers = self.headers.iter();
        headers
            .map(|(name, value)| format!("{name}: {value}"))
            .collect()
    }

    /// Says at the last request where its headers come from.
    pub(super) fn note(&self, transcript: &mut Transcript) {
        let mut steps = transcript.steps.iter_mut().rev();
        if let (false, Some(step)) = (
            self.headers.is_empty(),
            steps.find(|step| step.what == StepKind::Request),
        ) {
            let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
            step.notes.push(format!(
                "{} wants {}: added, since the request did not set it.",
                self.by,
                names.join(" and ")
            ));
        }
    }
}

fn missing(draft: &Draft, headers: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let set = |name: &str| {
        let mut fields = draft.headers.iter();
        fields.any(|field| field.enabled && field.name.trim().eq_ignore_ascii_case(name))
    };
    let missing = headers.iter().filter(|(name, _)| !set(name));
    missing
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
