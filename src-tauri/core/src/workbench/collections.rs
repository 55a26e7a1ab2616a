//! Saved requests and their collections.

use super::Workbench;
use crate::{error::Error, events::Event, request::Workspace};
use tokenry_model::{
    id::Id,
    request::{Collection, Draft, Request},
    token::Token,
    variables::{Variable, Variables},
};

/// Where the variables of a draft get their values.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The saved request that it comes from.
    pub request: Option<Id<Request>>,
    /// For this once.
    pub values: Vec<Variable>,
}

impl Workbench {
    /// Every collection, and every saved request by name: what a list shows.
    pub async fn workspace(&self) -> Result<Workspace, Error> {
        Ok(self.inner.collections.all().await?)
    }

    pub async fn request(&self, id: Id<Request>) -> Result<Request, Error> {
        self.open_vault().await?;
        Ok(self.inner.collections.request(id).await?)
    }

    /// All requests of this name, which need not be unique; where none has exactly this one, all
    /// whose names differ in nothing but capitals. Or the one with this id.
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

    /// Changes the request of that id, or makes a new one.
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

    /// Removes a collection. Its requests stay, in no collection; what its variables stand for
    /// is put into them.
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

    /// What the variables of a collection stand for.
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

    /// The draft with its variables in their places: first what is given for this once, then what
    /// the collection of the saved request says.
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

    /// The names of the saved requests that use one of these tokens.
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
