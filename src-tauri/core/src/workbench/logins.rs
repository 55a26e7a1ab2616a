//! Logins: started, watched, helped along, ended; and the grant that needs no person.

use std::sync::Arc;

use url::Url;

use super::Workbench;
use crate::{
    error::Error,
    id::Id,
    login::{
        self, Login, LoginError, LoginForm, LoginPhase, LoginStatus, Running, settle::Obtained,
    },
    oauth::{
        authorize::{Authorize, AuthorizeForm, authorize},
        callback::Pending,
        client_credentials::prepare_client_credentials,
        loopback::Loopback,
        redirect::Way,
        token_endpoint::{self, Asked, TokenEndpoint},
    },
    token::{Grant, Token},
    transcript::{StepKind, Transcript},
};

impl Workbench {
    /// Starts a login and opens the browser. Whatever can be found out before that (no
    /// endpoint, a port in use, a locked vault) is an error here and now.
    pub async fn start_login(&self, form: LoginForm) -> Result<LoginStatus, Error> {
        let client = self.client(form.client).await?;
        let server = self.server(client.server).await?;
        let secret = self.client_secret(&client).await?;
        // The code must not come back to a vault that cannot take the token.
        self.open_vault().await?;
        TokenEndpoint::of(&server.profile, &client.profile, secret.as_ref())?;
        let way = match Way::of(&client.profile.redirect_uri) {
            Way::Loopback if form.paste_only => Way::PasteAddress,
            way => way,
        };
        let listening = match way {
            Way::Loopback => {
                Some(Loopback::bind(&client.profile.redirect_uri).map_err(LoginError::from)?)
            }
            _ => None,
        };
        let redirect_uri = match &listening {
            Some(loopback) => loopback.redirect_uri().to_owned(),
            None => client.profile.redirect_uri.clone(),
        };
        let scopes = form
            .scopes
            .clone()
            .unwrap_or_else(|| client.profile.scopes.clone());
        let asked = AuthorizeForm {
            server: &server.profile,
            client: &client.profile,
            redirect_uri: &redirect_uri,
            scopes: &scopes,
            params: &form.params,
        };
        let authorization = authorize(asked, &self.inner.nature).map_err(LoginError::from)?;
        let pending = Pending {
            redirect_uri: redirect_uri.clone(),
            authorize_endpoint: authorization.url.clone(),
            state: authorization.state.clone(),
            issuer: server.profile.issuer.clone(),
            promises_iss: server.profile.promises_iss,
        };
        let status = self.status_of(&form, &client, &server, way, &redirect_uri, &authorization);
        let open_browser = form.open_browser;
        let job = login::Job {
            form,
            client,
            server,
            secret,
            scopes,
            redirect_uri,
            authorization,
            pending,
        };
        let (running, messages) = self.inner.logins.enter(status, self.inner.events.clone());
        tokio::spawn(login::drive(
            self.clone(),
            job,
            running.clone(),
            listening,
            messages,
        ));
        if open_browser {
            self.open_in_browser(&running);
        }
        Ok(running.status())
    }

    fn status_of(
        &self,
        form: &LoginForm,
        client: &crate::client::Client,
        server: &crate::server::Server,
        way: Way,
        redirect_uri: &str,
        authorization: &Authorize,
    ) -> LoginStatus {
        let now = self.now();
        let seconds = i64::from(form.timeout_secs.clamp(1, login::LONGEST_SECS));
        let mut transcript = Transcript::default();
        transcript.record(now, StepKind::Authorize, "Made the address for the browser");
        LoginStatus {
            id: Id::new(&self.inner.nature),
            client: client.id,
            server: server.id,
            client_name: client.profile.name.clone(),
            server_name: server.profile.name.clone(),
            way,
            redirect_uri: redirect_uri.to_owned(),
            authorize_url: authorization.url.clone(),
            phase: LoginPhase::WaitingForPerson { warning: None },
            started_at: now,
            expires_at: now + crate::clock::SignedDuration::from_secs(seconds),
            transcript,
        }
    }

    /// Those under way and those that ended since the start, newest first.
    pub fn logins(&self) -> Vec<LoginStatus> {
        self.inner
            .logins
            .all()
            .iter()
            .map(|login| login.status())
            .collect()
    }

    /// Waits until a login is over and gives its end.
    pub async fn login_ended(&self, id: Id<Login>) -> Result<LoginStatus, Error> {
        Ok(self.running(id)?.ended().await)
    }

    /// A code, or the address that the browser landed on, pasted by the person.
    pub async fn paste_into_login(
        &self,
        id: Id<Login>,
        text: String,
    ) -> Result<LoginStatus, Error> {
        let running = self.running(id)?;
        if running.status().phase.is_over() {
            return Err(LoginError::Over.into());
        }
        if !running.offer(text, true).await
            && let LoginPhase::WaitingForPerson {
                warning: Some(reason),
            } = running.status().phase
        {
            return Err(LoginError::NotThisLogin { reason }.into());
        }
        Ok(running.status())
    }

    /// A deep link. It belongs to whichever login waits for it; to none, it changes nothing.
    /// Answers whether any login waits for links at all: it took this one, or its warning says
    /// why not.
    pub async fn deliver_callback(&self, address: &str) -> bool {
        let waits = |login: &Arc<Running>| {
            let status = login.status();
            status.way == Way::DeepLink && !status.phase.is_over()
        };
        let mut waiting = self.inner.logins.all();
        waiting.retain(waits);
        // The one that is meant comes first: any other would warn of somebody else's answer.
        let state = Url::parse(address).ok().and_then(|link| state_in(&link));
        waiting.sort_by_key(|login| state_in(&login.url()) != state);
        for login in &waiting {
            if login.offer(address.to_owned(), false).await {
                break;
            }
        }
        !waiting.is_empty()
    }

    pub fn open_login_browser(&self, id: Id<Login>) -> Result<(), Error> {
        let running = self.running(id)?;
        if running.status().phase.is_over() {
            return Err(LoginError::Over.into());
        }
        let url = running.url();
        Ok(self.inner.browser.open(&url).map_err(LoginError::from)?)
    }

    /// The address for the browser, for another browser or a private window.
    pub fn login_address(&self, id: Id<Login>) -> Result<String, Error> {
        Ok(self.running(id)?.url().into())
    }

    pub fn cancel_login(&self, id: Id<Login>) {
        if let Some(running) = self.inner.logins.get(id) {
            running.cancel();
        }
    }

    /// A token for the client itself: no person, no browser (RFC 6749 §4.4).
    pub async fn client_credentials(&self, form: LoginForm) -> Result<Token, Error> {
        let client = self.client(form.client).await?;
        let server = self.server(client.server).await?;
        let secret = self.client_secret(&client).await?;
        self.open_vault().await?;
        let scopes = form
            .scopes
            .clone()
            .unwrap_or_else(|| client.profile.scopes.clone());
        let endpoint = TokenEndpoint::of(&server.profile, &client.profile, secret.as_ref())?;
        let prepared = prepare_client_credentials(&endpoint, &scopes)?;
        let redactor = prepared.redactor().clone();
        let sent = token_endpoint::send(&self.inner.http, prepared).await;
        let mut transcript = Transcript::default();
        let step = transcript.record(
            self.now(),
            StepKind::Token,
            "Asked for a token for the client itself",
        );
        step.http = Some(sent.http);
        let reply = sent.reply?.parse(Asked {
            scopes: &scopes,
            redactor: &redactor,
        })?;
        step.notes.extend(reply.deviations.iter().cloned());
        let obtained = Obtained {
            grant: Grant::ClientCredentials,
            account: None,
            reply,
            scopes,
            transcript,
        };
        Ok(self.settle_login(&form, &client, obtained).await?)
    }

    fn open_in_browser(&self, running: &Arc<Running>) {
        let now = self.now();
        match self.inner.browser.open(&running.url()) {
            Ok(()) => running.record(now, StepKind::Browser, "Opened the system's browser"),
            // The login goes on: its address can be copied.
            Err(error) => running.warn(format!(
                "{error} Copy the address and open it in a browser yourself."
            )),
        }
    }

    fn running(&self, id: Id<Login>) -> Result<Arc<Running>, Error> {
        Ok(self.inner.logins.get(id).ok_or(LoginError::Over)?)
    }
}

fn state_in(address: &Url) -> Option<String> {
    let mut pairs = address.query_pairs();
    let (_, state) = pairs.find(|(name, _)| name == "state")?;
    Some(state.into_owned())
}
