//! The base of a document's relative URLs.
//!
//! In OpenAPI 3.0 it is the server (“Relative References in URLs”), in later versions the document,
//! and frameworks write either. Each base gives one reading of a flow, and the version's own comes
//! first. Two bases are never mixed within a flow.

use url::Url;

use super::{Flow, Version};
use tokenry_model::server::Endpoints;

#[derive(Debug)]
pub struct Bases {
    /// The candidate bases, the version's own first.
    bases: Vec<Url>,
    /// The URLs of the API, those at the document's own origin first.
    servers: Vec<Url>,
}

/// A flow with absolute URLs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedFlow {
    pub base: Option<Url>,
    pub authorize: Option<Url>,
    pub token: Option<Url>,
    pub(crate) device: Option<Url>,
}

impl Bases {
    pub(super) fn new(version: Version, place: Option<&Url>, servers: &[String]) -> Self {
        let whole = |text: &String| match place {
            Some(place) => place.join(text).ok(),
            None => Url::parse(text).ok(),
        };
        let web = |url: &Url| matches!(url.scheme(), "https" | "http") && url.has_host();
        let mut servers: Vec<Url> = servers.iter().filter_map(whole).filter(web).collect();
        let own = |url: &Url| place.is_some_and(|place| place.origin() == url.origin());
        servers.sort_by_key(|url| !own(url));
        // Paths are appended to a server's URL, whereas a browser would replace its last segment.
        let appended = servers.first().map(|url| {
            let mut url = url.clone();
            let path = format!("{}/", url.path().trim_end_matches('/'));
            url.set_path(&path);
            url
        });
        let server = [appended, servers.first().cloned()].into_iter().flatten();
        let document = place.cloned().into_iter();
        let mut bases: Vec<Url> = if version == Version::V30 {
            server.chain(document).collect()
        } else {
            document.chain(server).collect()
        };
        for url in &mut bases {
            url.set_fragment(None);
        }
        Self { bases, servers }
    }

    /// Returns the URL of the API, if the document names one.
    pub fn server(&self) -> Option<&Url> {
        self.servers.first()
    }

    /// Returns all URLs of the API, the preferred one first.
    pub(crate) fn servers(&self) -> &[Url] {
        &self.servers
    }

    /// Returns the further URLs of the API.
    pub fn other_servers(&self) -> &[Url] {
        self.servers.get(1..).unwrap_or_default()
    }

    /// Resolves a single URL, such as that of metadata.
    pub fn read_one(&self, text: &str) -> Option<Url> {
        match Url::parse(text) {
            Ok(url) => Some(url),
            Err(_) => self.bases.first()?.join(text).ok(),
        }
    }

    /// Returns the readings of a flow, each with one base for all its URLs, or a single reading if
    /// all URLs are absolute.
    pub(crate) fn read(&self, flow: &Flow) -> Vec<ResolvedFlow> {
        let texts = [&flow.authorize, &flow.token, &flow.device];
        let whole = |text: &&Option<String>| {
            let text = text.as_deref();
            text.is_none_or(|text| Url::parse(text).is_ok())
        };
        if texts.iter().all(whole) {
            return vec![ResolvedFlow::at(None, flow)];
        }
        let mut readings: Vec<ResolvedFlow> = Vec::new();
        for base in &self.bases {
            let reading = ResolvedFlow::at(Some(base), flow);
            let same = |known: &ResolvedFlow| known.endpoints() == reading.endpoints();
            if !readings.iter().any(same) {
                readings.push(reading);
            }
        }
        readings
    }
}

impl ResolvedFlow {
    fn at(base: Option<&Url>, flow: &Flow) -> Self {
        let address = |text: &Option<String>| {
            let text = text.as_deref()?;
            match base {
                Some(base) => base.join(text).ok(),
                None => Url::parse(text).ok(),
            }
        };
        Self {
            base: base.cloned(),
            authorize: address(&flow.authorize),
            token: address(&flow.token),
            device: address(&flow.device),
        }
    }

    pub fn endpoints(&self) -> Endpoints {
        Endpoints {
            authorize: self.authorize.clone(),
            token: self.token.clone(),
            device: self.device.clone(),
            ..Endpoints::default()
        }
    }
}
