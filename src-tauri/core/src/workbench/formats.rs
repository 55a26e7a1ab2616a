//! A token in the forms in which people hand it on.

use super::Workbench;
use crate::{error::Error, id::Id, keeping::Need, secret::Secret, server::Placement, token::Token};

/// How a token is copied or printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyFormat {
    /// The bare access token.
    Token,
    /// `Authorization: Bearer …`, or as the server wants it.
    Header,
    /// A curl command to the server's base URL.
    Curl,
    /// `ACCESS_TOKEN=…`, quoted for a POSIX shell.
    Environment,
}

impl Workbench {
    /// The token, fresh, in a form to hand on.
    pub async fn formatted(&self, id: Id<Token>, format: CopyFormat) -> Result<Secret, Error> {
        let fresh = self.fresh(id, Need::Margin).await?;
        self.in_format(&fresh.token, &fresh.access, format).await
    }

    /// The same for an access token already in hand.
    pub async fn in_format(
        &self,
        token: &Token,
        access: &Secret,
        format: CopyFormat,
    ) -> Result<Secret, Error> {
        match format {
            CopyFormat::Token => return Ok(access.clone()),
            CopyFormat::Environment => {
                let quoted = shell_words::quote(access.expose()).into_owned();
                return Ok(Secret::new(format!("ACCESS_TOKEN={quoted}")));
            }
            CopyFormat::Header | CopyFormat::Curl => {}
        }
        let server = self.inner.store.server(token.server).await?;
        let placement = self.placement_of(token, &server).await?;
        if format == CopyFormat::Header {
            return Ok(Secret::new(header(&placement, access)));
        }
        let mut url = server.profile.base_url;
        let argument = match &placement {
            Placement::Header { .. } => {
                format!(" -H {}", shell_words::quote(&header(&placement, access)))
            }
            Placement::Query { name } => {
                url.query_pairs_mut().append_pair(name, access.expose());
                String::new()
            }
            Placement::Body { .. } => {
                format!(
                    " --data-urlencode {}",
                    shell_words::quote(&header(&placement, access))
                )
            }
        };
        let url = shell_words::quote(url.as_str()).into_owned();
        Ok(Secret::new(format!("curl{argument} {url}")))
    }
}

/// `name: prefix token`, or `name=token` where the token is a parameter.
fn header(placement: &Placement, access: &Secret) -> String {
    let access = access.expose();
    match placement {
        Placement::Header { name, prefix } if prefix.is_empty() => format!("{name}: {access}"),
        Placement::Header { name, prefix } => format!("{name}: {prefix} {access}"),
        Placement::Query { name } | Placement::Body { name } => format!("{name}={access}"),
    }
}
