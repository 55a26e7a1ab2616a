//! The signing keys of servers (RFC 7517).
//!
//! They are kept while the program runs. If a token names an unknown key, they are fetched once more,
//! because servers rotate their keys.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;

use url::Url;

use tokenry_model::{jwt::Jwt, server::ServerProfile, transcript::HttpStep};
use tokenry_oauth::{
    http::Http,
    jwks::{self, KeySet, KeysError},
};

/// The keys fetched since the program started.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<HashMap<Url, Arc<KeySet>>>);

/// A server's keys for one token, and the request that fetched them.
pub(crate) struct KeysFor {
    /// `None` if the keys were cached, or if the server publishes none.
    pub(crate) http: Option<HttpStep>,
    /// `None` if the server publishes none.
    pub(crate) keys: Option<Result<Arc<KeySet>, KeysError>>,
}

impl SigningKeys {
    /// The server's keys: from the cache if it contains the token's key, otherwise fetched.
    pub(crate) async fn of(&self, http: &Http, server: &ServerProfile, token: &Jwt) -> KeysFor {
        let Some(url) = &server.endpoints.jwks else {
            return KeysFor {
                http: None,
                keys: None,
            };
        };
        if let Some(keys) = self.get(url).filter(|keys| keys.fits(token)) {
            return KeysFor {
                http: None,
                keys: Some(Ok(keys)),
            };
        }
        let fetched = jwks::fetch(http, url, server.habits.plain_http).await;
        let keys = fetched.keys.map(|keys| self.keep(url, keys));
        KeysFor {
            http: Some(fetched.http),
            keys: Some(keys),
        }
    }

    fn get(&self, url: &Url) -> Option<Arc<KeySet>> {
        let kept = self.0.lock();
        kept.get(url).cloned()
    }

    fn keep(&self, url: &Url, keys: KeySet) -> Arc<KeySet> {
        let keys = Arc::new(keys);
        let mut kept = self.0.lock();
        kept.insert(url.clone(), keys.clone());
        keys
    }
}
