//! Tokens that are brought in, and what a person changes of one.

use serde::{Deserialize, Serialize};
use tokenry_core::workbench::TokenEdit;

use crate::{error::CommandError, id, timestamp, tokens::TokenView};

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct PasteTokenForm {
    pub server_id: String,
    pub name: String,
    /// A bare token, a whole token reply as JSON, or a curl command with a bearer header.
    pub text: String,
    pub expires_at: Option<String>,
    /// The client that renews it.
    pub client_id: Option<String>,
    /// The text is a refresh token by itself.
    pub refresh_token: bool,
}

/// A token that was brought in.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct BroughtInView {
    pub token: TokenView,
    /// In full sentences.
    pub remarks: Vec<String>,
    /// Why nothing was had for a refresh token yet; it is kept.
    pub not_renewed: Option<String>,
}

/// What a person changes of a token.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct TokenEditForm {
    /// The client that renews it.
    pub client_id: Option<String>,
    pub ends: EndsForm,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EndsForm {
    Keep,
    Never,
    At { time: String },
}

impl TryFrom<TokenEditForm> for TokenEdit {
    type Error = CommandError;

    fn try_from(form: TokenEditForm) -> Result<Self, CommandError> {
        Ok(Self {
            client: form.client_id.as_deref().map(id).transpose()?.map(Some),
            expires_at: match form.ends {
                EndsForm::Keep => None,
                EndsForm::Never => Some(None),
                EndsForm::At { time } => Some(Some(timestamp(&time)?)),
            },
            placement: None,
        })
    }
}
