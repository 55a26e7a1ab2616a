//! Client registration: RFC 7591, RFC 7592, and the endpoint of Mastodon.

mod keys;
mod managing;

use url::Url;

pub(super) use self::keys::Keys;
pub use self::managing::Difference;
use super::Workbench;
pub use crate::workbench::registration::managing::ReadRegistration;
use crate::{error::Error, events::Event, recipe, records::client_secrets};
use tokenry_model::{
    client::{
        AuthMethod, Client, ClientProfile, ClientSecurity,
        registration::{Registration, RegistrationWay},
    },
    clock::Timestamp,
    grant_type::GrantType,
    id::Id,
    secret::Secret,
    server::Server,
    transcript::{HttpStep, RegistrationOperation, StepKind, Transcript},
};
use tokenry_oauth::{
    error::TokenError,
    redirect,
    registration::{self, Proposal, Registered, RegistrationError, RegistrationForm, key},
};
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;

/// Number of transcript steps kept for a registration.
const STEPS_KEPT: usize = 12;

/// Settings of a registration.
#[derive(Debug, Clone)]
pub struct RegistrationOrder {
    pub server: Id<Server>,
    /// If empty, the client is named after the server here, and “Tokenry” at the server.
    pub name: String,
    /// All redirect URIs to register. Logins use the first.
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
    /// If `None`, the first method that both the server and Tokenry support.
    pub auth: Option<AuthMethod>,
    /// Grant types. If empty, authorization code and refresh token.
    pub grants: Vec<GrantType>,
    /// Home page of the client.
    pub website: Option<Url>,
    /// The initial access token that some servers require (RFC 7591 §3).
    pub initial_token: Option<Secret>,
    /// The private key for `private_key_jwt`. If `None`, a key is generated.
    pub key: Option<Secret>,
}

impl Workbench {
    /// Returns the request that [`Workbench::register_client`] would send.
    pub async fn registration_proposal(
        &self,
        order: &RegistrationOrder,
    ) -> Result<Proposal, Error> {
        let server = self.server(order.server).await?;
        let key = self.registration_key(&server, order)?;
        self.proposal(&server, order, key.as_ref())
    }

    /// Registers a client at its server and stores it. The vault is opened and the name checked
    /// before anything is sent, so that the result can be stored.
    pub async fn register_client(&self, order: RegistrationOrder) -> Result<Client, Error> {
        let server = self.context.usable_server(order.server).await?;
        let signing = self.registration_key(&server, &order)?;
        let proposal = self.proposal(&server, &order, signing.as_ref())?;
        let redirect_uri = usable(&order.redirect_uris)?.clone();
        let name = order.name.trim();
        let taken = |client: &Client| client.profile.name == name;
        if self.clients().await?.iter().any(taken) {
            let name = name.to_owned();
            return Err(Error::ClientNameTaken { name });
        }
        let key = KeyId::Server(server.id);
        self.context.vault.ensure_key(key).await?;
        self.context.store.hold_reserve()?;

        let plain_http = server.profile.habits.plain_http;
        let token = order.initial_token.as_ref();
        let http = &self.context.http;
        let mut steps = Vec::new();
        let registered =
            registration::register(http, &proposal, token, plain_http, &mut steps).await?;
        let auth = registered.auth(registered.secret.is_some())?;
        let auth = auth.unwrap_or_else(|| match (&registered.secret, &signing) {
            (_, Some(_)) => AuthMethod::PrivateKeyJwt,
            (None, None) => AuthMethod::None,
            (Some(_), None) => method(&server, order.auth, proposal.way),
        });
        let secret = if auth == AuthMethod::PrivateKeyJwt {
            signing.as_ref()
        } else {
            registered.secret.as_ref()
        };
        let name = match name {
            "" => self.free_client_name(&server.profile.name).await?,
            name => name.to_owned(),
        };
        let (redirect_uri, further_redirects) = ways(
            redirect_uri,
            &registered.redirect_uris,
            &order.redirect_uris,
        );
        let profile = ClientProfile {
            name,
            client_id: registered.client_id.clone(),
            auth,
            redirect_uri,
            further_redirects,
            scopes: registered.scopes.clone().unwrap_or(order.scopes),
            token_style: None,
            placement: None,
            extras: Vec::new(),
            hardening: ClientSecurity::default(),
            sealed: None,
        };
        let stored =
            self.store_registered(&server, profile, secret, &registered, proposal.way, steps);
        let client = stored.await?;
        self.inner.registration_keys.take(server.id);
        Ok(client)
    }

    /// The signing key: the person's, or one that is generated once, so that the preview and the
    /// request contain the same key.
    fn registration_key(
        &self,
        server: &Server,
        order: &RegistrationOrder,
    ) -> Result<Option<Secret>, Error> {
        if order.auth != Some(AuthMethod::PrivateKeyJwt) {
            return Ok(None);
        }
        let made = || key::make(&self.context.ambient);
        let key = match &order.key {
            Some(key) => Ok(key.clone()),
            None => self.inner.registration_keys.of(server.id, made),
        };
        Ok(Some(key.map_err(TokenError::from)?))
    }

    async fn store_registered(
        &self,
        server: &Server,
        profile: ClientProfile,
        secret: Option<&Secret>,
        registered: &Registered,
        way: RegistrationWay,
        steps: Vec<HttpStep>,
    ) -> Result<Client, Error> {
        let now = self.context.now();
        let id = Id::new(&self.context.ambient);
        let profile = self
            .context
            .parted_client(server.id, id, profile, None)
            .await?;
        let vault = &self.context.vault;
        let secret_place = client_secrets::secret_place(server.id, id);
        let seal = |secret| vault.seal_secret(&secret_place, secret);
        let client = Client {
            id,
            server: server.id,
            profile,
            secret: secret.map(seal).transpose()?,
            secret_expires_at: instant(registered.secret_ends),
            created_at: now,
            updated_at: now,
        };
        let place = token_place(server.id, id);
        let seal = |kept: &registration::Management| vault.seal_secret(&place, &kept.token);
        let mut registration = Registration {
            way,
            registered_at: now,
            issued_at: instant(registered.issued),
            uri: address(registered),
            token: registered.management.as_ref().map(seal).transpose()?,
            said: registered.said.clone(),
            said_at: now,
            transcript: Transcript::default(),
        };
        note(&mut registration, now, steps);
        let seal = self.context.client_seal(&client)?;
        let registration =
            self.context
                .sealed_registration(client.id, client.server, &registration)?;
        let store = &self.context.store;
        store
            .add_registered_client(&client, &seal, &registration)
            .await?;
        self.context.events.tell(Event::ServersChanged);
        Ok(client)
    }

    fn proposal(
        &self,
        server: &Server,
        order: &RegistrationOrder,
        key: Option<&Secret>,
    ) -> Result<Proposal, Error> {
        let none = || Error::NoRegistration {
            server: server.profile.name.clone(),
        };
        let url = server.profile.endpoints.registration.clone();
        let url = url.ok_or_else(none)?;
        let recipe = self.recipe_of(&server.profile)?;
        let way = match recipe.map(|recipe| recipe.registration.way) {
            Some(recipe::RegistrationWay::Mastodon) => RegistrationWay::Mastodon,
            Some(recipe::RegistrationWay::ByHand | recipe::RegistrationWay::Dynamic) | None => {
                RegistrationWay::Dynamic
            }
        };
        let name = order.name.trim();
        let form = RegistrationForm {
            name: if name.is_empty() { "Tokenry" } else { name }.into(),
            redirect_uris: order.redirect_uris.clone(),
            scopes: order.scopes.clone(),
            auth: method(server, order.auth, way),
            grants: order.grants.clone(),
            website: order.website.clone(),
            jwk: key.map(key::public).transpose().map_err(TokenError::from)?,
        };
        Ok(Proposal::new(way, url, &form))
    }
}

/// The chosen authentication method, or else the first that both sides support, or else the
/// default of the registration protocol.
fn method(server: &Server, chosen: Option<AuthMethod>, way: RegistrationWay) -> AuthMethod {
    let mut listed = server.profile.auth_methods.iter();
    let known = || {
        listed.find_map(|method| {
            AuthMethod::named(method).filter(|method| {
                matches!(
                    method,
                    AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost
                )
            })
        })
    };
    chosen.or_else(known).unwrap_or(match way {
        RegistrationWay::Dynamic => AuthMethod::ClientSecretBasic,
        RegistrationWay::Mastodon => AuthMethod::ClientSecretPost,
    })
}

/// Checks that all of them are valid redirect URIs, and returns the first.
fn usable(redirect_uris: &[String]) -> Result<&String, Error> {
    for uri in redirect_uris {
        redirect::check(uri).map_err(RegistrationError::Redirect)?;
    }
    let missing = RegistrationError::Redirect(redirect::RedirectError::Missing);
    Ok(redirect_uris.first().ok_or(missing)?)
}

/// Appends the steps to the transcript of the registration.
fn note(registration: &mut Registration, now: Timestamp, steps: Vec<HttpStep>) {
    let transcript = &mut registration.transcript;
    for http in steps {
        let operation = match &*http.method {
            "POST" => RegistrationOperation::Register,
            "PUT" => RegistrationOperation::Update,
            "DELETE" => RegistrationOperation::Delete,
            _ => RegistrationOperation::Read,
        };
        let step = transcript.record(now, StepKind::Registration { operation });
        step.http = Some(http);
    }
    let old = transcript.steps.len().saturating_sub(STEPS_KEPT);
    transcript.steps.drain(..old);
}

/// The URL that manages the registration, even if Tokenry does not send its token there.
fn address(registered: &Registered) -> Option<Url> {
    let ours = registered.management.as_ref().map(|kept| kept.uri.clone());
    let foreign = || Url::parse(registered.foreign_management.as_deref()?).ok();
    ours.or_else(foreign)
}

/// Converts seconds since 1970. A time out of range becomes `None`.
fn instant(seconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_second(seconds?).ok()
}

fn token_place(server: Id<Server>, client: Id<Client>) -> SealedCell {
    SealedCell {
        table: "registrations",
        column: "token",
        row: *client.as_uuid(),
        key: KeyId::Server(server),
        generation: 0,
    }
}

/// Splits the registered redirect URIs, or else the requested ones, into the one that logins use
/// and the others.
fn ways(ours: String, registered: &[String], asked: &[String]) -> (String, Vec<String>) {
    let all = if registered.is_empty() {
        asked
    } else {
        registered
    };
    let first = own(ours, all);
    let further = all.iter().filter(|uri| **uri != first).cloned().collect();
    (first, further)
}

/// The requested redirect URI if the server registered it, or else the first registered one.
fn own(asked: String, registered: &[String]) -> String {
    match registered.first() {
        Some(first) if !registered.contains(&asked) => first.clone(),
        _ => asked,
    }
}
