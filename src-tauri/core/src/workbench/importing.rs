//! Import: pasted text or files are parsed, completed and stored in one transaction.

mod completing;
mod naming;

use super::{Workbench, pasting::Belongs};
use crate::{error::Error, events::Event, records::client_secrets};
use tokenry_import::{
    ClientDraft, CollectionDraft, ImportPlan, RequestDraft, ServerDraft, TokenDraft,
};
use tokenry_model::{
    client::Client,
    id::Id,
    request::{Collection, Draft},
    secret::Secret,
    server::{Server, ServerProfile},
    token::Token,
    variables::Variables,
};
use tokenry_oauth::reply::TokenReply;
use tokenry_vault::{store::Batch, vault::KeyId};

/// Redirect URI of an imported client if neither the import nor the recipe names one.
const REDIRECT: &str = "http://127.0.0.1/callback";

/// The result of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// New servers only.
    pub servers: Vec<Server>,
    pub clients: Vec<Client>,
    pub tokens: Vec<Token>,
    /// Collections with the number of their requests.
    pub collections: Vec<(Collection, usize)>,
    /// Names of the requests outside of collections.
    pub requests: Vec<String>,
}

impl Workbench {
    /// Parses texts that belong together ([`tokenry_import::read`]), recognises what is already
    /// stored, and completes the plan from the recipes. With `look`, missing endpoints are looked
    /// up by discovery, without credentials. Nothing is stored.
    pub async fn understand(
        &self,
        texts: &[&str],
        mut options: tokenry_import::Options,
        look: bool,
    ) -> Result<ImportPlan, Error> {
        let clients = self.context.store.clients().await?.into_iter();
        options
            .known
            .extend(clients.map(|client| client.profile.client_id));
        // A host that looks like a placeholder may belong to a stored server.
        let servers = self.context.store.servers().await?;
        let hosts = servers.iter().map(|server| &server.profile.base_url);
        options
            .known
            .extend(hosts.filter_map(tokenry_import::placeholder_in));
        let mut understood = tokenry_import::read(texts, &options)?;
        self.recognise_stored(&mut understood).await?;
        // The future is too large for the caller's stack.
        Box::pin(self.complete(&mut understood, look)).await?;
        Ok(understood)
    }

    /// Stores a plan, corrected or not, in one transaction. A client without an id, or without a
    /// required secret, is an error, and nothing is stored.
    pub async fn import(&self, understood: ImportPlan) -> Result<Imported, Error> {
        self.open_vault().await?;
        let mut making = Making::default();
        let made = Box::pin(self.make(understood, &mut making)).await;
        let stored = match made {
            Ok(()) => self
                .context
                .store
                .import(&making.batch)
                .await
                .map_err(Error::from),
            Err(error) => Err(error),
        };
        if let Err(error) = stored {
            for server in making.prepared {
                self.context.vault.forget_key(KeyId::Server(server));
            }
            return Err(error);
        }
        self.context.events.tell(Event::ServersChanged);
        self.context.events.tell(Event::TokensChanged);
        self.context.events.tell(Event::RequestsChanged);
        Ok(making.imported())
    }

    async fn make(&self, understood: ImportPlan, making: &mut Making) -> Result<(), Error> {
        let mut names = self.names().await?;
        let known = understood
            .servers
            .iter()
            .any(|draft| draft.existing.is_some());
        for draft in understood.servers {
            self.make_server(draft, &mut names, making).await?;
        }
        for collection in understood.collections {
            self.make_collection(collection, making).await?;
        }
        self.make_requests(understood.requests, &mut names, making)
            .await?;
        if making.batch.servers.is_empty()
            && making.batch.clients.is_empty()
            && making.batch.tokens.is_empty()
            && making.batch.collections.is_empty()
            && making.batch.requests.is_empty()
        {
            return Err(if known {
                Error::AlreadyImported
            } else if !understood.unresolved.is_empty() {
                let names = understood.unresolved;
                tokenry_import::ImportError::Open { names }.into()
            } else {
                Error::NothingToImport
            });
        }
        Ok(())
    }

    async fn make_server(
        &self,
        draft: ServerDraft,
        names: &mut naming::Names,
        making: &mut Making,
    ) -> Result<(), Error> {
        let server = if let Some(id) = draft.existing {
            let server = self.context.true_server(id).await?;
            self.context.vault.ensure_key(KeyId::Server(id)).await?;
            server
        } else {
            self.make_new_server(draft.profile, names, making).await?
        };
        for mut client in draft.clients {
            let refresh = client.refresh.take();
            let client = self.make_client(&server, client, names).await?;
            if let Some(refresh) = refresh {
                let token = TokenDraft::renewed_by(client.id, refresh);
                self.make_token(&server, token, names, making)?;
            }
            let seal = self.context.client_seal(&client)?;
            making.batch.clients.push((client, seal));
        }
        for token in draft.tokens {
            self.make_token(&server, token, names, making)?;
        }
        Ok(())
    }

    async fn make_new_server(
        &self,
        mut profile: ServerProfile,
        names: &mut naming::Names,
        making: &mut Making,
    ) -> Result<Server, Error> {
        super::servers::check(&profile)?;
        profile.name = names.servers.free(&profile.name);
        let now = self.context.now();
        let id = Id::new(&self.context.ambient);
        let key = self.context.vault.prepare_key(KeyId::Server(id))?;
        making.prepared.push(id);
        let server = Server {
            id,
            profile: self.context.parted_server(id, profile, None).await?,
            created_at: now,
            updated_at: now,
        };
        let seal = self.context.server_seal(&server)?;
        making.batch.servers.push((server.clone(), seal, key));
        Ok(server)
    }

    async fn make_client(
        &self,
        server: &Server,
        draft: ClientDraft,
        names: &mut naming::Names,
    ) -> Result<Client, Error> {
        let mut profile = draft.profile;
        let wanted = match profile.name.trim() {
            "" => server.profile.name.clone(),
            name => name.to_owned(),
        };
        profile.name = names.clients.free(&wanted);
        if profile.redirect_uri.is_empty() {
            let recipe = self.recipe_of(&server.profile)?;
            let suggested = recipe.and_then(|recipe| recipe.redirect.suggested);
            profile.redirect_uri = suggested.unwrap_or_else(|| REDIRECT.into());
        }
        super::clients::check(&profile, draft.secret.is_some())?;
        if let Some(secret) = &draft.secret {
            super::clients::check_key(&profile, secret)?;
        }
        let id = Id::new(&self.context.ambient);
        let place = client_secrets::secret_place(server.id, id);
        let profile = self
            .context
            .parted_client(server.id, id, profile, None)
            .await?;
        let seal = |secret: Secret| self.context.vault.seal_secret(&place, &secret);
        let now = self.context.now();
        Ok(Client {
            id,
            server: server.id,
            profile,
            secret: draft.secret.map(seal).transpose()?,
            secret_expires_at: None,
            created_at: now,
            updated_at: now,
        })
    }

    fn make_token(
        &self,
        server: &Server,
        draft: TokenDraft,
        names: &mut naming::Names,
        making: &mut Making,
    ) -> Result<(), Error> {
        let wanted = match draft.name.trim() {
            "" => server.profile.name.clone(),
            name => name.to_owned(),
        };
        let name = names.tokens.free(&wanted);
        let belongs = Belongs {
            server: server.id,
            name: &name,
            client: draft.client,
            placement: None,
            expires_at: None,
        };
        let reply = TokenReply {
            refresh: draft.refresh,
            ..TokenReply::bare(draft.access)
        };
        let (token, event) = self.pasted(belongs, reply, &[])?;
        let seal = self.context.token_seal(&token)?;
        making.reach.push((server.clone(), token.id));
        making.batch.tokens.push((token, seal, event));
        Ok(())
    }

    async fn make_collection(
        &self,
        draft: CollectionDraft,
        making: &mut Making,
    ) -> Result<(), Error> {
        let variables = draft.variables.iter();
        let variables = variables.map(|one| (one.name.clone(), one.value.clone()));
        let variables = Variables::braces(variables);
        let requests = draft.requests.into_iter();
        let requests = requests
            .map(|request| making.bound(request, &variables))
            .collect();
        let collections = &self.inner.collections;
        let (mut collection, rows) = collections.prepared(&draft.name, requests).await?;
        let before = making.batch.collections.len();
        collection.position += i64::try_from(before).unwrap_or_default();
        if !draft.variables.is_empty() {
            let sealed = collections
                .sealed_variables(collection.id, &draft.variables)
                .await?;
            making.batch.variables.push((collection.id, sealed));
        }
        making.batch.collections.push(collection);
        making.batch.requests.extend(rows);
        Ok(())
    }
}

impl Workbench {
    /// Stores the requests that belong to no collection.
    async fn make_requests(
        &self,
        drafts: Vec<RequestDraft>,
        names: &mut naming::Names,
        making: &mut Making,
    ) -> Result<(), Error> {
        if drafts.is_empty() {
            return Ok(());
        }
        let requests = drafts.into_iter().map(|request| {
            let (name, draft) = making.bound(request, &Variables::braces([]));
            (names.requests.free(&name), draft)
        });
        let requests = requests.collect();
        let rows = self.inner.collections.prepared_loose(requests).await?;
        making.batch.requests.extend(rows);
        Ok(())
    }
}

/// The rows to store.
#[derive(Default)]
struct Making {
    batch: Batch,
    /// New servers whose data keys are already in the vault.
    prepared: Vec<Id<Server>>,
    /// New tokens with their servers.
    reach: Vec<(Server, Id<Token>)>,
}

impl Making {
    /// Returns the name and draft of a request, with the imported token for its URL.
    fn bound(&self, request: RequestDraft, variables: &Variables) -> (String, Draft) {
        let mut draft = request.draft;
        if request.with_token {
            draft.token = draft.filled(variables).target().and_then(|url| {
                let mut reach = self.reach.iter();
                let (_, token) = reach.find(|(server, _)| server.profile.allows(&url))?;
                Some(*token)
            });
        }
        (request.name, draft)
    }

    fn imported(self) -> Imported {
        let batch = self.batch;
        let loose = batch.requests.iter().filter(|row| row.collection.is_none());
        let requests = loose.map(|row| row.name.clone()).collect();
        let collections = batch.collections.into_iter().map(|collection| {
            let of_it =
                |row: &&tokenry_vault::store::RequestRow| row.collection == Some(collection.id);
            let count = batch.requests.iter().filter(of_it).count();
            (collection, count)
        });
        Imported {
            collections: collections.collect(),
            requests,
            servers: batch
                .servers
                .into_iter()
                .map(|(server, ..)| server)
                .collect(),
            clients: batch
                .clients
                .into_iter()
                .map(|(client, _)| client)
                .collect(),
            tokens: batch.tokens.into_iter().map(|(token, ..)| token).collect(),
        }
    }
}
