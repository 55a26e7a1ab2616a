//! Registering a client: what a person chose, and what to know before.

use serde::{Deserialize, Serialize};
use tokenry_core::workbench::{ClientGuide, RegistrationOrder};
use tokenry_model::{client::AuthMethod, grant_type::GrantType, secret::Secret};
use tokenry_oauth::registration::Proposal;

use crate::{error::CommandError, id, profiles::address};

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RegistrationForm {
    pub server_id: String,
    /// Empty: named after the server.
    pub name: String,
    /// The client uses the first.
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
    /// `None`: as the server prefers.
    pub auth: Option<AuthMethod>,
    /// As `grant_types` spells them; none means a login and refreshing.
    pub grant_types: Vec<String>,
    /// A page about the client; empty for none.
    pub website: String,
    /// The initial access token that some servers want; empty for none.
    pub initial_token: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct GuideView {
    /// The name of the recipe that the server was made from.
    pub recipe: Option<String>,
    pub suggested_redirect: Option<String>,
    pub usual_scopes: Vec<String>,
    /// The page on the server where a client is registered by hand.
    pub page: Option<String>,
    pub steps: Vec<String>,
    /// What Tokenry would send to register by itself, where the server offers it.
    pub proposal: Option<ProposalView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ProposalView {
    pub url: String,
    /// Indented JSON.
    pub body: String,
}

impl TryFrom<RegistrationForm> for RegistrationOrder {
    type Error = CommandError;

    fn try_from(form: RegistrationForm) -> Result<Self, CommandError> {
        Ok(Self {
            server: id(&form.server_id)?,
            name: form.name,
            redirect_uris: form.redirect_uris,
            scopes: form.scopes,
            auth: form.auth,
            grants: form
                .grant_types
                .iter()
                .map(|name| {
                    GrantType::named(name.trim()).ok_or_else(|| {
                        CommandError::bad_input(
                            "One of the grant types is not known.",
                            "They are spelt as in authorization_code, refresh_token or client_credentials.",
                        )
                    })
                })
                .collect::<Result<_, _>>()?,
            website: address("web page", &form.website)?,
            initial_token: Some(form.initial_token)
                .filter(|token| !token.is_empty())
                .map(Secret::new),
            key: None,
        })
    }
}

impl From<ClientGuide> for GuideView {
    fn from(guide: ClientGuide) -> Self {
        let (page, steps) = guide.steps.map_or((None, Vec::new()), |steps| {
            (steps.page.map(|page| page.to_string()), steps.steps)
        });
        Self {
            recipe: guide.recipe,
            suggested_redirect: guide.suggested_redirect,
            usual_scopes: guide.usual_scopes,
            page,
            steps,
            proposal: guide.proposal.map(ProposalView::from),
        }
    }
}

impl From<Proposal> for ProposalView {
    fn from(proposal: Proposal) -> Self {
        Self {
            body: proposal.shown(),
            url: proposal.url.to_string(),
        }
    }
}
