//! Preview of a request, and its curl command.

use super::{TokenSummary, Workbench};
use crate::{
    error::Error,
    request::{self, Destination, SendError},
    sending::{RequiredHeaders, carriage, placement_of},
};
use tokenry_model::{
    id::Id,
    request::Draft,
    server::{Placement, Server},
    token::Token,
};

/// A request as it would be sent.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The whole URL, with secrets masked.
    pub url: String,
    pub token: Option<TokenSummary>,
    /// `Authorization: Bearer [token NAME]`
    pub carried_as: Option<String>,
    /// Headers that the API requires and the draft does not set, as `Name: value`.
    pub added_headers: Vec<String>,
    /// The token does not belong to this origin, so sending asks first.
    pub foreign_origin: Option<String>,
    /// Notes in full sentences: plain http, a typed header that the token replaces, the composition
    /// of the body.
    pub notes: Vec<String>,
    /// Errors in the draft.
    pub problem: Option<String>,
    /// Variables without a value, as written in the draft.
    pub missing: Vec<String>,
}

impl Workbench {
    /// Returns what [`Workbench::send`] would send. Uses the same resolver, but refreshes nothing.
    pub async fn preview(&self, draft: &Draft) -> Result<Preview, Error> {
        let token = match draft.token {
            Some(id) => Some(self.token_summary(id).await?),
            None => None,
        };
        let whereto = self
            .whereto(token.as_ref().map(|summary| &summary.token))
            .await?;
        let carriage = whereto
            .as_ref()
            .map(|(token, server, placement)| carriage(token, server, placement));
        let bound = carriage.is_some_and(|carriage| carriage.bound);
        let proof = bound.then(|| "DPoP: [a fresh proof of the token's key]".to_owned());
        let required = RequiredHeaders::of(&self.context, draft).await?;
        Ok(match request::preview(&required.on(draft), carriage) {
            Ok(preview) => Preview {
                url: preview.url,
                token,
                carried_as: preview.carried_as,
                added_headers: required.shown().into_iter().chain(proof).collect(),
                foreign_origin: match preview.destination {
                    Destination::Own => None,
                    Destination::Foreign { origin } => Some(origin),
                },
                notes: preview.notes,
                problem: None,
                missing: draft.variables(),
            },
            Err(error) => Preview {
                url: draft.url.clone(),
                token,
                carried_as: None,
                added_headers: Vec::new(),
                foreign_origin: None,
                notes: Vec::new(),
                problem: Some(error.to_string()),
                missing: draft.variables(),
            },
        })
    }

    /// Returns the draft as a curl command, with `$ACCESS_TOKEN` in place of the token.
    pub async fn as_curl(&self, draft: &Draft) -> Result<String, Error> {
        let token = match draft.token {
            Some(id) => Some(self.context.store.token(id).await?),
            None => None,
        };
        let whereto = self.whereto(token.as_ref()).await?;
        let carriage = whereto
            .as_ref()
            .map(|(token, server, placement)| carriage(token, server, placement));
        let loaded = request::prepare(
            &RequiredHeaders::of(&self.context, draft).await?.on(draft),
            carriage,
        )
        .map_err(SendError::from)?;
        Ok(request::curl(&loaded, draft.settings.follow_redirects))
    }

    /// Resolves a path without a host against the token's server.
    pub async fn address_at(&self, token: Id<Token>, path: &str) -> Result<String, Error> {
        let token = self.context.store.token(token).await?;
        let server = self.context.store.server(token.server).await?;
        Ok(below(&server.profile.base_url, path))
    }

    async fn whereto(
        &self,
        token: Option<&Token>,
    ) -> Result<Option<(Token, Server, Placement)>, Error> {
        let Some(token) = token else {
            return Ok(None);
        };
        let server = self.context.store.server(token.server).await?;
        let placement = placement_of(&self.context, token, &server).await?;
        Ok(Some((token.clone(), server, placement)))
    }
}

/// Joins `path` to the base URL of an API, whether or not it repeats the API's path.
fn below(base: &url::Url, path: &str) -> String {
    let mut base = base.clone();
    base.set_query(None);
    base.set_fragment(None);
    let own = base.path().trim_end_matches('/').to_owned();
    let repeats = path
        .strip_prefix(&*own)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    base.set_path(if repeats { "" } else { &own });
    format!("{}{path}", base.as_str().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn a_path_without_a_host_is_resolved_against_the_api() {
        for (base, path, address) in [
            ("https://a.example/", "/me?x=1", "https://a.example/me?x=1"),
            (
                "https://a.example/api/v1",
                "/me",
                "https://a.example/api/v1/me",
            ),
            (
                "https://a.example/api/v1/",
                "/api/v1/me",
                "https://a.example/api/v1/me",
            ),
            (
                "https://a.example/api",
                "/apiary",
                "https://a.example/api/apiary",
            ),
            (
                "https://a.example:8443/api?x",
                "/api",
                "https://a.example:8443/api",
            ),
        ] {
            let base = base.parse().expect("an address");
            assert_eq!(below(&base, path), address);
        }
    }
}
