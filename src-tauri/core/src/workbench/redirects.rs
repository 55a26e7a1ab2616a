//! Redirect URIs: the one to register for each callback method, whether the server accepts it, and
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

/// Preferred loopback port.
const PORT: u16 = 8719;
/// Number of following ports to try if the preferred one is in use.
const PORTS: u16 = 10;
/// Nothing listens here, and the callback URL stays on this machine.
const LANDING: &str = "https://localhost/callback";

/// Help for choosing the redirect URI of a client.
#[derive(Debug, Clone)]
pub struct RedirectGuide {
    /// The name of the server's recipe.
    pub recipe: Option<String>,
    /// The recipe's advice on redirect URIs.
    pub about: Option<String>,
    /// One for each callback method, in the order of [`CallbackMethod`].
    pub offers: Vec<RedirectOffer>,
    /// Advice on the chosen redirect URI.
    pub advice: Vec<String>,
    /// The reason the chosen redirect URI cannot work now.
    pub trouble: Option<String>,
}

/// A redirect URI to register.
#[derive(Debug, Clone)]
pub struct RedirectOffer {
    pub way: CallbackMethod,
    pub uri: String,
    /// Whether the recipe says that the server accepts it. `None` if unknown.
    pub accepted: Option<bool>,
    pub recommended: bool,
    /// Description of such a login, and the reason for a recommendation.
    pub about: String,
    /// The reason it cannot work now.
    pub trouble: Option<String>,
}

impl Workbench {
    /// Returns the guide for a server of this recipe and the chosen redirect URI. Probes ports and
    /// the system's link handler. Sends nothing.
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

    /// Returns advice on a redirect URI at a server, in full sentences.
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

/// The recipe's loopback URI, or else one that follows its rules, with a port that is free now.
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

/// The URI with the next free port, if the port is in use.
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
            "Tokenry listens on any free port of this computer during the login. This server \
             allows the port to vary. Nothing has to be pasted."
        }
        CallbackMethod::Loopback if rule == PortRule::Any => {
            "Tokenry listens on exactly this port of this computer during the login. Nothing has \
             to be pasted. Without a port in the URI it uses any free port."
        }
        CallbackMethod::Loopback => {
            "Tokenry listens on exactly this port of this computer during the login. Nothing has \
             to be pasted, and most servers accept it."
        }
        CallbackMethod::DeepLink => {
            "The operating system passes the callback to Tokenry. Use it for servers that accept \
             a private-use URI scheme."
        }
        CallbackMethod::OutOfBand => {
            "The server shows a code, and you paste it. Mastodon, GoToSocial and some others \
             support this."
        }
        CallbackMethod::PasteAddress | CallbackMethod::AnotherDevice => {
            "You paste the URL on which the browser lands, even if that page shows an error. Any \
             other registered https URL works too."
        }
    }
    .to_owned()
}
