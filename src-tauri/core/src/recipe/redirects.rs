//! The redirect URIs that the servers of a recipe accept.

use url::Url;

use super::{Recipe, RedirectWay};
use tokenry_model::callback_method::CallbackMethod;
use tokenry_oauth::redirect::PortRule;

impl Recipe {
    /// Returns whether its servers accept this redirect URI, or `None` if that is unknown.
    pub fn takes_redirect(&self, redirect_uri: &str) -> Option<bool> {
        let known = &self.redirect;
        let fits = || known.accepts.iter().any(|way| way.fits(redirect_uri));
        (!known.accepts.is_empty()).then(fits)
    }

    /// The rule by which its servers compare the port of a loopback redirect URI.
    pub fn port_rule(&self) -> PortRule {
        let accepts = &self.redirect.accepts;
        if accepts.contains(&RedirectWay::LoopbackAnyPort) {
            PortRule::Any
        } else if accepts.contains(&RedirectWay::LoopbackExact) {
            PortRule::Exact
        } else {
            PortRule::Unknown
        }
    }

    /// Advice before this redirect URI is registered, in full sentences. Empty if the recipe has no
    /// objection.
    pub fn redirect_advice(&self, redirect_uri: &str) -> Vec<String> {
        let known = &self.redirect;
        let mut advice = Vec::new();
        if self.takes_redirect(redirect_uri) == Some(false) {
            let ways: Vec<&str> = known.accepts.iter().map(|way| way.words()).collect();
            advice.push(format!(
                "{} accepts {}, and will most likely refuse {redirect_uri}.",
                self.name,
                ways.join(", or ")
            ));
        }
        let path = Url::parse(redirect_uri).map(|url| url.path().to_owned());
        if let (Some(end), Ok(path)) = (&known.ends_with, path)
            && !path.ends_with(end)
        {
            advice.push(format!(
                "{} requires a redirect URI that ends in {end}.",
                self.name
            ));
        }
        if !advice.is_empty() {
            advice.extend(known.about.clone());
        }
        advice
    }
}

impl RedirectWay {
    /// Tests whether the redirect URI is of this kind.
    fn fits(self, redirect_uri: &str) -> bool {
        let url = Url::parse(redirect_uri).ok();
        let named = url.as_ref().and_then(Url::host_str) == Some("localhost");
        let has_port = url.as_ref().is_some_and(|url| url.port().is_some());
        let https = url.as_ref().is_some_and(|url| url.scheme() == "https");
        match (self, CallbackMethod::of(redirect_uri)) {
            (Self::LoopbackExact, CallbackMethod::Loopback) => !named && has_port,
            (Self::LoopbackAnyPort, CallbackMethod::Loopback) => !named,
            (Self::Localhost, CallbackMethod::Loopback) => named,
            (Self::Scheme, CallbackMethod::DeepLink)
            | (Self::OutOfBand, CallbackMethod::OutOfBand) => true,
            (Self::Https, CallbackMethod::PasteAddress) => https,
            _ => false,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::LoopbackExact => "http://127.0.0.1 with a port",
            Self::LoopbackAnyPort => "http://127.0.0.1",
            Self::Localhost => "http://localhost",
            Self::Scheme => "app.tokenry:/callback",
            Self::OutOfBand => "urn:ietf:wg:oauth:2.0:oob",
            Self::Https => "an https URL",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_matches_its_own_redirect_uris() {
        for (uri, way) in [
            ("http://127.0.0.1:8123/cb", RedirectWay::LoopbackExact),
            ("http://127.0.0.1/cb", RedirectWay::LoopbackAnyPort),
            ("http://[::1]:8123/cb", RedirectWay::LoopbackAnyPort),
            ("http://localhost:8123/cb", RedirectWay::Localhost),
            ("app.tokenry:/callback", RedirectWay::Scheme),
            ("urn:ietf:wg:oauth:2.0:oob", RedirectWay::OutOfBand),
            ("https://example.org/cb", RedirectWay::Https),
        ] {
            assert!(way.fits(uri), "{uri}");
        }
        for (uri, way) in [
            ("http://127.0.0.1/cb", RedirectWay::LoopbackExact),
            ("http://localhost/cb", RedirectWay::LoopbackAnyPort),
            ("http://127.0.0.1/cb", RedirectWay::Localhost),
            ("http://example.org/cb", RedirectWay::Https),
            ("nonsense", RedirectWay::Https),
        ] {
            assert!(!way.fits(uri), "{uri}");
        }
    }
}
