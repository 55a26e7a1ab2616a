//! Logins while they run.

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;
use tokenry_core::login::{LoginPhase, LoginStatus};

use super::{id, millis, servers::WayView, transcript::TranscriptView};
use crate::error::CommandError;

/// A `state` lives ten minutes; so does a login.
const LOGIN_TIMEOUT_SECS: u32 = 600;

#[derive(Debug, Clone, Deserialize, Type)]
pub struct LoginForm {
    pub client_id: String,
    /// Empty: named after the account.
    pub token_name: String,
    /// `None`: the client's default scopes.
    pub scopes: Option<Vec<String>>,
    pub params: Vec<ParamForm>,
    /// The token to log in again for.
    pub renew_token_id: Option<String>,
    /// Do not listen for the answer: the person pastes it.
    pub paste_only: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ParamForm {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct LoginView {
    pub id: String,
    pub client_id: String,
    pub client_name: String,
    pub server_name: String,
    pub way: WayView,
    /// Exactly what has to be registered at the server.
    pub redirect_uri: String,
    pub phase: LoginPhaseView,
    #[specta(type = Number)]
    pub started_at: f64,
    #[specta(type = Number)]
    pub expires_at: f64,
    pub transcript: TranscriptView,
}

#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum LoginPhaseView {
    WaitingForPerson {
        warning: Option<String>,
    },
    Exchanging,
    Done {
        token_id: String,
        token_name: String,
    },
    Failed {
        step: String,
        message: String,
        said: Option<String>,
        hint: String,
    },
    Cancelled,
    TimedOut,
}

impl From<&LoginStatus> for LoginView {
    fn from(login: &LoginStatus) -> Self {
        Self {
            id: login.id.to_string(),
            client_id: login.client.to_string(),
            client_name: login.client_name.clone(),
            server_name: login.server_name.clone(),
            way: login.way.into(),
            redirect_uri: login.redirect_uri.clone(),
            phase: (&login.phase).into(),
            started_at: millis(login.started_at),
            expires_at: millis(login.expires_at),
            transcript: TranscriptView::new(login.started_at, "Login", &login.transcript),
        }
    }
}

impl From<&LoginPhase> for LoginPhaseView {
    fn from(phase: &LoginPhase) -> Self {
        match phase.clone() {
            LoginPhase::WaitingForPerson { warning } => Self::WaitingForPerson { warning },
            LoginPhase::Exchanging => Self::Exchanging,
            LoginPhase::Done { token, token_name } => Self::Done {
                token_id: token.to_string(),
                token_name,
            },
            LoginPhase::Failed {
                step,
                message,
                said,
                hint,
            } => Self::Failed {
                step,
                message,
                said,
                hint,
            },
            LoginPhase::Cancelled => Self::Cancelled,
            LoginPhase::TimedOut => Self::TimedOut,
        }
    }
}

impl TryFrom<LoginForm> for tokenry_core::login::LoginForm {
    type Error = CommandError;

    fn try_from(form: LoginForm) -> Result<Self, CommandError> {
        Ok(Self {
            client: id(&form.client_id)?,
            token_name: Some(form.token_name.trim().to_owned()).filter(|name| !name.is_empty()),
            scopes: form.scopes,
            params: form
                .params
                .into_iter()
                .filter(|param| !param.name.trim().is_empty())
                .map(|param| (param.name.trim().to_owned(), param.value))
                .collect(),
            renew: form.renew_token_id.as_deref().map(id).transpose()?,
            timeout_secs: LOGIN_TIMEOUT_SECS,
            open_browser: true,
            paste_only: form.paste_only,
        })
    }
}
