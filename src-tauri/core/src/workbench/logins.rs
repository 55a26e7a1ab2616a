//! Logins: starting, watching, completing, cancelling and restarting them; and the grants that need
//! no browser.

use std::sync::Arc;

use url::Url;

use super::Workbench;
use crate::{
    error::Error,
    login::{self, DirectGrant, LoginError, Running},
};
use tokenry_model::{
    callback_method::CallbackMethod,
    id::Id,
    login::{Login, LoginForm, LoginStatus},
    token::Token,
};

impl Workbench {
    /// Starts a login and opens the browser. Problems that can be detected before (a missing
    /// endpoint, a port in use, a locked vault) are returned as errors.
    pub async fn start_login(&self, form: LoginForm) -> Result<LoginStatus, Error> {
        Ok(login::start(&self.context, &self.inner.logins, form).await?)
    }

    /// Starts a login on another device (RFC 8628). No browser is opened.
    /// [`Self::open_login_browser`] opens one on this device.
    pub async fn start_device_login(&self, form: LoginForm) -> Result<LoginStatus, Error> {
        Ok(login::start_device(&self.context, &self.inner.logins, form).await?)
    }

    /// Gets a token without a browser, with a grant that takes a single request.
    pub async fn obtain_token(&self, form: LoginForm, grant: DirectGrant) -> Result<Token, Error> {
        Ok(login::obtain(&self.context, &self.inner.refresh, form, grant).await?)
    }

    /// Returns the running logins and those that ended since the start of the process, newest first.
    pub fn logins(&self) -> Vec<LoginStatus> {
        self.inner
            .logins
            .all()
            .iter()
            .map(|login| login.status())
            .collect()
    }

    /// Waits for the end of a login and returns its final status.
    pub async fn login_ended(&self, id: Id<Login>) -> Result<LoginStatus, Error> {
        Ok(self.running(id)?.ended().await)
    }

    /// Completes a login with a pasted code or callback URL.
    pub async fn paste_into_login(
        &self,
        id: Id<Login>,
        text: String,
    ) -> Result<LoginStatus, Error> {
        let running = self.running(id)?;
        if running.status().phase.is_over() {
            return Err(LoginError::Over.into());
        }
        match running.offer(text, true).await {
            Some(Err(reason)) => Err(LoginError::NotThisLogin { reason }.into()),
            // Otherwise the login has ended, or already has its callback.
            Some(Ok(())) | None => Ok(running.status()),
        }
    }

    /// Handles a deep link. The login that it belongs to is completed. A link that belongs to none
    /// changes nothing. Returns true if any login waits for links: it accepted this one, or has a
    /// warning that says why not.
    pub async fn deliver_callback(&self, address: &str) -> bool {
        let waits = |login: &Arc<Running>| {
            let status = login.status();
            // Include logins that wait for a paste: the system may still deliver the link.
            CallbackMethod::of(&status.redirect_uri) == CallbackMethod::DeepLink
                && !status.phase.is_over()
        };
        let mut waiting = self.inner.logins.all();
        waiting.retain(waits);
        // Try the matching login first: the others would warn about a callback that is not theirs.
        let state = Url::parse(address).ok().and_then(|link| state_in(&link));
        waiting.sort_by_key(|login| state_in(&login.url()) != state);
        for login in &waiting {
            if let Some(Ok(())) = login.offer(address.to_owned(), false).await {
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
        Ok(self.context.browser.open(&url).map_err(LoginError::from)?)
    }

    /// Returns the authorization URL, for another browser or a private window.
    pub fn login_address(&self, id: Id<Login>) -> Result<String, Error> {
        Ok(self.running(id)?.url().into())
    }

    /// Restarts a login with its original settings, modified by `change`. The old login is cancelled
    /// if it is still running.
    pub async fn repeat_login(
        &self,
        id: Id<Login>,
        change: impl FnOnce(&mut LoginForm),
    ) -> Result<LoginStatus, Error> {
        let before = self.running(id)?;
        let status = before.status();
        // The old login may hold the port that the new one needs.
        before.cancel();
        before.ended().await;
        let mut form = status.form;
        change(&mut form);
        match status.callback_method {
            CallbackMethod::AnotherDevice => self.start_device_login(form).await,
            _ => self.start_login(form).await,
        }
    }

    pub fn cancel_login(&self, id: Id<Login>) {
        if let Some(running) = self.inner.logins.get(id) {
            running.cancel();
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
