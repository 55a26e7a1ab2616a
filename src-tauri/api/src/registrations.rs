//! A registration that is there: how it came to be, what its server says, and changes to it.

use serde::{Deserialize, Serialize};
use tokenry_core::workbench::{Difference, Reading};
use tokenry_model::{
    client::{
        Client,
        registration::{Registration, RegistrationChange, RegistrationWay},
    },
    clock::Timestamp,
};

use crate::{
    servers::{ClientForm, ClientView},
    transcript::{TranscriptOfForm, TranscriptView},
};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RegistrationView {
    pub way: RegistrationWay,
    pub registered_at: Timestamp,
    /// When the server issued the client id, where it says.
    pub issued_at: Option<Timestamp>,
    /// Where the registration is managed.
    pub uri: Option<String>,
    /// Whether it can be read, changed and deleted from here.
    pub managed: bool,
    /// What the server last said: indented JSON, its secrets masked; empty where nothing is known.
    pub said: String,
    pub said_at: Timestamp,
    /// What the server has, to begin a change with.
    pub change: RegistrationChangeForm,
    pub transcript: TranscriptView,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RegistrationChangeForm {
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
}

/// What the server says now, beside what is stored here.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ReadingView {
    pub client: ClientView,
    pub registration: RegistrationView,
    pub differences: Vec<DifferenceView>,
    /// The client with the server's word in it, to store where the person accepts.
    pub accepted: ClientForm,
    pub new_secret: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct DifferenceView {
    pub what: String,
    pub here: String,
    pub there: String,
}

impl RegistrationView {
    pub fn of(client: &Client, registration: &Registration) -> Self {
        let said = serde_json::Value::Object(registration.said.clone());
        Self {
            way: registration.way,
            registered_at: registration.registered_at,
            issued_at: registration.issued_at,
            uri: registration.uri.as_ref().map(ToString::to_string),
            managed: registration.is_managed(),
            said: if registration.said.is_empty() {
                String::new()
            } else {
                format!("{said:#}")
            },
            said_at: registration.said_at,
            change: registration.as_change(&client.profile).into(),
            transcript: TranscriptView::new(
                TranscriptOfForm::Registration {
                    client_id: client.id.to_string(),
                },
                registration.said_at,
                "Asked about the registration",
                &registration.transcript,
            ),
        }
    }
}

impl From<Reading> for ReadingView {
    fn from(reading: Reading) -> Self {
        Self {
            client: (&reading.client).into(),
            registration: RegistrationView::of(&reading.client, &reading.registration),
            accepted: (&reading.accepted).into(),
            new_secret: reading.new_secret,
            differences: reading
                .differences
                .into_iter()
                .map(DifferenceView::from)
                .collect(),
        }
    }
}

impl From<Difference> for DifferenceView {
    fn from(difference: Difference) -> Self {
        Self {
            what: difference.what.into(),
            here: difference.here,
            there: difference.there,
        }
    }
}

impl From<RegistrationChange> for RegistrationChangeForm {
    fn from(change: RegistrationChange) -> Self {
        Self {
            name: change.name,
            redirect_uris: change.redirect_uris,
            scopes: change.scopes,
        }
    }
}

impl From<RegistrationChangeForm> for RegistrationChange {
    fn from(form: RegistrationChangeForm) -> Self {
        Self {
            name: form.name.trim().to_owned(),
            redirect_uris: form.redirect_uris,
            scopes: form.scopes,
        }
    }
}
