//! After a login or a renewal that the server refused: another way for the client to prove itself,
//! and what may be wrong with its redirect URI.

use reqwest::header::{ACCEPT, HeaderValue, LOCATION};

use super::{SecretChange, Workbench};
use crate::{error::Error, login::LoginError};
use tokenry_model::{
    client::{AuthMethod, Client, registration::Registration},
    id::Id,
    login::{Login, LoginStatus},
    redact::Redactor,
    transcript::StepKind,
};
use tokenry_oauth::{
    auth_method_fallback::{Disbelieved, OtherMethod, is_changed_by_encoding, other_methods},
    error::TokenError,
    http::{Answer, Caps, decoded, exchange},
    redirect::{
        self,
        difference::{self, Difference},
        refusals::{self, RedirectRefusal},
    },
};

/// What a page in the browser says, and what may be wrong.
#[derive(Debug, Clone)]
pub struct RefusalExplained {
    /// `None`: it is not about the redirect URI, as far as is known.
    pub refusal: Option<RedirectRefusal>,
    /// Exactly what the login sent.
    pub sent: String,
    /// What is registered, where that is known, with what differs.
    pub registered: Vec<RegisteredRedirect>,
    /// What the recipe knows about the one that was sent.
    pub advice: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct RegisteredRedirect {
    pub uri: String,
    /// The server said so (RFC 7592 §2.1), and not the person.
    pub by_server: bool,
    pub differences: Vec<Difference>,
}

impl Workbench {
    /// Other methods for a client whose present one was refused, the most likely one first: what
    /// the server lists, then what its recipe says, then what other servers take. Those that were
    /// refused with this id and secret before are not among them.
    pub async fn other_methods(&self, id: Id<Client>) -> Result<Vec<OtherMethod>, Error> {
        let client = self.client(id).await?;
        let server = self.server(client.server).await?.profile;
        let recipe = self.recipe_of(&server)?;
        let by_recipe = recipe.iter().flat_map(|recipe| &recipe.auth_methods);
        let by_recipe: Vec<_> = by_recipe
            .filter_map(|method| AuthMethod::named(method.as_str()))
            .collect();
        let listed = server.auth_methods.iter();
        let listed: Vec<_> = listed.filter_map(|name| AuthMethod::named(name)).collect();
        let current = client.profile.auth;
        let secret = self.context.client_secret(&client).await?;
        let encoded = is_changed_by_encoding(&client.profile.client_id)
            || secret
                .as_ref()
                .is_some_and(|secret| is_changed_by_encoding(secret.expose()));
        let refused = self.context.refused(id).await?;
        Ok(other_methods(Disbelieved {
            current,
            refused: &refused,
            has_secret: secret.is_some(),
            raw_differs: encoded,
            listed: &listed,
            by_recipe: &by_recipe,
        }))
    }

    /// Has a client prove itself in another way from now on. Its secret stays.
    pub async fn choose_method(&self, id: Id<Client>, method: AuthMethod) -> Result<Client, Error> {
        let mut profile = self.client(id).await?.profile;
        profile.auth = method;
        self.edit_client(id, profile, SecretChange::Keep).await
    }

    /// Has a client come back to another redirect URI first, because that is what is registered.
    pub async fn choose_redirect(&self, id: Id<Client>, uri: &str) -> Result<Client, Error> {
        let uri = uri.trim();
        redirect::check(uri).map_err(|source| LoginError::Redirect {
            uri: uri.to_owned(),
            source,
        })?;
        let mut profile = self.client(id).await?.profile;
        profile.further_redirects.retain(|known| known != uri);
        uri.clone_into(&mut profile.redirect_uri);
        self.edit_client(id, profile, SecretChange::Keep).await
    }

    /// Explains the words, or the address, of a page on which the browser got stuck. What is
    /// registered is asked of the server where that is possible, unless a person says it.
    pub async fn explain_refusal(
        &self,
        login: Id<Login>,
        page: &str,
        registered: &str,
    ) -> Result<RefusalExplained, Error> {
        let status = self.running(login)?.status();
        let told: Vec<String> = registered.split_whitespace().map(str::to_owned).collect();
        self.compared(&status, refusals::recognise_on_page(page), told)
            .await
    }

    /// Asks for the login's page as a browser without cookies would, and explains what the
    /// server says there. `None`: it shows a login page, or says what nobody knows.
    pub async fn look_at_login_page(
        &self,
        login: Id<Login>,
    ) -> Result<Option<RefusalExplained>, Error> {
        let running = self.running(login)?;
        let url = running.url();
        // What was pushed may be asked for only once (RFC 9126 §4).
        let pushed = url.query_pairs().any(|(name, _)| name == "request_uri");
        if pushed || running.status().user_code.is_some() {
            return Ok(None);
        }
        let mut request = reqwest::Request::new(reqwest::Method::GET, url.clone());
        let html = HeaderValue::from_static("text/html");
        request.headers_mut().insert(ACCEPT, html);
        let http = self.context.http.token(&url).map_err(TokenError::from)?;
        let exchanged = exchange(http, request, Caps::default(), &Redactor::new()).await;
        let (now, step) = (self.context.now(), exchanged.step);
        running.change(|status| {
            let kind = StepKind::AuthorizationPage;
            status.transcript.record_exchanges(now, kind, vec![step]);
        });
        let answer = exchanged.answer.map_err(TokenError::from)?;
        match refused_by(&answer) {
            Some(refusal) => {
                let status = running.status();
                let explained = self.compared(&status, Some(refusal), Vec::new()).await?;
                Ok(Some(explained))
            }
            None => Ok(None),
        }
    }

    /// What a login sent beside what is registered: as `told` by a person, or by the server.
    async fn compared(
        &self,
        status: &LoginStatus,
        refusal: Option<RedirectRefusal>,
        told: Vec<String>,
    ) -> Result<RefusalExplained, Error> {
        let sent = status.redirect_uri.clone();
        let by_server = told.is_empty();
        let known = if by_server {
            self.registered_redirects(status.client).await?
        } else {
            told
        };
        let server = self.server(status.server).await?.profile;
        let compared = |uri: String| RegisteredRedirect {
            differences: difference::between(&sent, &uri),
            by_server,
            uri,
        };
        Ok(RefusalExplained {
            refusal,
            registered: known.into_iter().map(compared).collect(),
            advice: self.redirect_advice(&server, &sent)?,
            sent,
        })
    }

    /// What the server has for a client that Tokenry registered: now, or else when it was last
    /// asked.
    async fn registered_redirects(&self, client: Id<Client>) -> Result<Vec<String>, Error> {
        let stored = self.registration(client).await?;
        let managed = stored.as_ref().is_some_and(Registration::is_managed);
        if managed && let Ok(read) = self.read_registration(client).await {
            return Ok(read.registration.redirect_uris());
        }
        Ok(stored.map_or_else(Vec::new, |known| known.redirect_uris()))
    }
}

/// Only a refusal counts, and not a login page that happens to hold the words; nor is the way back
/// to us a page.
fn refused_by(answer: &Answer) -> Option<RedirectRefusal> {
    if answer.status.is_redirection() {
        let target = answer.header(LOCATION)?;
        let target = Some(target).filter(|target| target.contains("error"));
        return target.and_then(refusals::recognise);
    }
    if answer.status.is_success() {
        return None;
    }
    let page = decoded(answer.content_type(), &answer.body);
    refusals::recognise_on_page(&refusals::visible(&page))
}
