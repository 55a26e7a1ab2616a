//! The pages of the servers on the stage, and what a person does there.

use std::collections::HashSet;

use fantoccini::Client;
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use url::Url;

use super::Browser;
use crate::StageError;
use crate::patience::PATIENCE;

const OIDC_LOGIN: &str = "input[name=login] ~ button[type=submit]";
const OIDC_CONSENT: &str = "input[name=prompt][value=consent] ~ button[type=submit]";
const OIDC_CANCEL: &str = "a[href$='/abort']";
const DOORKEEPER_LOGIN: &str = "form[action='/login'] button[type=submit]";
const DOORKEEPER_AGREE: &str = "input[type=submit][value=Authorize]";
const DOORKEEPER_DENY: &str = "input[type=submit][value=Deny]";
const DOORKEEPER_CODE: &str = "code#authorization_code";

/// A form that a server shows on the way of a login.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// The button that submits it, as a CSS selector. Where it is on the page, so is the form.
    pub button: &'static str,
    /// Names of fields, and what is entered there.
    pub fields: &'static [(&'static str, &'static str)],
}

/// What the person wants.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Agree,
    Deny,
}

impl Browser {
    /// At an authorize page of [`OidcServer`](crate::OidcServer): logs in under this name if asked,
    /// agrees if asked, and answers the address that the server sends the browser to. The browser
    /// follows there if it can.
    pub async fn login_oidc(&self, login: &str) -> Result<Url, StageError> {
        self.walk(Some(login), Wish::Agree, oidc_step).await
    }

    /// The same, but presses Cancel on the first page.
    pub async fn deny_oidc(&self) -> Result<Url, StageError> {
        self.walk(None, Wish::Deny, oidc_step).await
    }

    /// At an authorize page of [`Doorkeeper`](crate::Doorkeeper): logs in, agrees, and answers the
    /// address that the server sends the browser to: its own page with the code, for out-of-band.
    pub async fn login_doorkeeper(&self, user: &str) -> Result<Url, StageError> {
        self.walk(Some(user), Wish::Agree, doorkeeper_step).await
    }

    /// The same, but presses Deny on the consent page.
    pub async fn deny_doorkeeper(&self, user: &str) -> Result<Url, StageError> {
        self.walk(Some(user), Wish::Deny, doorkeeper_step).await
    }

    /// At an authorize page of another server: fills in and submits whichever of these forms is shown,
    /// and answers the address that the server sends the browser to.
    pub async fn login_through(&self, forms: &[Form]) -> Result<Url, StageError> {
        let step = async |client: &Client, _: Option<&str>, _: Wish| {
            for form in forms {
                if act(client, form.button, form.fields).await? {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        self.walk(None, Wish::Agree, step).await
    }

    /// The code on Doorkeeper's out-of-band page.
    pub async fn read_oob_code(&self) -> Result<String, StageError> {
        Ok(self.driver.find(DOORKEEPER_CODE).await?.text().await?)
    }

    /// Does one thing after the other until the server sends the browser away.
    async fn walk(
        &self,
        login: Option<&str>,
        wish: Wish,
        step: impl AsyncFn(&Client, Option<&str>, Wish) -> Result<bool, CmdError>,
    ) -> Result<Url, StageError> {
        let server = self.server();
        let away = |url: &Url| {
            server
                .as_ref()
                .is_none_or(|server| url.origin() != server.origin())
                || url.path() == "/oauth/authorize/native"
        };
        let end = Instant::now() + PATIENCE;
        let mut done = HashSet::new();
        loop {
            if let Some(target) = self.redirects().await?.into_iter().find(away) {
                return Ok(target);
            }
            let here = self.current_url().await?;
            if !done.contains(&here) {
                match step(&self.driver.client, login, wish).await {
                    Ok(true) => {
                        done.insert(here.clone());
                    }
                    Ok(false) => {}
                    Err(CmdError::Standard(_)) if self.current_url().await? != here => {}
                    Err(error) => return Err(error.into()),
                }
            }
            if Instant::now() >= end {
                let seen = format!("{here}\n{}", self.page_text().await.unwrap_or_default());
                let what = "the end of the login".to_owned();
                return Err(StageError::NotSeen {
                    what,
                    seconds: PATIENCE.as_secs(),
                    seen,
                });
            }
            sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}

/// Does what the page that is shown asks for. Answers whether there was something to do.
async fn oidc_step(client: &Client, login: Option<&str>, wish: Wish) -> Result<bool, CmdError> {
    match wish {
        Wish::Deny => act(client, OIDC_CANCEL, &[]).await,
        Wish::Agree => {
            let login = login.unwrap_or_default();
            Ok(
                act(client, OIDC_LOGIN, &[("login", login), ("password", "any")]).await?
                    || act(client, OIDC_CONSENT, &[]).await?,
            )
        }
    }
}

async fn doorkeeper_step(
    client: &Client,
    login: Option<&str>,
    wish: Wish,
) -> Result<bool, CmdError> {
    let user = login.unwrap_or_default();
    if act(
        client,
        DOORKEEPER_LOGIN,
        &[("username", user), ("password", user)],
    )
    .await?
    {
        return Ok(true);
    }
    act(
        client,
        if wish == Wish::Deny {
            DOORKEEPER_DENY
        } else {
            DOORKEEPER_AGREE
        },
        &[],
    )
    .await
}

/// Fills in fields by their names and presses a button or link, if it is there. In the page and not
/// by the mouse: Chromium drops mouse events that come before the first paint of a page.
async fn act(client: &Client, button: &str, fields: &[(&str, &str)]) -> Result<bool, CmdError> {
    let script = "const [css, fields] = arguments;
        const button = document.querySelector(css);
        if (!button) return false;
        for (const [name, value] of fields) document.querySelector(`input[name=${name}]`).value = value;
        button.click();
        return true;";
    let acted = client
        .execute(script, vec![json!(button), json!(fields)])
        .await?;
    Ok(acted == Value::Bool(true))
}
