//! Type an address, get connected: OpenID Connect Discovery 1.0 and RFC 8414.
//!
//! All well-known places are asked side by side, without credentials, within five seconds. A
//! document counts only if it speaks for the address it was asked for (RFC 8414 §3.3).

mod address;
mod login;
mod look;

use std::time::Duration;

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use tokio::time::{Instant, timeout_at};
use url::Url;

pub use self::{
    address::{BadAddress, OtherDocument, issuer_of_endpoint, normalise, whole},
    login::authorize_url,
    look::{Looked, look_at_within},
};

use super::metadata::{self, Described};
use crate::http::{Caps, Http};
use tokenry_model::{
    choice::Choice,
    clock::Timestamp,
    server::ServerProfile,
    transcript::{HttpStep, MetadataDocument, StepKind, Transcript},
};

/// Time limit for the whole discovery.
pub const DEADLINE: Duration = Duration::from_secs(5);

/// Extra time for better sources once one has responded well.
pub const GRACE: Duration = Duration::from_millis(500);

/// The outcome of a URL that did not respond in time.
pub const LATE: &str = "No answer within 5 seconds.";
pub const NOT_WAITED_FOR: &str = "Not waited for: another address had answered.";

/// The result of a discovery.
#[derive(Debug)]
pub struct Discovery {
    /// The typed URL, completed.
    pub address: Url,
    /// In order of preference.
    pub tried: Vec<Tried>,
    pub found: Option<ServerProfile>,
    /// Remarks about the result, in sentences.
    pub remarks: Vec<String>,
    /// Alternatives for the person to choose from, most likely first.
    pub choices: Vec<Choice>,
    /// The name of the recipe whose kind of server this is.
    pub recognised: Option<String>,
    /// Any server responded, even with an error.
    pub reached: bool,
    /// All exchanges; empty until the discovery has ended.
    pub transcript: Transcript,
}

/// One URL that was tried.
#[derive(Debug)]
pub struct Tried {
    pub url: Url,
    /// The metadata that belongs at this URL, if it is a well-known one.
    pub document: Option<MetadataDocument>,
    /// The outcome, in a sentence.
    pub outcome: String,
    /// It contained usable metadata.
    pub useful: bool,
    /// There was nothing, or nothing about this server.
    pub empty: bool,
    pub http: HttpStep,
    found: Option<Described>,
    choice: Option<Choice>,
    reached: bool,
}

/// A place to look, and the issuer that a document found there may speak for.
#[derive(Debug)]
struct WellKnownUrl {
    url: Url,
    document: MetadataDocument,
    issuer: Url,
}

/// Looks for metadata at a URL as typed by a person.
pub async fn discover(http: &Http, typed: &str) -> Result<Discovery, BadAddress> {
    let address = normalise(typed)?;
    let places = places(&address);
    let deadline = Instant::now() + DEADLINE;
    let mut end = deadline;
    let mut running: FuturesUnordered<_> = places
        .iter()
        .enumerate()
        .map(|(rank, place)| {
            let address = &address;
            async move { (rank, ask(http, place, address).await) }
        })
        .collect();
    let mut results: Vec<Option<Tried>> = places.iter().map(|_| None).collect();
    while let Ok(Some((rank, tried))) = timeout_at(end, running.next()).await {
        let better = results[..rank].iter().all(Option::is_some);
        if tried.found.is_some() {
            end = if better {
                Instant::now()
            } else {
                end.min(Instant::now() + GRACE)
            };
        }
        results[rank] = Some(tried);
    }
    drop(running);

    let late = if end == deadline {
        LATE
    } else {
        NOT_WAITED_FOR
    };
    let mut tried: Vec<Tried> = results
        .into_iter()
        .zip(places)
        .map(|(tried, place)| tried.unwrap_or_else(|| Tried::without_answer(place, late)))
        .collect();
    let found = tried.iter_mut().find_map(|tried| tried.found.take());
    let mut choices: Vec<Choice> = Vec::new();
    if let Some(choice) = found.as_ref().and_then(|found| found.choice.clone()) {
        choices.push(choice);
    } else if found.is_none() {
        for choice in tried.iter_mut().filter_map(|tried| tried.choice.take()) {
            if choices.iter().all(|known| known.profile != choice.profile) {
                choices.push(choice);
            }
        }
    }
    let (found, remarks) = found.map(|found| (found.profile, found.remarks)).unzip();
    Ok(Discovery {
        reached: tried.iter().any(|tried| tried.reached),
        address,
        tried,
        found,
        remarks: remarks.unwrap_or_default(),
        choices,
        recognised: None,
        transcript: Transcript::default(),
    })
}

impl Discovery {
    /// Returns the server found, or a profile made from the URL alone.
    pub fn profile(&self) -> ServerProfile {
        let name = || self.address.host_str().unwrap_or_default().to_owned();
        let bare = || ServerProfile::at(name(), self.address.clone());
        self.found.clone().unwrap_or_else(bare)
    }

    /// Returns all exchanges as a transcript. They ran in parallel.
    pub fn told(&self, at: Timestamp) -> Transcript {
        let mut transcript = Transcript::default();
        for tried in &self.tried {
            let kind = StepKind::Discovery {
                document: tried.document,
                place: self.place(tried).to_owned(),
            };
            let step = transcript.record(at, kind);
            step.http = Some(tried.http.clone());
            step.notes.push(tried.outcome.clone());
        }
        transcript
    }

    /// What a person should know, each in a sentence: of what was found; or where nothing was,
    /// which answers there were that cannot be used.
    pub fn remarks(&self) -> Vec<String> {
        if self.found.is_some() {
            return self.remarks.clone();
        }
        let of_document = self.remarks.iter().cloned();
        let mut told: Vec<&Tried> = Vec::new();
        for tried in self.tried.iter().filter(|tried| !tried.empty) {
            if !told.iter().any(|known| known.url == tried.url) {
                told.push(tried);
            }
        }
        let sentence = |tried: &&Tried| format!("{}: {}", tried.url, tried.outcome);
        let told = told.iter().map(sentence);
        let known: Vec<String> = told.collect();
        let new = of_document.filter(|remark| !known.iter().any(|one| one.contains(remark)));
        let new: Vec<String> = new.collect();
        known.into_iter().chain(new).collect()
    }

    /// The addresses where nothing was, those of the server itself without their host.
    pub fn empty_places(&self) -> Vec<&str> {
        let said_more = |url: &Url| self.tried.iter().any(|one| !one.empty && one.url == *url);
        let mut places: Vec<&str> = Vec::new();
        for tried in self.tried.iter().filter(|one| !said_more(&one.url)) {
            let place = self.place(tried);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Returns the outcome in a sentence or two.
    pub fn summary(&self) -> String {
        if let Some(recipe) = &self.recognised {
            return format!("This is {recipe}: its recipe tells what it needs.");
        }
        if let Some(found) = &self.found {
            return format!("{} describes its endpoints.", found.name);
        }
        match self.tried.first() {
            Some(first) if !self.reached => first.outcome.clone(),
            _ if self.tried.iter().all(|tried| tried.empty) => {
                "Could not detect the endpoints: this server does not describe its endpoints. Its \
                 documentation names them."
                    .into()
            }
            _ => {
                "Could not detect the endpoints: this server does not describe its endpoints in a \
                  way that can be used. Its documentation names them."
                    .into()
            }
        }
    }

    /// An address of the server itself is told without its host.
    fn place<'a>(&self, tried: &'a Tried) -> &'a str {
        if tried.url.origin() == self.address.origin() {
            tried.url.path()
        } else {
            tried.url.as_str()
        }
    }
}

impl Tried {
    /// Returns `true` if a server responded, even with an error.
    pub fn was_reached(&self) -> bool {
        self.reached
    }

    fn without_answer(place: WellKnownUrl, outcome: &str) -> Self {
        Self {
            http: HttpStep {
                method: "GET".into(),
                url: place.url.to_string(),
                ..HttpStep::default()
            },
            url: place.url,
            document: Some(place.document),
            outcome: outcome.into(),
            useful: false,
            empty: false,
            found: None,
            choice: None,
            reached: false,
        }
    }
}

/// Where to look, best first. Under an address with a path the documents may stand before or
/// behind the path, or belong to the host as a whole.
fn places(address: &Url) -> Vec<WellKnownUrl> {
    use MetadataDocument::{AuthorizationServer, OpenidConfiguration};
    const OPENID: &str = "openid-configuration";
    const OAUTH: &str = "oauth-authorization-server";
    let mut root = address.clone();
    root.set_path("/");
    let path = address.path().trim_end_matches('/').to_owned();
    let at = |document, path: String, issuer: &Url| {
        let mut url = address.clone();
        url.set_path(&path);
        WellKnownUrl {
            url,
            document,
            issuer: issuer.clone(),
        }
    };
    let mut places = Vec::new();
    if !path.is_empty() {
        places.push(at(
            OpenidConfiguration,
            format!("{path}/.well-known/{OPENID}"),
            address,
        ));
        places.push(at(
            AuthorizationServer,
            format!("/.well-known/{OAUTH}{path}"),
            address,
        ));
        places.push(at(
            OpenidConfiguration,
            format!("/.well-known/{OPENID}{path}"),
            address,
        ));
        places.push(at(
            AuthorizationServer,
            format!("{path}/.well-known/{OAUTH}"),
            address,
        ));
    }
    places.push(at(
        OpenidConfiguration,
        format!("/.well-known/{OPENID}"),
        &root,
    ));
    places.push(at(
        AuthorizationServer,
        format!("/.well-known/{OAUTH}"),
        &root,
    ));
    places
}

async fn ask(http: &Http, place: &WellKnownUrl, address: &Url) -> Tried {
    let looked = look_at_within(http, &place.url, Caps::default()).await;
    let read = |text: &str| metadata::read(text, &place.issuer, &place.url, address);
    let text = looked.text().map(str::to_owned);
    let tried = match text.map_err(Into::into).and_then(|text| read(&text)) {
        Ok(described) => {
            let outcome = ["Found."]
                .into_iter()
                .chain(described.remarks.iter().map(String::as_str));
            let outcome = outcome.collect::<Vec<_>>().join(" ");
            Tried {
                found: Some(described),
                ..looked.told(outcome, true)
            }
        }
        Err(not) => Tried {
            choice: not.choice.map(|choice| *choice),
            ..looked.told(not.why, false)
        },
    };
    Tried {
        document: Some(place.document),
        ..tried
    }
}

#[cfg(test)]
mod tests;
