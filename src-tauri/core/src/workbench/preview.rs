//! A request before it is sent: what would be sent, and the same as a curl command.

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

/// What will be sent, before it is.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The whole address; secrets in it are masked.
    pub url: String,
    pub token: Option<TokenSummary>,
    /// `Authorization: Bearer [token NAME]`
    pub carried_as: Option<String>,
    /// Headers that the API wants and the draft does not set, as `Name: value`.
    pub added_headers: Vec<String>,
    /// The token is not meant for this origin: sending asks first.
    pub foreign_origin: Option<String>,
    /// What is worth knowing before it is sent, in full sentences: plain http, a typed header that
    /// gives way to the token, how the body is put together.
    pub notes: Vec<String>,
    /// What is wrong with the draft.
    pub problem: Option<String>,
    /// Variables without a value, as they are written.
    pub missing: Vec<String>,
}

impl Workbench {
    /// What [`Workbench::send`] would do. Asks the same resolver, but renews nothing.
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

    /// The draft as a curl command, with `$ACCESS_TOKEN` in place of the token.
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

    /// The address that a path alone means: at the token's own server.
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

/// `path` below the address of an API, whether it repeats the API's own path or not.
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
    fn a_path_alone_means_the_servers_api() {
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
