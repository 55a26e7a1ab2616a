//! Logins: started, watched, helped along, ended, and started once more; and the grants that need no
//! browser.

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
    /// Starts a login and opens the browser. Whatever can be found out before that (no
    /// endpoint, a port in use, a locked vault) is an error here and now.
    pub async fn start_login(&self, form: LoginForm) -> Result<LoginStatus, Error> {
        Ok(login::start(&self.context, &self.inner.logins, form).await?)
    }

    /// Starts a login on another device (RFC 8628). No browser is opened here: where this one
    /// will do, [`Self::open_login_browser`] does that.
    pub async fn start_device_login(&self, form: LoginForm) -> Result<LoginStatus, Error> {
        Ok(login::start_device(&self.context, &self.inner.logins, form).await?)
    }

    /// A token without a browser, by a grant that needs one request only.
    pub async fn obtain_token(&self, form: LoginForm, grant: DirectGrant) -> Result<Token, Error> {
        Ok(login::obtain(&self.context, &self.inner.refresh, form, grant).await?)
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
        match running.offer(text, true).await {
            Some(Err(reason)) => Err(LoginError::NotThisLogin { reason }.into()),
            // Without a word it ended, or has its answer already.
            Some(Ok(())) | None => Ok(running.status()),
        }
    }

    /// A deep link. It belongs to whichever login waits for it; to none, it changes nothing.
    /// Answers whether any login waits for links at all: it took this one, or its warning says
    /// why not.
    pub async fn deliver_callback(&self, address: &str) -> bool {
        let waits = |login: &Arc<Running>| {
            let status = login.status();
            // Also one that was to be pasted: the system may hand the link over all the same.
            CallbackMethod::of(&status.redirect_uri) == CallbackMethod::DeepLink
                && !status.phase.is_over()
        };
        let mut waiting = self.inner.logins.all();
        waiting.retain(waits);
        // The one that is meant comes first: any other would warn of somebody else's answer.
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

    /// The address for the browser, for another browser or a private window.
    pub fn login_address(&self, id: Id<Login>) -> Result<String, Error> {
        Ok(self.running(id)?.url().into())
    }

    /// Starts a login once more, with what it was started with; `change` may change that. The
    /// one before it is cancelled if it still waits.
    pub async fn repeat_login(
        &self,
        id: Id<Login>,
        change: impl FnOnce(&mut LoginForm),
    ) -> Result<LoginStatus, Error> {
        let before = self.running(id)?;
        let status = before.status();
        // It listens on the port that the new one may need.
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
