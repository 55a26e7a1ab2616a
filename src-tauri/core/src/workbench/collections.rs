//! Saved requests and their collections.

use super::Workbench;
use crate::{error::Error, events::Event, request::Workspace};
use tokenry_model::{
    id::Id,
    request::{Collection, Draft, Request},
    token::Token,
    variables::{Variable, Variables},
};

/// The sources of the variables of a draft.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The saved request of the draft.
    pub request: Option<Id<Request>>,
    /// Values for this request only.
    pub values: Vec<Variable>,
}

impl Workbench {
    /// Returns all collections and the names of all saved requests.
    pub async fn workspace(&self) -> Result<Workspace, Error> {
        Ok(self.inner.collections.all().await?)
    }

    pub async fn request(&self, id: Id<Request>) -> Result<Request, Error> {
        self.open_vault().await?;
        Ok(self.inner.collections.request(id).await?)
    }

    /// Finds the requests with this name, which need not be unique, or else those whose names differ
    /// only in case, or the one with this id.
    pub async fn requests_named(&self, name: &str) -> Result<Vec<Request>, Error> {
        self.open_vault().await?;
        if let Ok(id) = name.parse() {
            return Ok(vec![self.inner.collections.request(id).await?]);
        }
        let exact = self.inner.collections.requests_named(name).await?;
        if exact.is_empty() {
            return self.requests_meant(name).await;
        }
        Ok(exact)
    }

    async fn requests_meant(&self, name: &str) -> Result<Vec<Request>, Error> {
        let wanted = name.to_lowercase();
        let mut found = Vec::new();
        for listed in self.inner.collections.all().await?.requests {
            if listed.name.to_lowercase() == wanted {
                found.push(self.inner.collections.request(listed.id).await?);
            }
        }
        Ok(found)
    }

    /// Updates the request with this id, or creates one.
    pub async fn save_request(
        &self,
        id: Option<Id<Request>>,
        collection: Option<Id<Collection>>,
        name: &str,
        draft: Draft,
    ) -> Result<Request, Error> {
        self.open_vault().await?;
        let saved = self
            .inner
            .collections
            .save_request(id, collection, name, draft)
            .await?;
        self.context.events.tell(Event::RequestsChanged);
        Ok(saved)
    }

    pub async fn add_collection(&self, name: &str) -> Result<Collection, Error> {
        let collection = self.inner.collections.add(name).await?;
        self.context.events.tell(Event::RequestsChanged);
        Ok(collection)
    }

    pub async fn rename_collection(&self, id: Id<Collection>, name: &str) -> Result<(), Error> {
        self.inner.collections.rename(id, name).await?;
        self.context.events.tell(Event::RequestsChanged);
        Ok(())
    }

    /// Removes a collection. Its requests are kept outside of any collection, with the values of its
    /// variables filled in.
    pub async fn remove_collection(&self, id: Id<Collection>) -> Result<(), Error> {
        let collections = &self.inner.collections;
        let variables = match self.context.store.variables(id).await? {
            Some(_) => self.collection_variables(id).await?,
            None => Vec::new(),
        };
        let values = variables.into_iter().map(|one| (one.name, one.value));
        let variables = Variables::braces(values);
        for listed in collections.all().await?.requests {
            if listed.collection != Some(id) {
                continue;
            }
            if !variables.is_empty() {
                let request = collections.request(listed.id).await?;
                let filled = request.draft.filled(&variables);
                collections
                    .save_request(Some(listed.id), Some(id), &request.name, filled)
                    .await?;
            }
            collections
                .move_request(listed.id, None, usize::MAX)
                .await?;
        }
        collections.remove(id).await?;
        self.context.events.tell(Event::RequestsChanged);
        Ok(())
    }

    /// Returns the variables of a collection.
    pub async fn collection_variables(&self, id: Id<Collection>) -> Result<Vec<Variable>, Error> {
        self.open_vault().await?;
        Ok(self.inner.collections.variables(id).await?)
    }

    pub async fn set_collection_variables(
        &self,
        id: Id<Collection>,
        variables: &[Variable],
    ) -> Result<(), Error> {
        self.open_vault().await?;
        let named = variables.iter().filter(|one| !one.name.trim().is_empty());
        let named: Vec<Variable> = named.cloned().collect();
        self.inner.collections.set_variables(id, &named).await?;
        self.context.events.tell(Event::RequestsChanged);
        Ok(())
    }

    /// Fills in the variables of a draft: first the values for this request, then the variables of
    /// the collection.
    pub async fn filled(&self, draft: &Draft, given: &Given) -> Result<Draft, Error> {
        if draft.variables().is_empty() {
            return Ok(draft.clone());
        }
        let mut values = given.values.clone();
        if let Some(request) = given.request
            && let Some(collection) = self.inner.collections.collection_of(request).await?
        {
            values.extend(self.collection_variables(collection).await?);
        }
        let values = values.into_iter().map(|one| (one.name, one.value));
        Ok(draft.filled(&Variables::braces(values)))
    }

    /// Returns the names of the saved requests that use one of these tokens.
    pub(crate) async fn requests_with(&self, tokens: &[Token]) -> Result<Vec<String>, Error> {
        if tokens.is_empty() {
            return Ok(Vec::new());
        }
        self.open_vault().await?;
        let mut names = Vec::new();
        for listed in self.inner.collections.all().await?.requests {
            let request = self.inner.collections.request(listed.id).await?;
            if tokens
                .iter()
                .any(|token| Some(token.id) == request.draft.token)
            {
                names.push(request.name);
            }
        }
        Ok(names)
    }
}
