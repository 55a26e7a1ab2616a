//! A registration that is there: how it came to be, and what its server says.

use serde::Serialize;
use serde_json::{Map, Value};
use tokenry_core::workbench::Difference;
use tokenry_core::workbench::ReadRegistration;
use tokenry_model::{
    client::registration::{Registration, RegistrationWay},
    clock::Timestamp,
};
use url::Url;

use crate::servers::DifferenceView;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegistrationView {
    pub way: RegistrationWay,
    pub registered_at: Timestamp,
    /// When the server issued the client id, where it says.
    pub client_id_issued_at: Option<Timestamp>,
    /// Where the registration is managed.
    pub registration_client_uri: Option<Url>,
    /// Whether it can be read, changed and deleted from here.
    pub managed: bool,
    pub said_at: Timestamp,
}

/// What the server says now, beside what is stored here.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadingView {
    pub registration: RegistrationView,
    /// Its secrets are masked.
    pub said: Map<String, Value>,
    pub new_secret: bool,
    pub differences: Vec<DifferenceView>,
    /// What the server says is stored now.
    pub accepted: bool,
}

/// What would be sent.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProposedView {
    pub method: String,
    pub url: Url,
    pub body: Value,
}

impl From<&Registration> for RegistrationView {
    fn from(registration: &Registration) -> Self {
        Self {
            way: registration.way,
            registered_at: registration.registered_at,
            client_id_issued_at: registration.issued_at,
            registration_client_uri: registration.uri.clone(),
            managed: registration.is_managed(),
            said_at: registration.said_at,
        }
    }
}

impl ReadingView {
    pub fn of(reading: &ReadRegistration, accepted: bool) -> Self {
        Self {
            registration: (&reading.registration).into(),
            said: reading.registration.said.clone(),
            new_secret: reading.new_secret,
            differences: reading
                .differences
                .iter()
                .map(DifferenceView::from)
                .collect(),
            accepted,
        }
    }
}

impl From<&Difference> for DifferenceView {
    fn from(difference: &Difference) -> Self {
        Self {
            what: difference.what.into(),
            here: difference.here.clone(),
            there: difference.there.clone(),
        }
    }
}
