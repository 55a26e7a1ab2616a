//! A session with the Secret Service that only reads, and only what is not locked.
//!
//! It is a short way to the answer of nearly every start. Whatever is not as simple as that (a
//! locked item, several, none, an error) is `None`, and the `keyring` crate is asked, which knows
//! all of it.

use std::collections::HashMap;

use uuid::Uuid;
use zbus::{
    blocking::Connection,
    zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value},
};
use zeroize::Zeroizing;

use super::{
    SERVICE,
    key_exchange::{ALGORITHM, KeyPair, SessionKey},
};
use tokenry_model::clock::Nature;

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const INTERFACE: &str = "org.freedesktop.Secret.Service";

pub(super) struct Session {
    connection: Connection,
    path: OwnedObjectPath,
    key: SessionKey,
}

/// What the service calls a secret: session, parameters, value, content type.
type Sealed = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

impl Session {
    pub(super) fn open(nature: &Nature) -> Option<Self> {
        let connection = Connection::session().ok()?;
        let ours = KeyPair::new(nature);
        let public = Value::from(ours.public.as_slice());
        let (theirs, path): (OwnedValue, OwnedObjectPath) =
            call(&connection, "OpenSession", &(ALGORITHM, public))?;
        let theirs: Vec<u8> = theirs.try_into().ok()?;
        Some(Self {
            key: ours.agree(&theirs)?,
            connection,
            path,
        })
    }

    /// The secret of the one item of this vault, named as the `keyring` crate names it.
    pub(super) fn read(&self, vault: Uuid) -> Option<Zeroizing<Vec<u8>>> {
        let vault = vault.to_string();
        let named = HashMap::from([("service", SERVICE), ("username", vault.as_str())]);
        let (unlocked, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            call(&self.connection, "SearchItems", &(named,))?;
        let ([item], []) = (unlocked.as_slice(), locked.as_slice()) else {
            return None;
        };
        let (items, session): ([&ObjectPath<'_>; 1], _) = ([item], &self.path);
        let mut secrets: HashMap<OwnedObjectPath, Sealed> =
            call(&self.connection, "GetSecrets", &(items.as_slice(), session))?;
        let (_, iv, sealed, _) = secrets.remove(item)?;
        self.key.decrypt(&iv, &sealed)
    }
}

fn call<Asked, Answer>(connection: &Connection, method: &str, asked: &Asked) -> Option<Answer>
where
    Asked: serde::Serialize + zbus::zvariant::DynamicType,
    Answer: serde::de::DeserializeOwned + zbus::zvariant::Type,
{
    let reply = connection.call_method(Some(NAME), PATH, Some(INTERFACE), method, asked);
    reply.ok()?.body().deserialize().ok()
}
