//! Verified or not: the signatures of JWTs by the server's published keys.

use serde_json::Value;

use super::Workbench;
use crate::error::Error;
use tokenry_model::{id::Id, jwt::Jwt, secret::Secret, server::ServerProfile, token::Token};
use tokenry_oauth::{
    id_token::{check_origin, check_signature},
    jwks::Signed,
};

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
        let token = self.context.store.token(id).await?;
        let (server, client) = self.context.usable_token(&token).await?;
        let server = server.profile;
        let secrets = self.open_secrets(&token).await?;
        let client_secret = match &client {
            Some(client) => self.context.client_secret(client).await?,
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
        let keys = match self
            .context
            .signing_keys
            .of(&self.context.http, server, jwt)
            .await
            .keys
        {
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
}

impl Verdict {
    fn because(reason: impl std::fmt::Display) -> Self {
        Self::NotVerified {
            reason: tokenry_model::sentence::sentence(&reason.to_string()),
        }
    }
}
