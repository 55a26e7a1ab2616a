//! Servers and clients as a person edits them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tokenry_core::{
    server_move::Move,
    workbench::{Removal, ServerWithClients},
};
use tokenry_model::{
    callback_method::CallbackMethod,
    choice::Choice,
    client::{AuthMethod, Client},
    clock::Timestamp,
    server::{Extra, ExtraPlace, ExtraStep, Placement, Server, TokenStyle},
};
use tokenry_oauth::discovery::Discovery;

use crate::{
    client_security::HardeningView,
    clients::ClientView,
    redirects::WayView,
    servers::ServerView,
    transcript::{TranscriptOfForm, TranscriptView},
};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct DiscoveryView {
    /// What was tried, in order of preference, each with how it went.
    pub transcript: TranscriptView,
    /// Filled from the metadata; without metadata, only name and base URL.
    pub form: ServerForm,
    pub found: bool,
    /// What a person should know of it, each in a sentence; where nothing was found, which answers
    /// cannot be used.
    pub remarks: Vec<String>,
    /// Where secrets go, in sentences, where the endpoints are at several origins.
    pub destinations: Vec<String>,
    /// What was found besides, for a person to decide.
    pub choices: Vec<ChoiceWithForm>,
    /// The name of the recipe that knows this kind of server.
    pub recognised: Option<String>,
}

/// What an edit would send to other origins, for the person to agree to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct MoveView {
    /// A sentence that says what goes where.
    pub message: String,
    pub origins: Vec<String>,
}

/// A server that is not taken by itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ChoiceWithForm {
    /// What it is, in a sentence or two.
    pub about: String,
    /// What to know of it, each in a sentence: where secrets would go among it.
    pub warnings: Vec<String>,
    /// Filled with what it says, with a note that a person took it over.
    pub form: ServerForm,
}

/// A server as it is edited. Empty text means "none".
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ServerForm {
    pub name: String,
    pub base_url: String,
    pub issuer: String,
    pub authorize_url: String,
    pub token_url: String,
    pub userinfo_url: String,
    pub revocation_url: String,
    pub introspection_url: String,
    pub registration_url: String,
    pub device_url: String,
    pub pushed_authorization_url: String,
    pub jwks_url: String,
    pub end_session_url: String,
    pub token_style: TokenStyle,
    pub placement: Placement,
    pub extras: Vec<Extra>,
    /// How the callback calls the code; empty for `code`.
    pub code_name: String,
    /// Further origins to which this server's tokens may be sent.
    pub origins: Vec<String>,
    pub scopes: Vec<String>,
    pub auth_methods: Vec<String>,
    pub promises_iss: bool,
    pub requires_pushed: bool,
    /// What proofs of a key may be signed with; empty where the server binds no tokens to keys.
    pub dpop_algs: Vec<String>,
    /// Where clients with a certificate go instead, by the names of the metadata.
    pub mtls_aliases: BTreeMap<String, String>,
    /// Credentials may go to its endpoints over plain http (a server in one's own network).
    pub plain_http: bool,
    /// The member of a token reply that holds the token, where that is not the reply itself.
    pub token_member: String,
    /// Tokens of every type are sent as Bearer.
    pub any_token_type: bool,
    /// The id of the recipe it was made from.
    pub recipe: String,
    /// What was said for the parts of the recipe's addresses.
    pub recipe_parts: BTreeMap<String, String>,
    /// What a person took over although Tokenry does not by itself, each in a sentence.
    pub accepted: Vec<String>,
}

/// Which extra parameter or header a person asks to see.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct SealedExtraForm {
    pub of: ProfileOfForm,
    pub on: ExtraStep,
    pub place: ExtraPlace,
    pub name: String,
    /// Which of those that are alike in all that, from 0.
    pub nth: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ProfileOfForm {
    Server { id: String },
    Client { id: String },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ClientForm {
    pub name: String,
    pub client_id: String,
    pub auth: AuthMethod,
    pub redirect_uri: String,
    /// Registered besides, for logins where the first cannot work.
    pub further_redirects: Vec<String>,
    pub scopes: Vec<String>,
    /// `None`: as the server has it.
    pub token_style: Option<TokenStyle>,
    pub placement: Option<Placement>,
    pub extras: Vec<Extra>,
    pub hardening: HardeningView,
    /// Only inwards: `None` keeps the stored secret, empty removes it. Always `None` outwards.
    pub secret: Option<String>,
}

/// What goes with a server or client when it is removed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RemovalView {
    pub clients: Vec<String>,
    pub tokens: Vec<String>,
    /// Saved requests that will have no token any more.
    pub requests: Vec<String>,
}

impl From<Move> for MoveView {
    fn from(moves: Move) -> Self {
        Self {
            message: moves.to_string(),
            origins: moves.origins,
        }
    }
}

impl From<Removal> for RemovalView {
    fn from(removal: Removal) -> Self {
        Self {
            clients: removal.clients,
            tokens: removal.tokens,
            requests: removal.requests,
        }
    }
}

impl From<Discovery> for DiscoveryView {
    fn from(discovery: Discovery) -> Self {
        let transcript = &discovery.transcript;
        let at = transcript.steps.first().map(|step| step.at);
        Self {
            transcript: TranscriptView::new(
                TranscriptOfForm::Discovery,
                at.unwrap_or_default(),
                "What was tried",
                transcript,
            ),
            found: discovery.found.is_some(),
            remarks: discovery.remarks(),
            destinations: discovery.profile().destinations(),
            choices: discovery.choices.iter().map(ChoiceWithForm::from).collect(),
            form: (&discovery.profile()).into(),
            recognised: discovery.recognised,
        }
    }
}

impl From<&Choice> for ChoiceWithForm {
    fn from(choice: &Choice) -> Self {
        Self {
            about: choice.about.clone(),
            warnings: choice.warnings(),
            form: (&choice.accepted()).into(),
        }
    }
}

/// A server with what a person edits of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ServerWithForm {
    #[serde(flatten)]
    pub server: ServerView,
    pub form: ServerForm,
    pub clients: Vec<ClientWithForm>,
    /// How many there are.
    pub tokens: u32,
}

/// A client with what a person edits of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ClientWithForm {
    #[serde(flatten)]
    pub client: ClientView,
    pub form: ClientForm,
    /// From when on the end of the secret is worth a warning.
    pub secret_warned_from: Option<Timestamp>,
    /// How a login comes back, by what the redirect URI looks like.
    pub way: WayView,
}

impl From<&ServerWithClients> for ServerWithForm {
    fn from(known: &ServerWithClients) -> Self {
        let server = &known.server;
        let clients = known.clients.iter();
        Self {
            clients: clients
                .map(|client| ClientWithForm::of(client, &server.profile.name))
                .collect(),
            tokens: known.token_count,
            ..server.into()
        }
    }
}

impl From<&Server> for ServerWithForm {
    fn from(server: &Server) -> Self {
        Self {
            server: server.into(),
            form: (&server.profile).into(),
            clients: Vec::new(),
            tokens: 0,
        }
    }
}

impl ClientWithForm {
    pub fn of(client: &Client, server: &str) -> Self {
        Self {
            client: ClientView::of(client, server),
            form: (&client.profile).into(),
            secret_warned_from: client.secret_warned_from(),
            way: CallbackMethod::of(&client.profile.redirect_uri).into(),
        }
    }
}
