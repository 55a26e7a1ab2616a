//! Redirect URIs: the exact one to register for each way back, what the server makes of it, and
//! whether it works on this machine now.

use url::Url;

use super::Workbench;
use crate::{
    error::Error,
    links,
    login::LoginError,
    recipe::{Recipe, RedirectWay},
};
use tokenry_model::{
    callback_method::{CallbackMethod, DEEP_LINK, OUT_OF_BAND},
    server::ServerProfile,
};
use tokenry_oauth::{
    loopback::{Loopback, LoopbackError},
    redirect,
    redirect::PortRule,
};

/// Where nothing speaks against it.
const PORT: u16 = 8719;
/// How many ports behind it are looked at for a free one.
const PORTS: u16 = 10;
/// Nothing answers there, and the address stays on this machine.
const LANDING: &str = "https://localhost/callback";

/// What a person should know when they choose how logins of a client come back.
#[derive(Debug, Clone)]
pub struct RedirectGuide {
    /// The name of the server's recipe.
    pub recipe: Option<String>,
    /// What it says about redirect URIs.
    pub about: Option<String>,
    /// One a way, in the order of [`CallbackMethod`].
    pub offers: Vec<RedirectOffer>,
    /// What to know about the one that is chosen.
    pub advice: Vec<String>,
    /// Why the one that is chosen cannot work now.
    pub trouble: Option<String>,
}

/// A redirect URI as it could be registered.
#[derive(Debug, Clone)]
pub struct RedirectOffer {
    pub way: CallbackMethod,
    pub uri: String,
    /// What the recipe says; `None` where it is not known.
    pub accepted: Option<bool>,
    pub recommended: bool,
    /// How such a login goes, and why it is recommended.
    pub about: String,
    /// Why it cannot work now.
    pub trouble: Option<String>,
}

impl Workbench {
    /// For a server of this recipe, and the redirect URI that is chosen so far. Tries ports and
    /// the system's handler of links; sends nothing.
    pub async fn redirect_guide(
        &self,
        recipe: Option<&str>,
        chosen: &str,
    ) -> Result<RedirectGuide, Error> {
        let recipe = self.context.recipes.of(recipe)?;
        let recipe = recipe.as_ref();
        let mut offers = Vec::new();
        let ways = [
            CallbackMethod::Loopback,
            CallbackMethod::DeepLink,
            CallbackMethod::OutOfBand,
            CallbackMethod::PasteAddress,
        ];
        for way in ways {
            offers.push(self.offer(way, recipe).await);
        }
        let best = recipe.and_then(|recipe| recipe.redirect.suggested.as_deref());
        let best = best.map_or(CallbackMethod::Loopback, CallbackMethod::of);
        for offer in offers.iter_mut().filter(|offer| offer.way == best) {
            offer.recommended = true;
        }
        Ok(RedirectGuide {
            about: recipe.and_then(|recipe| recipe.redirect.about.clone()),
            advice: advice(recipe, chosen),
            trouble: self.trouble(chosen).await,
            recipe: recipe.map(|recipe| recipe.name.clone()),
            offers,
        })
    }

    /// What to know about a redirect URI at a server, in full sentences.
    pub fn redirect_advice(
        &self,
        profile: &ServerProfile,
        redirect_uri: &str,
    ) -> Result<Vec<String>, Error> {
        Ok(advice(self.recipe_of(profile)?.as_ref(), redirect_uri))
    }

    async fn offer(&self, way: CallbackMethod, recipe: Option<&Recipe>) -> RedirectOffer {
        let uri = match way {
            CallbackMethod::Loopback => loopback(recipe),
            CallbackMethod::DeepLink => DEEP_LINK.to_owned(),
            CallbackMethod::OutOfBand => OUT_OF_BAND.to_owned(),
            CallbackMethod::PasteAddress | CallbackMethod::AnotherDevice => LANDING.to_owned(),
        };
        RedirectOffer {
            about: about(way, &uri, recipe),
            accepted: recipe.and_then(|recipe| recipe.takes_redirect(&uri)),
            recommended: false,
            trouble: self.trouble(&uri).await,
            way,
            uri,
        }
    }

    async fn trouble(&self, uri: &str) -> Option<String> {
        let tried = match CallbackMethod::of(uri) {
            CallbackMethod::Loopback => Loopback::probe(uri).map_err(LoginError::from),
            CallbackMethod::DeepLink => links::reach(&self.context.links)
                .await
                .map_err(LoginError::from),
            _ => Ok(()),
        };
        let error = tried.err()?;
        Some(format!("{error} {}", error.hint()))
    }
}

fn advice(recipe: Option<&Recipe>, redirect_uri: &str) -> Vec<String> {
    let mut advice = recipe.map_or_else(Vec::new, |recipe| recipe.redirect_advice(redirect_uri));
    advice.extend(redirect::advice(redirect_uri));
    advice
}

/// The recipe's own where it has one, else what suits its rules; with a port that is free now.
fn loopback(recipe: Option<&Recipe>) -> String {
    let suggested = recipe.and_then(|recipe| recipe.redirect.suggested.clone());
    if let Some(uri) = suggested.filter(|uri| CallbackMethod::of(uri) == CallbackMethod::Loopback) {
        return with_free_port(uri);
    }
    let accepts = recipe.map_or(&[][..], |recipe| &recipe.redirect.accepts);
    let takes = |way| accepts.contains(&way);
    if takes(RedirectWay::LoopbackAnyPort) {
        return "http://127.0.0.1/callback".to_owned();
    }
    let only_named = takes(RedirectWay::Localhost) && !takes(RedirectWay::LoopbackExact);
    let host = if only_named { "localhost" } else { "127.0.0.1" };
    with_free_port(format!("http://{host}:{PORT}/callback"))
}

/// The same on the next port, where another program has this one.
fn with_free_port(uri: String) -> String {
    let Some(port) = Url::parse(&uri).ok().and_then(|url| url.port()) else {
        return uri;
    };
    let on = |other: u16| uri.replacen(&format!(":{port}"), &format!(":{other}"), 1);
    let busy = |uri: &str| matches!(Loopback::probe(uri), Err(LoopbackError::PortBusy { .. }));
    let mut ports = (port..=port.saturating_add(PORTS)).map(on);
    ports.find(|uri| !busy(uri)).unwrap_or(uri)
}

fn about(way: CallbackMethod, uri: &str, recipe: Option<&Recipe>) -> String {
    let rule = recipe.map_or(PortRule::Unknown, Recipe::port_rule);
    match way {
        CallbackMethod::Loopback if Url::parse(uri).is_ok_and(|url| url.port().is_none()) => {
            "Tokenry listens on this computer during the login, on any port that is free: this \
             server lets the port differ. Nothing has to be pasted."
        }
        CallbackMethod::Loopback if rule == PortRule::Any => {
            "Tokenry listens on this computer, on exactly this port, during the login. Nothing has \
             to be pasted. Without the port it takes any free one."
        }
        CallbackMethod::Loopback => {
            "Tokenry listens on this computer, on exactly this port, during the login. Nothing has \
             to be pasted, and most servers accept it."
        }
        CallbackMethod::DeepLink => {
            "The system hands the answer to Tokenry. For servers that accept a scheme of an app’s \
             own."
        }
        CallbackMethod::OutOfBand => {
            "The server shows a code, and you paste it. Mastodon, GoToSocial and some others do \
             this."
        }
        CallbackMethod::PasteAddress | CallbackMethod::AnotherDevice => {
            "You paste the address that the browser lands on, even if that page shows an error. \
             Any other https address that is registered will do as well."
        }
    }
    .to_owned()
}
