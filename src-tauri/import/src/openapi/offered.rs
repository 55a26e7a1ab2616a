//! The server that a document describes: both endpoints from one flow of one scheme, and the others
//! as choices.

use url::Url;

use super::Bases;
use super::Description;
use super::Flow;
use crate::openapi::ResolvedFlow;
use tokenry_model::{
    choice::{Choice, ChoiceKind},
    server::{ServerProfile, distrust},
};

/// The results from a document.
#[derive(Debug, Default)]
pub struct Offered {
    pub profile: Option<ServerProfile>,
    /// The scheme that the profile comes from.
    pub(crate) scheme: Option<String>,
    /// A description of its flow.
    flow: Option<String>,
    /// The readings of that flow if its URLs are relative, the profile's own first.
    pub readings: Vec<ResolvedFlow>,
    pub choices: Vec<Choice>,
    pub remarks: Vec<String>,
}

/// Evaluates a document without contacting a server. `address` is the presumed URL of the API. A
/// scheme of the given name takes precedence.
pub fn offered(
    description: &Description,
    bases: &Bases,
    address: &Url,
    scheme: Option<&str>,
) -> Offered {
    let mut offered = Offered::default();
    // An unusable flow is reported, and another one takes precedence.
    let mut flows: Vec<(&Flow, Vec<ResolvedFlow>)> = Vec::new();
    for flow in &description.flows {
        let mut left_out = Vec::new();
        let readings = bases
            .read(flow)
            .into_iter()
            .map(|reading| believed(reading, address, &mut left_out));
        let readings: Vec<ResolvedFlow> =
            readings.filter(|one| !one.endpoints().is_empty()).collect();
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
    let whole = |flow: &Flow, reading: &ResolvedFlow| {
        let ends = reading.endpoints();
        flow.token.is_some() == ends.token.is_some()
            && flow.authorize.is_some() == ends.authorize.is_some()
    };
    flows.sort_by_key(|(flow, readings)| {
        let other = scheme.is_some_and(|name| !flow.is_named(name));
        (other, !whole(flow, &readings[0]))
    });
    let mut flows = flows.into_iter();
    let Some((flow, readings)) = flows.next() else {
        return offered;
    };
    let mut profile = profile(flow, &readings[0], address);
    for (other_flow, readings) in flows {
        let other = self::profile(other_flow, &readings[0], address);
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
                    name: if other_flow.scheme == flow.scheme {
                        other_flow.whole_name()
                    } else {
                        other_flow.scheme.clone()
                    },
                },
                about: format!(
                    "The document also has the scheme “{}” ({}), with its own endpoints.",
                    other_flow.scheme,
                    other_flow.kind.words()
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
            "The document names no token endpoint. Without one, only the implicit grant works."
                .into(),
        );
    }
    let requested = scheme.filter(|name| flow.is_named(name));
    offered.scheme = Some(requested.unwrap_or(&flow.scheme).to_owned());
    offered.flow = Some(format!("“{}” ({})", flow.scheme, flow.kind.words()));
    offered.readings = readings;
    offered.profile = Some(profile);
    offered
}

impl Offered {
    /// Summarises the result in one sentence.
    pub fn outcome(&self, description: &Description) -> String {
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
                None => "An OpenAPI document without OAuth endpoints.".into(),
            },
        }
    }
}

fn believed(
    mut reading: ResolvedFlow,
    address: &Url,
    left_out: &mut Vec<(&'static str, &'static str)>,
) -> ResolvedFlow {
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

fn profile(flow: &Flow, reading: &ResolvedFlow, address: &Url) -> ServerProfile {
    let host = address.host_str().unwrap_or_default();
    let mut profile = ServerProfile::at(host, address.clone());
    profile.endpoints = reading.endpoints();
    profile.scopes.clone_from(&flow.scopes);
    profile
}
