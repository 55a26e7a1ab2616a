//! Recovery from a refused login or refresh: other client authentication methods, and problems
//! with the redirect URI.

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
use tokenry_oauth::auth_method_fallback::Disbelieved;
use tokenry_oauth::auth_method_fallback::OtherMethod;
use tokenry_oauth::auth_method_fallback::is_changed_by_encoding;
use tokenry_oauth::auth_method_fallback::other_methods;
use tokenry_oauth::error::TokenError;
use tokenry_oauth::http::Caps;
use tokenry_oauth::http::HttpResponse;
use tokenry_oauth::http::decoded;
use tokenry_oauth::http::exchange;
use tokenry_oauth::redirect;
use tokenry_oauth::redirect::difference;
use tokenry_oauth::redirect::difference::Difference;
use tokenry_oauth::redirect::refusals;
use tokenry_oauth::redirect::refusals::RedirectRefusal;

/// The explanation of an error page in the browser.
#[derive(Debug, Clone)]
pub struct RefusalExplained {
    /// `None` if the page is not known to be about the redirect URI.
    pub refusal: Option<RedirectRefusal>,
    /// The redirect URI that the login sent.
    pub sent: String,
    /// The registered redirect URIs, if known, with their differences.
    pub registered: Vec<RegisteredRedirect>,
    /// The recipe's advice on the sent redirect URI.
    pub advice: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct RegisteredRedirect {
    pub uri: String,
    /// The value comes from the server (RFC 7592 §2.1), not from the person.
    pub by_server: bool,
    pub differences: Vec<Difference>,
}

impl Workbench {
    /// Returns other authentication methods for a client, most likely first: those that the server
    /// lists, then the recipe's, then the ones that other servers accept. Methods that were already
    /// refused with this id and secret are left out.
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

    /// Changes the authentication method of a client. Its secret is kept.
    pub async fn choose_method(&self, id: Id<Client>, method: AuthMethod) -> Result<Client, Error> {
        let mut profile = self.client(id).await?.profile;
        profile.auth = method;
        self.edit_client(id, profile, SecretChange::Keep).await
    }

    /// Changes the redirect URI of a client to the registered one.
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

    /// Explains the text or URL of an error page in the browser. The registered redirect URIs are
    /// read from the server if possible, unless the person gives them.
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

    /// Requests the authorization URL as a browser without cookies would, and explains the
    /// response. `None` if it is a login page or an unknown error.
    pub async fn look_at_login_page(
        &self,
        login: Id<Login>,
    ) -> Result<Option<RefusalExplained>, Error> {
        let running = self.running(login)?;
        let url = running.url();
        // A pushed authorization request may be usable only once (RFC 9126 §4).
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

    /// Compares the redirect URI of a login with the registered ones, given by the person (`told`)
    /// or read from the server.
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

    /// The redirect URIs registered at the server: the current ones, or else the last known ones.
    async fn registered_redirects(&self, client: Id<Client>) -> Result<Vec<String>, Error> {
        let stored = self.registration(client).await?;
        let managed = stored.as_ref().is_some_and(Registration::is_managed);
        if managed && let Ok(read) = self.read_registration(client).await {
            return Ok(read.registration.redirect_uris());
        }
        Ok(stored.map_or_else(Vec::new, |known| known.redirect_uris()))
    }
}

/// Returns true for an error response. A login page that happens to contain the words does not
/// count, and neither does a callback.
fn refused_by(answer: &HttpResponse) -> Option<RedirectRefusal> {
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
