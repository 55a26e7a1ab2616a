//! Logins: started, watched, helped along, ended; and the grants that need no browser.

use std::sync::Arc;

use url::Url;

use super::Workbench;
use crate::{
    clock::{SignedDuration, Timestamp},
    error::Error,
    id::Id,
    login::{
        self, Asking, DirectGrant, Login, LoginError, LoginForm, LoginPhase, LoginStatus, Running,
        UserCode,
    },
    oauth::{
        authorize::{Authorize, AuthorizeForm, authorize},
        callback::Pending,
        device,
        dpop::DpopKey,
        loopback::Loopback,
        par,
        redirect::Way,
    },
    token::Token,
    transcript::{HttpStep, StepKind, Transcript},
};

impl Workbench {
    /// Starts a login and opens the browser. Whatever can be found out before that (no
    /// endpoint, a port in use, a locked vault) is an error here and now.
    pub async fn start_login(&self, form: LoginForm) -> Result<LoginStatus, Error> {
        let asking = Asking::of(self, form).await?;
        asking.endpoint(self)?;
        let (form, client, server) = (&asking.form, &asking.client, &asking.server);
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
        let asked = AuthorizeForm {
            server: &server.profile,
            client: &client.profile,
            redirect_uri: &redirect_uri,
            scopes: &asking.scopes,
            params: &form.params,
            dpop_jkt: asking.key.as_ref().map(DpopKey::thumbprint),
        };
        let authorization = authorize(asked, &self.inner.nature).map_err(LoginError::from)?;
        let pushed = self.pushed(&asking, &authorization).await?;
        let pending = Pending {
            redirect_uri: redirect_uri.clone(),
            authorize_endpoint: authorization.url.clone(),
            state: authorization.state.clone(),
            issuer: server.profile.issuer.clone(),
            promises_iss: server.profile.promises_iss,
        };
        let mut status = self.status_of(&asking, way, &redirect_uri);
        status.authorize_url = authorization.url.clone();
        if let Some((url, https)) = pushed {
            status.authorize_url = url;
            let (title, kind) = ("Pushed the request to the server", StepKind::Pushed);
            let transcript = &mut status.transcript;
            transcript.record_question(self.now(), kind, title, https);
        }
        let open_browser = form.open_browser;
        let job = login::Job {
            asking,
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

    /// Starts a login on another device (RFC 8628). No browser is opened here: where this one
    /// will do, [`Self::open_login_browser`] does that.
    pub async fn start_device_login(&self, form: LoginForm) -> Result<LoginStatus, Error> {
        let asking = Asking::of(self, form).await?;
        asking.endpoint(self)?;
        let begun = device::begin(
            &self.inner.http,
            &asking.server.profile,
            &asking.client.profile,
            asking.secret.as_ref(),
            &asking.scopes,
            &self.inner.nature,
        )
        .await;
        let codes = begun.codes?;
        let mut status = LoginStatus {
            authorize_url: codes.verification_uri.clone(),
            user_code: Some(UserCode {
                text: codes.user_code.clone(),
                complete: codes.verification_uri_complete.clone(),
            }),
            ..self.status_of(&asking, Way::AnotherDevice, "")
        };
        let ends = status.started_at.checked_add(codes.expires_in);
        status.expires_at = status.expires_at.min(ends.unwrap_or(Timestamp::MAX));
        status.transcript = Transcript::default();
        let title = "Asked for a code for another device";
        let kind = StepKind::Device;
        let transcript = &mut status.transcript;
        let step = transcript.record_question(self.now(), kind, title, begun.https);
        step.notes.clone_from(&codes.deviations);
        let (running, messages) = self.inner.logins.enter(status, self.inner.events.clone());
        let job = login::DeviceJob { asking, codes };
        let driver = login::drive_device(self.clone(), job, running.clone(), messages);
        tokio::spawn(driver);
        Ok(running.status())
    }

    /// The short address and how it was got, where the request is pushed (RFC 9126).
    async fn pushed(
        &self,
        asking: &Asking,
        whole: &Authorize,
    ) -> Result<Option<(Url, Vec<HttpStep>)>, Error> {
        let (server, client) = (&asking.server.profile, &asking.client.profile);
        if !par::is_wanted(server, client) {
            return Ok(None);
        }
        let (http, secret) = (&self.inner.http, asking.secret.as_ref());
        let pushed = par::push(http, server, client, secret, &self.inner.nature, whole).await;
        Ok(Some((pushed.url?, pushed.https)))
    }

    fn status_of(&self, asking: &Asking, way: Way, redirect_uri: &str) -> LoginStatus {
        let now = self.now();
        let seconds = i64::from(asking.form.timeout_secs.clamp(1, login::LONGEST_SECS));
        let mut transcript = Transcript::default();
        transcript.record(now, StepKind::Authorize, "Made the address for the browser");
        LoginStatus {
            id: Id::new(&self.inner.nature),
            client: asking.client.id,
            server: asking.server.id,
            client_name: asking.client.profile.name.clone(),
            server_name: asking.server.profile.name.clone(),
            way,
            redirect_uri: redirect_uri.to_owned(),
            authorize_url: asking.server.profile.base_url.clone(),
            user_code: None,
            phase: LoginPhase::WaitingForPerson { warning: None },
            started_at: now,
            expires_at: now + SignedDuration::from_secs(seconds),
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
        let code = running.status().user_code;
        let url = code.and_then(|code| code.complete);
        let url = url.unwrap_or_else(|| running.url());
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

    /// A token without a browser, by a grant that needs one request only.
    pub async fn obtain_token(&self, form: LoginForm, grant: DirectGrant) -> Result<Token, Error> {
        login::obtain(self, form, grant).await
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

    pub(super) fn running(&self, id: Id<Login>) -> Result<Arc<Running>, Error> {
        Ok(self.inner.logins.get(id).ok_or(LoginError::Over)?)
    }
}

fn state_in(address: &Url) -> Option<String> {
    let mut pairs = address.query_pairs();
    let (_, state) = pairs.find(|(name, _)| name == "state")?;
    Some(state.into_owned())
}
