//! What the addresses of a document are relative to.
//!
//! OpenAPI 3.0 says the server (“Relative References in URLs”), later versions are read as the
//! document; frameworks write either. So each base is one reading of a flow, the version's own
//! first, and never are two bases mixed within a flow.

use url::Url;

use super::{Flow, Version};
use tokenry_model::server::Endpoints;

#[derive(Debug)]
pub struct Bases {
    /// What to join relative addresses to, the version's own first.
    bases: Vec<Url>,
    /// Where the API is, the document's own origin first.
    servers: Vec<Url>,
}

/// A flow with whole addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
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
        // Paths are appended to a server; a browser would replace the last part of its path.
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

    /// Where the API is, if the document says so.
    pub fn server(&self) -> Option<&Url> {
        self.servers.first()
    }

    /// All that it gives for the API, its own first.
    pub(crate) fn servers(&self) -> &[Url] {
        &self.servers
    }

    /// The further addresses that it gives for the API.
    pub fn other_servers(&self) -> &[Url] {
        self.servers.get(1..).unwrap_or_default()
    }

    /// An address that stands alone, such as that of metadata.
    pub fn read_one(&self, text: &str) -> Option<Url> {
        match Url::parse(text) {
            Ok(url) => Some(url),
            Err(_) => self.bases.first()?.join(text).ok(),
        }
    }

    /// The readings of a flow, each with one base for all its addresses; one where all are whole.
    pub(crate) fn read(&self, flow: &Flow) -> Vec<Reading> {
        let texts = [&flow.authorize, &flow.token, &flow.device];
        let whole = |text: &&Option<String>| {
            let text = text.as_deref();
            text.is_none_or(|text| Url::parse(text).is_ok())
        };
        if texts.iter().all(whole) {
            return vec![Reading::at(None, flow)];
        }
        let mut readings: Vec<Reading> = Vec::new();
        for base in &self.bases {
            let reading = Reading::at(Some(base), flow);
            let same = |known: &Reading| known.endpoints() == reading.endpoints();
            if !readings.iter().any(same) {
                readings.push(reading);
            }
        }
        readings
    }
}

impl Reading {
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
