//! The headers that an API requires on every request, from its server's recipe.
//!
//! They are added to requests to the server's own origins, unless the draft sets them.

use std::{borrow::Cow, collections::BTreeMap};

use super::SendingError;
use crate::context::Context;
use tokenry_model::{
    request::{Draft, Field},
    server::ServerProfile,
    transcript::{Topic, Transcript},
};
use tokenry_vault::store::StoreError;

/// The required headers that a draft lacks.
#[derive(Debug, Default)]
pub(crate) struct RequiredHeaders {
    headers: Vec<(String, String)>,
    /// The name of the recipe.
    by: String,
}

impl RequiredHeaders {
    /// Finds the required headers that the draft does not set.
    pub(crate) async fn of(context: &Context, draft: &Draft) -> Result<Self, SendingError> {
        let Some(profile) = server_of(context, draft).await? else {
            return Ok(Self::default());
        };
        let recipe = context.recipes.of(profile.recipe.as_deref())?;
        Ok(recipe.map_or_else(Self::default, |recipe| Self {
            headers: missing(draft, &recipe.headers),
            by: recipe.name,
        }))
    }

    /// Adds the missing headers to the draft.
    pub(crate) fn on<'a>(&self, draft: &'a Draft) -> Cow<'a, Draft> {
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

    /// The headers as `Name: value`.
    pub(crate) fn shown(&self) -> Vec<String> {
        let headers = self.headers.iter();
        headers
            .map(|(name, value)| format!("{name}: {value}"))
            .collect()
    }

    /// Adds a note on the origin of the headers to the last request.
    pub(crate) fn note(&self, transcript: &mut Transcript) {
        let mut steps = transcript.steps.iter_mut().rev();
        if let (false, Some(step)) = (
            self.headers.is_empty(),
            steps.find(|step| step.what.topic() == Topic::Request),
        ) {
            let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
            step.notes.push(format!(
                "{} requires {}. It was added, because the request did not set it.",
                self.by,
                names.join(" and ")
            ));
        }
    }
}

/// The server with a recipe to which the draft is sent: that of its token, or without a token any
/// server with this origin.
async fn server_of(context: &Context, draft: &Draft) -> Result<Option<ServerProfile>, StoreError> {
    let store = &context.store;
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
