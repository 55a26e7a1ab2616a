//! The formats in which a token is copied or printed.

use reqwest::Method;
use serde::Deserialize;
use url::Url;

use super::Workbench;
use crate::{error::Error, refresh::Need, sending::placement_of};
use tokenry_model::{id::Id, secret::Secret, server::Placement, shell::quoted, token::Token};
use tokenry_oauth::{
    dpop::{Door, DpopKey, Nonces, Prover},
    error::TokenError,
};

/// Format of a copied or printed token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CopyFormat {
    /// The bare access token.
    Token,
    /// `Authorization: Bearer …`, or the placement of the server.
    Header,
    /// A curl command to the server's base URL.
    Curl,
    /// `ACCESS_TOKEN=…`, quoted for a POSIX shell.
    Environment,
}

impl Workbench {
    /// Returns the token in the given format, refreshed first if due.
    pub async fn formatted(&self, id: Id<Token>, format: CopyFormat) -> Result<Secret, Error> {
        let fresh = self.inner.refresh.fresh(id, Need::Margin).await?;
        self.in_format(&fresh.token, &fresh.access, format).await
    }

    /// Returns a DPoP proof for one call that another program makes with a token (RFC 9449 §7).
    /// The access token is not refreshed first.
    pub async fn proof(
        &self,
        id: Id<Token>,
        method: &str,
        url: &Url,
        nonce: Option<String>,
    ) -> Result<Secret, Error> {
        let token = self.context.store.token(id).await?;
        let secrets = self.open_secrets(&token).await?;
        let key = secrets.dpop_key.as_ref().filter(|_| token.is_bound());
        let key = key.ok_or_else(|| Error::NotBound {
            name: token.name.clone(),
        })?;
        let key = DpopKey::read(key).map_err(TokenError::from)?;
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| Error::Missing {
            what: "method of the call",
        })?;
        let nonces = Nonces::default();
        if let Some(nonce) = nonce {
            nonces.keep(Door::Api, url, nonce);
        }
        let prover = Prover {
            key: &key,
            nonces: &nonces,
            ambient: &self.context.ambient,
        };
        let proof = prover.proof(&method, url, Some(&secrets.access));
        Ok(proof.map_err(TokenError::from)?.jwt)
    }

    /// Formats an access token that the caller already has.
    pub async fn in_format(
        &self,
        token: &Token,
        access: &Secret,
        format: CopyFormat,
    ) -> Result<Secret, Error> {
        match format {
            CopyFormat::Token => return Ok(access.clone()),
            CopyFormat::Environment => {
                let quoted = quoted(access.expose());
                return Ok(Secret::new(format!("ACCESS_TOKEN={quoted}")));
            }
            CopyFormat::Header | CopyFormat::Curl => {}
        }
        let server = self.context.store.server(token.server).await?;
        let placement = placement_of(&self.context, token, &server).await?;
        if format == CopyFormat::Header {
            return Ok(Secret::new(header(&placement, access)));
        }
        let mut url = server.profile.base_url;
        let argument = match &placement {
            Placement::Header { .. } => {
                let carried = quoted(&header(&placement, access));
                let proof = if token.is_bound() {
                    " -H \"DPoP: $DPOP_PROOF\""
                } else {
                    ""
                };
                format!(" -H {carried}{proof}")
            }
            Placement::Query { name } => {
                url.query_pairs_mut().append_pair(name, access.expose());
                String::new()
            }
            Placement::Body { .. } => {
                format!(" --data-urlencode {}", quoted(&header(&placement, access)))
            }
        };
        let url = quoted(url.as_str());
        if token.is_bound() {
            // A proof is valid for one call, so the command makes a new one.
            let name = quoted(&token.name);
            let proof = format!("DPOP_PROOF=\"$(tokenry token proof {name} GET {url})\"");
            return Ok(Secret::new(format!("{proof}\ncurl{argument} {url}")));
        }
        Ok(Secret::new(format!("curl{argument} {url}")))
    }
}

/// Returns `name: prefix token`, or `name=token` for a parameter.
fn header(placement: &Placement, access: &Secret) -> String {
    let access = access.expose();
    match placement {
        Placement::Header { name, prefix } if prefix.is_empty() => format!("{name}: {access}"),
        Placement::Header { name, prefix } => format!("{name}: {prefix} {access}"),
        Placement::Query { name } | Placement::Body { name } => format!("{name}={access}"),
    }
}
