//! Completion of import drafts from stored servers, recipes and server metadata. Pasted values
//! take precedence.

use url::Url;

use crate::{discovery, error::Error, recipe::Recipe, workbench::Workbench};
use tokenry_import::{Ignored, ImportPlan, ServerDraft, TokenDraft};
use tokenry_model::{
    grant_type::GrantType,
    server::{LeftOut, Placement, ServerProfile},
};
use tokenry_oauth::discovery::issuer_of_endpoint;
use tokenry_vault::profile_secrets;

impl Workbench {
    /// Marks the servers and clients that are already stored.
    pub(super) async fn recognise_stored(&self, understood: &mut ImportPlan) -> Result<(), Error> {
        let stored = self.servers().await?;
        let mut left = Vec::new();
        for draft in &mut understood.servers {
            let shown = profile_secrets::shown(&draft.profile);
            let same = |profile: &ServerProfile| is_same(profile, &shown);
            let Some(known) = stored.iter().find(|known| same(&known.server.profile)) else {
                continue;
            };
            draft.existing = Some(known.server.id);
            draft.profile = known.server.profile.clone();
            draft.clients.retain(|client| {
                let id = &client.profile.client_id;
                let same = known
                    .clients
                    .iter()
                    .find(|one| one.profile.client_id == *id);
                if let (Some(same), Some(refresh)) = (same, &client.refresh) {
                    let token = TokenDraft::renewed_by(same.id, refresh.clone());
                    draft.tokens.push(token);
                }
                if let Some(same) = same {
                    left.push(Ignored {
                        what: format!("the client {id}"),
                        why: format!("You have it already: “{}”.", same.profile.name),
                    });
                }
                same.is_none()
            });
        }
        understood.left.extend(left);
        Ok(())
    }

    pub(super) async fn complete(
        &self,
        understood: &mut ImportPlan,
        look: bool,
    ) -> Result<(), Error> {
        let recipes: Vec<Recipe> = self
            .recipes()
            .all()
            .into_iter()
            .filter_map(|found| Some(found.ok()?.recipe))
            .collect();
        for draft in &mut understood.servers {
            if draft.existing.is_some() {
                continue;
            }
            // The pasted text may name several destinations by itself.
            let destinations = draft.profile.destinations();
            understood.notes.extend(destinations);
            if look {
                let told = self.follow(draft, &recipes).await?;
                understood.notes.extend(told);
            }
            let address = issuer_of(&draft.profile);
            let recipe = recipes.iter().find(|recipe| recipe.knows_host(&address));
            if let Some(recipe) = recipe.filter(|recipe| !recipe.endpoints.is_empty()) {
                let found = recipe.at(&address, &[]).and_then(|placed| placed.profile());
                if let Ok(found) = found
                    && let Some(left_out) = add(draft, found)
                {
                    understood.notes.extend(left_out);
                    understood.notes.push(format!(
                        "This is {}. Its recipe fills in the missing settings.",
                        recipe.name
                    ));
                    continue;
                }
            }
            if !look || is_complete(draft) {
                continue;
            }
            let http = &self.context.http;
            let discovery = Box::pin(discovery::find(
                http,
                address.as_str(),
                &recipes,
                self.context.now(),
            ))
            .await?;
            understood.notes.push(discovery.summary());
            if let Some(found) = discovery.found {
                understood
                    .notes
                    .extend(add(draft, found).unwrap_or_default());
            }
        }
        Ok(())
    }

    /// Adds the metadata that the document links to.
    async fn follow(
        &self,
        draft: &mut ServerDraft,
        recipes: &[Recipe],
    ) -> Result<Vec<String>, Error> {
        let mut told = Vec::new();
        for url in std::mem::take(&mut draft.metadata) {
            let http = &self.context.http;
            let discovery = Box::pin(discovery::find(
                http,
                url.as_str(),
                recipes,
                self.context.now(),
            ))
            .await?;
            told.push(discovery.summary());
            let Some(found) = discovery.found else {
                continue;
            };
            let (name, base) = (draft.profile.name.clone(), draft.profile.base_url.clone());
            match add(draft, found) {
                Some(left_out) => told.extend(left_out),
                None => told.push(format!(
                    "The metadata at {url} names other endpoints than the document. It was not used."
                )),
            }
            // The document decides the URL of the API.
            (draft.profile.name, draft.profile.base_url) = (name, base);
        }
        Ok(told)
    }
}

/// Returns true if the stored server has the draft's token endpoint, or its authorization
/// endpoint, or, if the draft has neither, the origin of its API.
fn is_same(stored: &ServerProfile, draft: &ServerProfile) -> bool {
    let (ours, theirs) = (&stored.endpoints, &draft.endpoints);
    match (&theirs.token, &theirs.authorize) {
        (Some(_), _) => ours.token == theirs.token,
        (None, Some(_)) => ours.authorize == theirs.authorize,
        (None, None) => stored.base_url.origin() == draft.base_url.origin(),
    }
}

/// Returns true if the draft has all the endpoints that its grants need.
fn is_complete(draft: &ServerDraft) -> bool {
    let ends = &draft.profile.endpoints;
    let mut grants = draft.clients.iter().flat_map(|client| &client.grants);
    let without_person =
        |grant: &GrantType| matches!(grant, GrantType::ClientCredentials | GrantType::Password);
    ends.token.is_some() && (ends.authorize.is_some() || grants.any(without_person))
}

/// The most likely issuer: the URL of an endpoint without the usual endpoint path.
fn issuer_of(profile: &ServerProfile) -> Url {
    let ends = &profile.endpoints;
    let known = ends.token.as_ref().or(ends.authorize.as_ref());
    let mut url = known
        .or(ends.registration.as_ref())
        .unwrap_or(&profile.base_url)
        .clone();
    if known.or(ends.registration.as_ref()).is_none() {
        url.set_path("");
        return url;
    }
    issuer_of_endpoint(&url)
}

/// Adds a found profile to the draft, and returns notes on what was not used. Returns `None` if
/// the profile describes another server.
fn add(draft: &mut ServerDraft, found: ServerProfile) -> Option<Vec<String>> {
    let ours = &mut draft.profile;
    let differ = |ours: &Option<Url>, theirs: &Option<Url>| match (ours, theirs) {
        (Some(ours), Some(theirs)) => ours != theirs,
        _ => false,
    };
    if differ(&ours.endpoints.token, &found.endpoints.token)
        || differ(&ours.endpoints.authorize, &found.endpoints.authorize)
    {
        return None;
    }
    let was_told = ours.endpoints.token.is_some();
    // Pasted values, such as a secret, are never sent to an endpoint from another source.
    let left_out = ours.endpoints.join(found.endpoints);
    let only_origin = ours.base_url.path() == "/";
    if !draft.base_told || (only_origin && ours.base_url.origin() == found.base_url.origin()) {
        ours.base_url = found.base_url;
    }
    ours.name = found.name;
    ours.issuer = found.issuer;
    if ours.scopes.is_empty() {
        ours.scopes = found.scopes;
    }
    ours.auth_methods = found.auth_methods;
    ours.promises_iss = found.promises_iss;
    ours.origins = found.origins;
    ours.recipe = found.recipe;
    let style = ours.habits.token_style;
    let placement = ours.habits.placement.clone();
    ours.habits = found.habits;
    if was_told {
        ours.habits.token_style = style;
    }
    if placement != Placement::default() {
        ours.habits.placement = placement;
    }
    Some(left_out.iter().map(LeftOut::sentence).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_leads_to_its_issuer() {
        for (endpoint, issuer) in [
            ("https://id.example/oauth/token", "https://id.example/"),
            (
                "https://id.example/realms/x/protocol/openid-connect/token",
                "https://id.example/realms/x",
            ),
            (
                "https://id.example/oauth2/default/v1/token",
                "https://id.example/oauth2/default",
            ),
            ("https://id.example/api/v1/apps", "https://id.example/api"),
        ] {
            let url = Url::parse(endpoint).expect(endpoint);
            let mut profile = ServerProfile::at("x", url.clone());
            profile.endpoints.token = Some(url);
            assert_eq!(issuer_of(&profile).as_str(), issuer);
        }
    }
}
