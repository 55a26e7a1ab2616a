//! Changes to a registration, as a person makes them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokenry_core::workbench::ReadRegistration;
use tokenry_model::client::{
    Client,
    registration::{Registration, RegistrationChange},
};

use crate::{
    registrations::RegistrationView,
    server_forms::{ClientForm, ClientWithForm},
    servers::DifferenceView,
    transcript::{TranscriptOfForm, TranscriptView},
};

/// A registration with what a change of it begins with.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RegistrationWithForm {
    #[serde(flatten)]
    pub registration: RegistrationView,
    /// What the server last said: indented JSON, its secrets masked; empty where nothing is known.
    pub said: String,
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

/// The same for a person to decide.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ReadingWithForm {
    pub client: ClientWithForm,
    pub registration: RegistrationWithForm,
    pub differences: Vec<DifferenceView>,
    /// The client with the server's word in it, to store where the person accepts.
    pub form: ClientForm,
    pub new_secret: bool,
}

impl RegistrationWithForm {
    pub fn of(client: &Client, registration: &Registration) -> Self {
        let said = Value::Object(registration.said.clone());
        Self {
            registration: registration.into(),
            said: if registration.said.is_empty() {
                String::new()
            } else {
                format!("{said:#}")
            },
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

impl ReadingWithForm {
    pub fn of(reading: &ReadRegistration, server: &str) -> Self {
        let client = &reading.client;
        Self {
            client: ClientWithForm::of(client, server),
            registration: RegistrationWithForm::of(client, &reading.registration),
            form: (&reading.accepted).into(),
            new_secret: reading.new_secret,
            differences: reading
                .differences
                .iter()
                .map(DifferenceView::from)
                .collect(),
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
