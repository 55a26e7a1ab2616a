//! Management of a registered client at its server: reading, updating and deleting (RFC 7592).

use super::{Workbench, instant, note, token_place, usable, ways};
use crate::{error::Error, events::Event, records::client_secrets};
use tokenry_model::{
    client::{
        AuthMethod, Client, ClientProfile,
        registration::{Registration, RegistrationChange},
    },
    id::Id,
    server::Server,
    transcript::HttpStep,
};
use tokenry_oauth::registration::{
    Management, Proposal, Registered, RegistrationError, management,
};
use tokenry_vault::vault::KeyId;

/// The current registration at the server. New secrets are already stored, because the old ones
/// may be invalid. Everything else is stored only if the person accepts it.
#[derive(Debug)]
pub struct ReadRegistration {
    pub client: Client,
    pub registration: Registration,
    /// Differences between the registration and the stored client.
    pub differences: Vec<Difference>,
    /// The client profile with the values of the server.
    pub accepted: ClientProfile,
    /// The server issued a new secret, which is stored.
    pub new_secret: bool,
}

/// A value that differs between the stored client and the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub what: &'static str,
    pub here: String,
    pub there: String,
}

/// A registration that can be managed, with its client and server.
struct Managed {
    client: Client,
    server: Server,
    registration: Registration,
    management: Management,
}

impl Workbench {
    /// Reads the registration of a client from the server (RFC 7592 §2.1).
    pub async fn read_registration(&self, id: Id<Client>) -> Result<ReadRegistration, Error> {
        let mut managed = self.managed(id).await?;
        let (registered, new_secret) = self.read(&mut managed).await?;
        let accepted = word_of(&managed.client, &registered)?;
        Ok(ReadRegistration {
            differences: differences(&managed.client.profile, &accepted),
            client: managed.client,
            registration: managed.registration,
            accepted,
            new_secret,
        })
    }

    /// Returns the request that [`Workbench::update_registration`] would send, based on the last
    /// response of the server.
    pub async fn registration_change(
        &self,
        id: Id<Client>,
        change: &RegistrationChange,
    ) -> Result<Proposal, Error> {
        let stored = self.registration(id).await?;
        let stored = stored.filter(Registration::is_managed);
        let Some((registration, url)) = stored.and_then(|one| Some((one.clone(), one.uri?))) else {
            return Err(self.not_managed(id).await?);
        };
        Ok(Proposal {
            way: registration.way,
            url,
            body: management::applied(change, &registration.said),
        })
    }

    /// Updates name, redirect URIs and scopes at the server, then the stored client from the
    /// response (RFC 7592 §2.2). All other members are read first and sent back unchanged.
    pub async fn update_registration(
        &self,
        id: Id<Client>,
        change: &RegistrationChange,
    ) -> Result<Client, Error> {
        usable(&change.redirect_uris)?;
        let mut managed = self.managed(id).await?;
        let (before, _) = self.read(&mut managed).await?;
        let (http, plain_http) = (&self.context.http, managed.server.profile.habits.plain_http);
        let mut steps = Vec::new();
        let management = &managed.management;
        let updated =
            management::update(http, management, &before, change, plain_http, &mut steps).await;
        let (registered, _) = self.keep_answer(&mut managed, updated, steps).await?;

        let mut profile = word_of(&managed.client, &registered)?;
        if registered.redirect_uris.is_empty() {
            (profile.redirect_uri, profile.further_redirects) =
                ways(profile.redirect_uri, &[], &change.redirect_uris);
        }
        if registered.scopes.is_none() {
            profile.scopes.clone_from(&change.scopes);
        }
        let mut client = managed.client;
        client.profile = profile;
        client.updated_at = self.context.now();
        let seal = self.context.client_seal(&client)?;
        self.context.store.edit_client(&client, &seal).await?;
        self.context.events.tell(Event::ServersChanged);
        Ok(client)
    }

    /// Deletes a client at its server (RFC 7592 §2.3), then here with its tokens.
    pub async fn delete_registration(&self, id: Id<Client>) -> Result<(), Error> {
        let mut managed = self.managed(id).await?;
        let plain_http = managed.server.profile.habits.plain_http;
        let mut steps = Vec::new();
        let http = &self.context.http;
        let deleted = management::delete(http, &managed.management, plain_http, &mut steps).await;
        if let Err(error) = deleted {
            let told = self.keep_answer(&mut managed, Err(error), steps).await;
            return told.map(drop);
        }
        self.remove_client(id).await
    }

    async fn managed(&self, id: Id<Client>) -> Result<Managed, Error> {
        let (client, server) = self.context.true_client(id).await?;
        let stored = self.registration(id).await?;
        let parts = stored.and_then(|one| Some((one.clone(), one.uri?, one.token?)));
        let Some((registration, uri, token)) = parts else {
            return Err(self.not_managed(id).await?);
        };
        self.open_vault().await?;
        let key = KeyId::Server(server.id);
        self.context.vault.ensure_key(key).await?;
        let place = token_place(client.server, id);
        let token = self.context.vault.open_secret(&place, &token)?;
        Ok(Managed {
            client,
            server,
            registration,
            management: Management { uri, token },
        })
    }

    async fn not_managed(&self, id: Id<Client>) -> Result<Error, Error> {
        let name = self.client(id).await?.profile.name;
        Ok(Error::NotManaged { name })
    }

    async fn read(&self, managed: &mut Managed) -> Result<(Registered, bool), Error> {
        let plain_http = managed.server.profile.habits.plain_http;
        let mut steps = Vec::new();
        let http = &self.context.http;
        let read = management::read(http, &managed.management, plain_http, &mut steps).await;
        self.keep_answer(managed, read, steps).await
    }

    /// Stores the transcript and the parts of the response that must not be lost: the registration
    /// access token, and the client secret with its expiry. Returns true if the secret changed.
    async fn keep_answer(
        &self,
        managed: &mut Managed,
        answer: Result<Registered, RegistrationError>,
        steps: Vec<HttpStep>,
    ) -> Result<(Registered, bool), Error> {
        let now = self.context.now();
        let (client, registration) = (&mut managed.client, &mut managed.registration);
        note(registration, now, steps);
        let mut registered = match answer {
            Ok(registered) => registered,
            Err(error) => {
                self.keep_registration(client, registration).await?;
                return Err(error.into());
            }
        };
        let vault = &self.context.vault;
        if let Some(kept) = registered.management.take() {
            let place = token_place(client.server, client.id);
            registration.token = Some(vault.seal_secret(&place, &kept.token)?);
            registration.uri = Some(kept.uri.clone());
            managed.management = kept;
        }
        let mut new_secret = false;
        // The signing key is the client's own, whatever secret the server issues.
        let signs = client.profile.auth == AuthMethod::PrivateKeyJwt
            && !matches!(registered.auth(true), Ok(Some(auth)) if auth != AuthMethod::PrivateKeyJwt);
        if let Some(secret) = registered.secret.as_ref().filter(|_| !signs) {
            let before = self.context.opened_client_secret(client)?;
            new_secret = !before.is_some_and(|before| before.same_as(secret.expose()));
            let place = client_secrets::secret_place(client.server, client.id);
            client.secret = Some(vault.seal_secret(&place, secret)?);
        }
        if new_secret || registered.said.contains_key("client_secret_expires_at") {
            client.secret_expires_at = instant(registered.secret_ends);
        }
        registration.issued_at = instant(registered.issued).or(registration.issued_at);
        registration.said.clone_from(&registered.said);
        registration.said_at = now;
        self.keep_registration(client, registration).await?;
        self.context.events.tell(Event::ServersChanged);
        Ok((registered, new_secret))
    }

    async fn keep_registration(
        &self,
        client: &Client,
        registration: &Registration,
    ) -> Result<(), Error> {
        let seal = self.context.client_seal(client)?;
        let row = self
            .context
            .sealed_registration(client.id, client.server, registration)?;
        let store = &self.context.store;
        Ok(store.keep_registration(client, &seal, &row).await?)
    }
}

/// The client profile as registered at the server.
fn word_of(client: &Client, registered: &Registered) -> Result<ClientProfile, RegistrationError> {
    let mut profile = client.profile.clone();
    profile.client_id.clone_from(&registered.client_id);
    if let Some(auth) = registered.auth(client.secret.is_some())? {
        // The raw variant is Tokenry's own. Servers have one name for both.
        if (profile.auth, auth)
            != (
                AuthMethod::ClientSecretBasicRaw,
                AuthMethod::ClientSecretBasic,
            )
        {
            profile.auth = auth;
        }
    }
    if !registered.redirect_uris.is_empty() {
        (profile.redirect_uri, profile.further_redirects) =
            ways(profile.redirect_uri, &registered.redirect_uris, &[]);
    }
    if let Some(scopes) = &registered.scopes {
        profile.scopes.clone_from(scopes);
    }
    Ok(profile)
}

fn differences(here: &ClientProfile, there: &ClientProfile) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |what, here: String, there: String| {
        if here != there {
            found.push(Difference { what, here, there });
        }
    };
    compare("client id", here.client_id.clone(), there.client_id.clone());
    let auth = |profile: &ClientProfile| profile.auth.as_str().to_owned();
    compare("authentication method", auth(here), auth(there));
    let redirects = |profile: &ClientProfile| {
        let mut all = profile.further_redirects.clone();
        all.push(profile.redirect_uri.clone());
        all.sort_unstable();
        all.join(" ")
    };
    compare("redirect URIs", redirects(here), redirects(there));
    let scopes = |profile: &ClientProfile| {
        let mut scopes = profile.scopes.clone();
        scopes.sort_unstable();
        scopes.join(" ")
    };
    compare("scopes", scopes(here), scopes(there));
    found
}
