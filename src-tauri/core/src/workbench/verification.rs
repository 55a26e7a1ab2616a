//! Verified or not: the signatures of JWTs by the server's published keys.
//!
//! Keys are kept as long as the program runs, and fetched again once when a token names one
//! that is not among them: servers rotate their keys.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use url::Url;

use super::Workbench;
use crate::error::Error;
use tokenry_model::{
    id::Id, jwt::Jwt, secret::Secret, server::ServerProfile, token::Token, transcript::HttpStep,
};
use tokenry_oauth::{
    id_token::{check_origin, check_signature},
    jwks::{self, KeySet, KeysError, Signed},
};

/// The keys that were fetched since the program started.
#[derive(Default)]
pub(crate) struct KeptKeys(Mutex<HashMap<Url, Arc<KeySet>>>);

/// A server's keys for one token, and what was done to have them.
pub(crate) struct KeysFor {
    /// Absent where they were at hand, or the server publishes none.
    pub(crate) http: Option<HttpStep>,
    /// `None`: the server publishes none.
    pub(crate) keys: Option<Result<Arc<KeySet>, KeysError>>,
}

/// What is known of a JWT's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Verified(Signed),
    NotVerified {
        /// A sentence.
        reason: String,
    },
}

/// The verdicts on a token's parts; `None` for a part that is not there or no JWT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    pub access: Option<Verdict>,
    pub id: Option<Verdict>,
}

impl Workbench {
    /// Verifies the signatures of a token's JWTs, and that they are from its server; of the ID
    /// token also that it is for its client. Not whether they have ended: a stored one may.
    /// Asks the server for its keys where they are not at hand.
    pub async fn verify_token(&self, id: Id<Token>) -> Result<Verification, Error> {
        let token = self.inner.store.token(id).await?;
        let (server, client) = self.usable_token(&token).await?;
        let server = server.profile;
        let secrets = self.open_secrets(&token).await?;
        let client_secret = match &client {
            Some(client) => self.client_secret(client).await?,
            None => None,
        };
        let access = match Jwt::decode(secrets.access.expose()) {
            // An access token is for the API; whose secret could have signed it, is unknown.
            Some(jwt) => Some(self.verdict(&server, &secrets.access, &jwt, None).await),
            None => None,
        };
        let decoded = secrets.id_token.as_ref().and_then(|token| {
            let jwt = Jwt::decode(token.expose())?;
            Some((token, jwt))
        });
        let id = match decoded {
            Some((token, jwt)) => {
                let verdict = self.verdict(&server, token, &jwt, client_secret.as_ref());
                let verdict = verdict.await;
                let client_id = client.as_ref().map(|client| &client.profile.client_id);
                let origin = client_id.map_or(Ok(()), |client_id| {
                    check_origin(&jwt, server.issuer.as_deref(), client_id)
                });
                Some(match origin {
                    Ok(()) => verdict,
                    Err(fault) => Verdict::because(fault),
                })
            }
            None => None,
        };
        Ok(Verification { access, id })
    }

    async fn verdict(
        &self,
        server: &ServerProfile,
        token: &Secret,
        jwt: &Jwt,
        client_secret: Option<&Secret>,
    ) -> Verdict {
        let keys = match self.keys_for(server, jwt).await.keys {
            Some(Ok(keys)) => keys,
            Some(Err(error)) => return Verdict::because(error),
            None => return Verdict::because("The server names no address of its keys (jwks)."),
        };
        let issuer = jwt.claims.get("iss").and_then(Value::as_str);
        if server.issuer.is_some() && issuer != server.issuer.as_deref() {
            return Verdict::because("It is from another issuer (iss) than this server.");
        }
        match check_signature(token, jwt, &keys, client_secret) {
            Ok(signed) => Verdict::Verified(signed),
            Err(fault) => Verdict::because(format!("{fault}.")),
        }
    }

    /// The server's keys: those at hand where the token's key is among them, else fetched anew.
    pub(crate) async fn keys_for(&self, server: &ServerProfile, token: &Jwt) -> KeysFor {
        let Some(url) = &server.endpoints.jwks else {
            return KeysFor {
                http: None,
                keys: None,
            };
        };
        let kept = &self.inner.keys;
        if let Some(keys) = kept.get(url).filter(|keys| keys.fits(token)) {
            return KeysFor {
                http: None,
                keys: Some(Ok(keys)),
            };
        }
        let fetched = jwks::fetch(&self.inner.http, url, server.habits.plain_http).await;
        let keys = fetched.keys.map(|keys| kept.keep(url, keys));
        KeysFor {
            http: Some(fetched.http),
            keys: Some(keys),
        }
    }
}

impl KeptKeys {
    fn get(&self, url: &Url) -> Option<Arc<KeySet>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(url).cloned()
    }

    fn keep(&self, url: &Url, keys: KeySet) -> Arc<KeySet> {
        let keys = Arc::new(keys);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(url.clone(), keys.clone());
        keys
    }
}

impl Verdict {
    fn because(reason: impl std::fmt::Display) -> Self {
        Self::NotVerified {
            reason: tokenry_model::sentence::sentence(&reason.to_string()),
        }
    }
}
