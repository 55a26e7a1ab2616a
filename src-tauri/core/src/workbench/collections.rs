//! Saved requests and their collections.

use super::Workbench;
use crate::{
    error::Error,
    events::Event,
    id::Id,
    request::{Collection, Draft, Request, Workspace},
    token::Token,
};

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
        self.inner.events.tell(Event::RequestsChanged);
        Ok(saved)
    }

    pub async fn add_collection(&self, name: &str) -> Result<Collection, Error> {
        let collection = self.inner.collections.add(name).await?;
        self.inner.events.tell(Event::RequestsChanged);
        Ok(collection)
    }

    pub async fn rename_collection(&self, id: Id<Collection>, name: &str) -> Result<(), Error> {
        self.inner.collections.rename(id, name).await?;
        self.inner.events.tell(Event::RequestsChanged);
        Ok(())
    }

    /// Removes a collection. Its requests stay, in no collection.
    pub async fn remove_collection(&self, id: Id<Collection>) -> Result<(), Error> {
        let collections = &self.inner.collections;
        for request in collections.all().await?.requests {
            if request.collection == Some(id) {
                collections
                    .move_request(request.id, None, usize::MAX)
                    .await?;
            }
        }
        collections.remove(id).await?;
        self.inner.events.tell(Event::RequestsChanged);
        Ok(())
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
