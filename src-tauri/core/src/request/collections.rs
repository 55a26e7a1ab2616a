//! Saved requests and their collections. Names and methods are stored in plain text, so that a list
//! needs no key. The contents are sealed.

use tokenry_model::{
    clock::{Ambient, Timestamp},
    id::Id,
    request::{Collection, Draft, Request},
    sealed::Sealed,
    variables::Variable,
};
use tokenry_vault::store::Noun;
use tokenry_vault::store::RemovedRequest;
use tokenry_vault::store::RequestRow;
use tokenry_vault::store::Store;
use tokenry_vault::store::StoreError;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::Vault;
use tokenry_vault::vault::VaultError;

/// The collections of one data directory; cheap to clone.
#[derive(Debug, Clone)]
pub struct Collections {
    store: Store,
    vault: Vault,
    ambient: Ambient,
}

/// All collections and saved requests, by position.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workspace {
    pub collections: Vec<Collection>,
    /// Requests grouped by collection. Those without one come first.
    pub requests: Vec<Listed>,
}

/// The list entry of a saved request.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: Id<Request>,
    pub collection: Option<Id<Collection>>,
    pub name: String,
    pub method: String,
    pub updated_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum CollectionsError {
    #[error("A name is required.")]
    NoName,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("This saved request cannot be read.")]
    Content(#[source] serde_json::Error),
}

impl Collections {
    pub fn new(store: Store, vault: Vault, ambient: Ambient) -> Self {
        Self {
            store,
            vault,
            ambient,
        }
    }

    pub async fn all(&self) -> Result<Workspace, CollectionsError> {
        Ok(Workspace {
            collections: self.store.collections().await?,
            requests: self
                .store
                .requests()
                .await?
                .into_iter()
                .map(Listed::from)
                .collect(),
        })
    }

    /// Creates a collection at the end of the list.
    pub async fn add(&self, name: &str) -> Result<Collection, CollectionsError> {
        let last = self.store.collections().await?.pop();
        let collection = Collection {
            id: Id::new(&self.ambient),
            name: named(name)?,
            position: last.map_or(0, |last| last.position + 1),
        };
        self.store.save_collection(&collection).await?;
        Ok(collection)
    }

    /// Returns the variables of a collection.
    pub async fn variables(&self, id: Id<Collection>) -> Result<Vec<Variable>, CollectionsError> {
        let Some(sealed) = self.store.variables(id).await? else {
            return Ok(Vec::new());
        };
        self.vault.ensure_key(KeyId::Local).await?;
        let content = self.vault.open_sealed(&variables_place(id), &sealed)?;
        serde_json::from_slice(&content).map_err(CollectionsError::Content)
    }

    pub async fn set_variables(
        &self,
        id: Id<Collection>,
        variables: &[Variable],
    ) -> Result<(), CollectionsError> {
        let sealed = self.sealed_variables(id, variables).await?;
        Ok(self.store.set_variables(id, &sealed).await?)
    }

    pub(crate) async fn sealed_variables(
        &self,
        id: Id<Collection>,
        variables: &[Variable],
    ) -> Result<Sealed, CollectionsError> {
        self.vault.ensure_key(KeyId::Local).await?;
        let content = zeroize::Zeroizing::new(
            serde_json::to_vec(variables).map_err(CollectionsError::Content)?,
        );
        Ok(self.vault.seal(&variables_place(id), &content)?)
    }

    /// Returns the collection of a saved request.
    pub async fn collection_of(
        &self,
        id: Id<Request>,
    ) -> Result<Option<Id<Collection>>, CollectionsError> {
        Ok(self.store.request(id).await?.collection)
    }

    pub async fn rename(&self, id: Id<Collection>, name: &str) -> Result<(), CollectionsError> {
        let mut collection = self.collection(id).await?;
        collection.name = named(name)?;
        Ok(self.store.save_collection(&collection).await?)
    }

    /// Removes the collection and all requests in it.
    pub async fn remove(&self, id: Id<Collection>) -> Result<(), CollectionsError> {
        Ok(self.store.remove_collection(id).await?)
    }

    pub async fn request(&self, id: Id<Request>) -> Result<Request, CollectionsError> {
        self.opened(self.store.request(id).await?)
    }

    /// Returns all requests with this name. Names are not unique.
    pub async fn requests_named(&self, name: &str) -> Result<Vec<Request>, CollectionsError> {
        let rows = self.store.requests_named(name).await?;
        rows.into_iter().map(|row| self.opened(row)).collect()
    }

    /// Saves a request. With the id of a saved request, updates that one and keeps its position
    /// unless the collection changes. Otherwise adds it at the end of its collection.
    pub async fn save_request(
        &self,
        id: Option<Id<Request>>,
        collection: Option<Id<Collection>>,
        name: &str,
        draft: Draft,
    ) -> Result<Request, CollectionsError> {
        let name = named(name)?;
        if let Some(collection) = collection {
            self.collection(collection).await?;
        }
        let place = match id {
            Some(id) => Some(self.store.request(id).await?),
            None => None,
        };
        let position = match place {
            Some(row) if row.collection == collection => row.position,
            _ => self.end_of(collection).await?,
        };
        let request = Request {
            id: id.unwrap_or_else(|| Id::new(&self.ambient)),
            collection,
            name,
            draft,
            updated_at: self.now(),
        };
        self.store
            .save_request(&self.sealed(&request, position).await?)
            .await?;
        Ok(request)
    }

    /// Prepares the rows of a new collection and its requests, for storing in a larger transaction.
    /// Creates the local key if needed.
    pub(crate) async fn prepared(
        &self,
        name: &str,
        requests: Vec<(String, Draft)>,
    ) -> Result<(Collection, Vec<RequestRow>), CollectionsError> {
        let last = self.store.collections().await?.pop();
        let collection = Collection {
            id: Id::new(&self.ambient),
            name: named(name)?,
            position: last.map_or(0, |last| last.position + 1),
        };
        let mut rows = Vec::new();
        for (position, (name, draft)) in (0..).zip(requests) {
            let request = Request {
                id: Id::new(&self.ambient),
                collection: Some(collection.id),
                name: named(&name)?,
                draft,
                updated_at: self.now(),
            };
            rows.push(self.sealed(&request, position).await?);
        }
        Ok((collection, rows))
    }

    /// Prepares the rows of new requests without a collection, in the same way.
    pub(crate) async fn prepared_loose(
        &self,
        requests: Vec<(String, Draft)>,
    ) -> Result<Vec<RequestRow>, CollectionsError> {
        let first = self.end_of(None).await?;
        let mut rows = Vec::new();
        for (position, (name, draft)) in (first..).zip(requests) {
            let request = Request {
                id: Id::new(&self.ambient),
                collection: None,
                name: named(&name)?,
                draft,
                updated_at: self.now(),
            };
            rows.push(self.sealed(&request, position).await?);
        }
        Ok(rows)
    }

    /// Moves the request to position `index` of a collection.
    pub async fn move_request(
        &self,
        id: Id<Request>,
        collection: Option<Id<Collection>>,
        index: usize,
    ) -> Result<(), CollectionsError> {
        if let Some(collection) = collection {
            self.collection(collection).await?;
        }
        let mut all = self.store.requests().await?;
        let from = all
            .iter()
            .position(|row| row.id == id)
            .ok_or(StoreError::NotFound(Noun::Request))?;
        let moved = all.remove(from);
        all.retain(|row| row.collection == collection);
        all.insert(index.min(all.len()), moved);
        for (position, mut row) in (0..).zip(all) {
            if row.position != position || row.collection != collection {
                row.position = position;
                row.collection = collection;
                self.store.save_request(&row).await?;
            }
        }
        Ok(())
    }

    /// Removes a request. The returned value can be restored.
    pub async fn remove_request(
        &self,
        id: Id<Request>,
    ) -> Result<RemovedRequest, CollectionsError> {
        Ok(self.store.remove_request(id).await?)
    }

    pub async fn restore_request(
        &self,
        mut removed: RemovedRequest,
    ) -> Result<Id<Request>, CollectionsError> {
        let collections = self.store.collections().await?;
        removed.leave_collection_unless(|id| collections.iter().any(|one| one.id == id));
        self.store.restore_request(&removed).await?;
        Ok(removed.id())
    }

    /// The current time in milliseconds, as stored.
    fn now(&self) -> Timestamp {
        let now = self.ambient.now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    async fn collection(&self, id: Id<Collection>) -> Result<Collection, CollectionsError> {
        let all = self.store.collections().await?;
        Ok(all
            .into_iter()
            .find(|collection| collection.id == id)
            .ok_or(StoreError::NotFound(Noun::Collection))?)
    }

    async fn end_of(&self, collection: Option<Id<Collection>>) -> Result<i64, CollectionsError> {
        let rows = self.store.requests().await?;
        Ok(rows
            .iter()
            .filter(|row| row.collection == collection)
            .map(|row| row.position + 1)
            .max()
            .unwrap_or(0))
    }

    async fn sealed(
        &self,
        request: &Request,
        position: i64,
    ) -> Result<RequestRow, CollectionsError> {
        self.vault.ensure_key(KeyId::Local).await?;
        let content = zeroize::Zeroizing::new(
            serde_json::to_vec(&request.draft).map_err(CollectionsError::Content)?,
        );
        Ok(RequestRow {
            id: request.id,
            collection: request.collection,
            name: request.name.clone(),
            method: request.draft.method.clone(),
            position,
            content: self.vault.seal(&place(request.id), &content)?,
            updated_at: request.updated_at,
        })
    }

    fn opened(&self, row: RequestRow) -> Result<Request, CollectionsError> {
        let content = self.vault.open_sealed(&place(row.id), &row.content)?;
        Ok(Request {
            id: row.id,
            collection: row.collection,
            name: row.name,
            draft: serde_json::from_slice(&content).map_err(CollectionsError::Content)?,
            updated_at: row.updated_at,
        })
    }
}

impl From<RequestRow> for Listed {
    fn from(row: RequestRow) -> Self {
        Self {
            id: row.id,
            collection: row.collection,
            name: row.name,
            method: row.method,
            updated_at: row.updated_at,
        }
    }
}

fn named(name: &str) -> Result<String, CollectionsError> {
    let name = name.trim();
    if name.is_empty() {
        Err(CollectionsError::NoName)
    } else {
        Ok(name.to_owned())
    }
}

fn variables_place(id: Id<Collection>) -> SealedCell {
    SealedCell {
        table: "collections",
        column: "variables",
        row: *id.as_uuid(),
        key: KeyId::Local,
        generation: 0,
    }
}

fn place(id: Id<Request>) -> SealedCell {
    SealedCell {
        table: "requests",
        column: "content",
        row: *id.as_uuid(),
        key: KeyId::Local,
        generation: 0,
    }
}

#[cfg(test)]
mod tests;
