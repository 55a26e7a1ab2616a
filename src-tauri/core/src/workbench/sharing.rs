//! Export of saved requests with the servers and clients that they need, without secrets.

use super::Workbench;
use crate::error::Error;
use tokenry_import::{Export, Exported, Who};
use tokenry_model::{
    id::Id,
    request::{Collection, Draft},
    token::Token,
    variables::Variables,
};
use tokenry_vault::profile_secrets;

impl Workbench {
    /// Exports the requests of one collection, or all of them, with their servers.
    pub async fn export(&self, only: Option<Id<Collection>>) -> Result<Exported, Error> {
        self.open_vault().await?;
        let workspace = self.workspace().await?;
        let mut used = Vec::new();
        let title = workspace
            .collections
            .iter()
            .find(|one| Some(one.id) == only);
        let mut export = Export::new(title.map_or("Tokenry", |one| one.name.as_str()));
        for listed in workspace
            .requests
            .iter()
            .filter(|one| one.collection.is_none())
        {
            if only.is_none() {
                let draft = self.request(listed.id).await?.draft;
                let item = self
                    .item(&mut export, &listed.name, &draft, &mut used)
                    .await?;
                export.add(item);
            }
        }
        for collection in &workspace.collections {
            if only.is_some_and(|only| only != collection.id) {
                continue;
            }
            let variables = self.collection_variables(collection.id).await?;
            // A variable with two meanings in one file is replaced by its values.
            let (differing, own): (Vec<_>, Vec<_>) =
                variables.into_iter().partition(|one| export.differs(one));
            for one in &own {
                export.variable(one);
            }
            let differing = differing.into_iter().map(|one| (one.name, one.value));
            let differing = Variables::braces(differing);
            let mut items = Vec::new();
            let of_it = |id: Option<Id<Collection>>| id == Some(collection.id);
            for listed in workspace
                .requests
                .iter()
                .filter(|one| of_it(one.collection))
            {
                let draft = self.request(listed.id).await?.draft.filled(&differing);
                let item = self
                    .item(&mut export, &listed.name, &draft, &mut used)
                    .await?;
                items.push(item);
            }
            if only.is_some() {
                for item in items {
                    export.add(item);
                }
            } else {
                export.folder(&collection.name, &items, &Who::Nobody);
            }
        }
        if only.is_none() {
            for client in self.clients().await? {
                if !used.contains(&client.id) {
                    let server = profile_secrets::shown(&self.server(client.server).await?.profile);
                    let profile = profile_secrets::shown(&client.profile);
                    let who = Who::Client(&server, &profile);
                    export.folder(&profile.name, &[], &who);
                }
            }
        }
        Ok(export.done())
    }

    async fn item(
        &self,
        export: &mut Export,
        name: &str,
        draft: &Draft,
        used: &mut Vec<Id<tokenry_model::client::Client>>,
    ) -> Result<serde_json::Value, Error> {
        let Some(token) = self.token_of(draft).await? else {
            return Ok(export.request(name, draft, &Who::Nobody));
        };
        let Some(client) = token.client else {
            return Ok(export.request(name, draft, &Who::Bearer));
        };
        used.push(client);
        let client = self.client(client).await?;
        let server = profile_secrets::shown(&self.server(client.server).await?.profile);
        let profile = profile_secrets::shown(&client.profile);
        Ok(export.request(name, draft, &Who::Client(&server, &profile)))
    }

    async fn token_of(&self, draft: &Draft) -> Result<Option<Token>, Error> {
        let Some(id) = draft.token else {
            return Ok(None);
        };
        // The token may have been removed.
        let tokens = self.context.store.tokens().await?;
        Ok(tokens.into_iter().find(|token| token.id == id))
    }
}
