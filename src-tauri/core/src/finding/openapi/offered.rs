//! What a document offers as a server: both endpoints from one flow of one scheme, the others as
//! choices.

use futures_util::future::join_all;
use reqwest::StatusCode;
use url::Url;

use super::super::looking::Looking;
use crate::{
    oauth::{
        discovery::{Choice, ChoiceKind, Looked},
        metadata::distrust,
    },
    openapi::{Description, Flow, Reading},
    server::{Endpoints, ServerProfile},
};

/// What a document brought.
#[derive(Debug, Default)]
pub(super) struct Offered {
    pub(super) profile: Option<ServerProfile>,
    /// The flow that the profile is of.
    flow: Option<String>,
    /// The readings of that flow where its addresses are relative, the profile's own first.
    readings: Vec<Reading>,
    pub(super) choices: Vec<Choice>,
    pub(super) remarks: Vec<String>,
}

/// Reads what needs no asking. `place` is where the document is, `address` where the API is taken
/// to be.
pub(super) fn offered(description: &Description, place: &Url, address: &Url) -> Offered {
    let bases = description.bases(Some(place));
    let mut offered = Offered::default();
    // What cannot be used is told, and another flow comes first.
    let mut flows: Vec<(&Flow, Vec<Reading>)> = Vec::new();
    for flow in &description.flows {
        let mut left_out = Vec::new();
        let readings = bases
            .read(flow)
            .into_iter()
            .map(|reading| believed(reading, address, &mut left_out));
        let readings: Vec<Reading> = readings.filter(|one| !one.endpoints().is_empty()).collect();
        left_out.dedup();
        for (name, reason) in left_out {
            offered.remarks.push(format!(
                "The {name} endpoint of the scheme “{}” was left out: {reason}.",
                flow.scheme
            ));
        }
        if !readings.is_empty() {
            flows.push((flow, readings));
        }
    }
    offered.remarks.dedup();
    let whole = |flow: &Flow, reading: &Reading| {
        let ends = reading.endpoints();
        flow.token.is_some() == ends.token.is_some()
            && flow.authorize.is_some() == ends.authorize.is_some()
    };
    flows.sort_by_key(|(flow, readings)| !whole(flow, &readings[0]));
    let mut flows = flows.into_iter();
    let Some((flow, readings)) = flows.next() else {
        return offered;
    };
    let mut profile = profile(flow, &readings[0], address);
    for (flow, readings) in flows {
        let other = self::profile(flow, &readings[0], address);
        if profile.endpoints.agree(&other.endpoints) {
            profile.endpoints.join(other.endpoints);
            profile.scopes.extend(other.scopes);
        } else if offered
            .choices
            .iter()
            .all(|known| known.profile.endpoints != other.endpoints)
        {
            offered.choices.push(Choice {
                kind: ChoiceKind::Scheme {
                    name: flow.scheme.clone(),
                },
                about: format!(
                    "The document also has the scheme “{}” ({}), with endpoints of its own.",
                    flow.scheme,
                    flow.kind.words()
                ),
                profile: other,
                remarks: Vec::new(),
            });
        }
    }
    profile.scopes.sort_unstable();
    profile.scopes.dedup();
    if let Some(refresh) = &flow.refresh {
        offered.remarks.push(format!(
            "The document says that tokens are refreshed at {refresh}. Tokenry refreshes at the token endpoint."
        ));
    }
    if profile.endpoints.token.is_none() {
        offered.remarks.push(
            "The document names no token endpoint. Without it there is only the implicit grant."
                .into(),
        );
    }
    offered.flow = Some(format!("“{}” ({})", flow.scheme, flow.kind.words()));
    offered.readings = readings;
    offered.profile = Some(profile);
    offered
}

impl Offered {
    /// In a sentence.
    pub(super) fn outcome(&self, description: &Description) -> String {
        match &self.flow {
            Some(flow) => {
                let of = description.title().map(|title| format!(" of {title}"));
                format!(
                    "An OpenAPI document{} that names the endpoints, in the scheme {flow}.",
                    of.unwrap_or_default()
                )
            }
            None => match description.elsewhere.first() {
                Some(other) => format!(
                    "An OpenAPI document whose security schemes are in another document, {other}."
                ),
                None => "An OpenAPI document that names no endpoint of OAuth.".into(),
            },
        }
    }

    /// Where a relative address can be read in several ways, the server itself is asked: without
    /// credentials, which of them is there. Where that does not tell, the version's own rule holds.
    pub(super) async fn settle_readings(&mut self, looking: &Looking<'_>) {
        let Some(profile) = &mut self.profile else {
            return;
        };
        if self.readings.len() < 2 {
            return;
        }
        let asked = self.readings.iter().map(|reading| async move {
            let url = reading.token.as_ref().or(reading.authorize.as_ref());
            match url {
                Some(url) => is_there(&looking.look_at(url).await),
                None => false,
            }
        });
        let there = join_all(asked).await;
        let chosen = there.iter().position(|there| *there).unwrap_or(0);
        let base = |reading: &Reading| {
            reading
                .base
                .as_ref()
                .map(Url::to_string)
                .unwrap_or_default()
        };
        let alone = there.iter().filter(|there| **there).count() == 1;
        if chosen != 0 {
            let first = self.readings[0].endpoints();
            replace(
                &mut profile.endpoints,
                &first,
                self.readings[chosen].endpoints(),
            );
        }
        self.remarks.push(format!(
            "The document's addresses are relative. They were read from {}.",
            base(&self.readings[chosen])
        ));
        if alone {
            return;
        }
        for (at, reading) in self.readings.iter().enumerate() {
            if at == chosen {
                continue;
            }
            let mut other = profile.clone();
            replace(
                &mut other.endpoints,
                &self.readings[chosen].endpoints(),
                reading.endpoints(),
            );
            self.choices.push(Choice {
                kind: ChoiceKind::Reading,
                about: format!("The same addresses, read from {}.", base(reading)),
                profile: other,
                remarks: Vec::new(),
            });
        }
    }
}

/// Puts one reading in the other's place; what is of neither stays.
fn replace(endpoints: &mut Endpoints, old: &Endpoints, new: Endpoints) {
    for (place, old, new) in [
        (&mut endpoints.authorize, &old.authorize, new.authorize),
        (&mut endpoints.token, &old.token, new.token),
        (&mut endpoints.device, &old.device, new.device),
    ] {
        if place == old {
            *place = new;
        }
    }
}

/// An endpoint that wants POST may answer a GET with anything but “not found”.
fn is_there(looked: &Looked) -> bool {
    match &looked.answer {
        Ok(answer) => !matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::GONE),
        Err(_) => false,
    }
}

fn believed(
    mut reading: Reading,
    address: &Url,
    left_out: &mut Vec<(&'static str, &'static str)>,
) -> Reading {
    for (name, place) in [
        ("authorize", &mut reading.authorize),
        ("token", &mut reading.token),
        ("device", &mut reading.device),
    ] {
        if let Some(reason) = place.as_ref().and_then(|url| distrust(url, address)) {
            left_out.push((name, reason));
            *place = None;
        }
    }
    reading
}

fn profile(flow: &Flow, reading: &Reading, address: &Url) -> ServerProfile {
    let host = address.host_str().unwrap_or_default();
    let mut profile = ServerProfile::at(host, address.clone());
    profile.endpoints = reading.endpoints();
    profile.scopes.clone_from(&flow.scopes);
    profile
}
