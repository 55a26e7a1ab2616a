//! Verification of JWT signatures with the server's published keys.

use serde_json::Value;

use super::Workbench;
use crate::error::Error;
use tokenry_model::{id::Id, jwt::Jwt, secret::Secret, server::ServerProfile, token::Token};
use tokenry_oauth::{
    id_token::{check_issuer_and_audience, check_signature},
    jwks::Signed,
};

/// The result for the signature of one JWT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Verified(Signed),
    NotVerified {
        /// The reason, as a sentence.
        reason: String,
    },
}

/// The results for the parts of a token. `None` if a part is missing or not a JWT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    pub access: Option<Verdict>,
    pub id: Option<Verdict>,
}

impl Workbench {
    /// Verifies the signatures and issuer of a token's JWTs, and the audience of the ID token. The
    /// expiry is not checked, because a stored token may have expired. Fetches the keys of the
    /// server if they are not cached.
    pub async fn verify_token(&self, id: Id<Token>) -> Result<Verification, Error> {
        let token = self.context.store.token(id).await?;
        let (server, client) = self.context.usable_token(&token).await?;
        let server = server.profile;
        let secrets = self.open_secrets(&token).await?;
        let client_secret = match &client {
            Some(client) => self.context.client_secret(client).await?,
            None => None,
        };
        let access = match Jwt::decode(secrets.access.expose()) {
            // The API may share a secret with the server. It is unknown here, so only public keys count.
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
                    check_issuer_and_audience(&jwt, server.issuer.as_deref(), client_id)
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
        let keys = match self
            .context
            .signing_keys
            .of(&self.context.http, server, jwt)
            .await
            .keys
        {
            Some(Ok(keys)) => keys,
            Some(Err(error)) => return Verdict::because(error),
            None => {
                return Verdict::because("The server publishes no URL for its keys (jwks_uri).");
            }
        };
        let issuer = jwt.claims.get("iss").and_then(Value::as_str);
        if server.issuer.is_some() && issuer != server.issuer.as_deref() {
            return Verdict::because("It was issued by another issuer (iss) than this server.");
        }
        match check_signature(token, jwt, &keys, client_secret) {
            Ok(signed) => Verdict::Verified(signed),
            Err(fault) => Verdict::because(format!("{fault}.")),
        }
    }
}

impl Verdict {
    fn because(reason: impl std::fmt::Display) -> Self {
        Self::NotVerified {
            reason: tokenry_model::sentence::sentence(&reason.to_string()),
        }
    }
}
