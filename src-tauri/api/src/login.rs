//! Logins while they run.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use tokenry_core::login::{DirectGrant, ExchangeForm};
use tokenry_model::{
    clock::Timestamp,
    login::{LoginPhase, LoginStatus},
    secret::Secret,
};

use crate::{
    error::CommandError,
    id,
    mending::LoginRemedyView,
    param::ParamForm,
    redirects::WayView,
    transcript::{TranscriptOfForm, TranscriptView},
};

/// A `state` lives ten minutes; so does a login.
const LOGIN_TIMEOUT_SECS: u32 = 600;

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
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
    /// Empty: the client's first redirect URI that works now.
    pub redirect_uri: String,
    /// Whether to open the browser, or only to show the address.
    pub open_browser: bool,
    /// The token itself comes back in the address, which the person pastes.
    pub implicit: bool,
}

/// How a login is started once more; all else stays.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RepeatForm {
    pub paste_only: bool,
    /// Empty: as before.
    pub redirect_uri: String,
}

/// A grant that sends nobody to a browser.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DirectGrantForm {
    ClientCredentials,
    Password {
        username: String,
        password: String,
    },
    /// Empty: for the client itself.
    JwtBearer {
        subject: String,
    },
    Assertion {
        assertion: String,
    },
    /// Empty: nobody else, and the kind of token that the server chooses.
    TokenExchange {
        subject_id: String,
        actor_id: String,
        requested_type: String,
    },
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct LoginView {
    pub id: String,
    pub client_id: String,
    pub client_name: String,
    pub server_name: String,
    pub way: WayView,
    /// Exactly what has to be registered at the server.
    pub redirect_uri: String,
    /// What else is registered, to log in with instead.
    pub other_redirects: Vec<String>,
    /// Why it is not the one that the client's settings make one expect.
    pub remarks: Vec<String>,
    /// Whether the browser was opened by itself.
    pub opens_browser: bool,
    /// The token itself comes back in the address.
    pub implicit: bool,
    /// For a login on another device.
    pub device: Option<DeviceView>,
    pub phase: LoginPhaseView,
    /// An error that came back and does not say which login it answers.
    pub heard: Option<LoginHeardView>,
    pub started_at: Timestamp,
    pub expires_at: Timestamp,
    pub transcript: TranscriptView,
}

/// What came back without `state`: most likely the reason why no answer comes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct LoginHeardView {
    pub said: String,
    pub hint: String,
    pub remedy: Option<LoginRemedyView>,
}

/// What to do on the other device (RFC 8628 §3.3).
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct DeviceView {
    pub address: String,
    pub user_code: String,
    /// A QR code of the address that already holds the code, as an SVG path in a square of
    /// `qr_size` units.
    pub qr_path: String,
    pub qr_size: u32,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LoginPhaseView {
    WaitingForPerson {
        warning: Option<String>,
    },
    Exchanging,
    Done {
        token_id: String,
        token_name: String,
        /// What to know of its scopes.
        warning: Option<String>,
    },
    Failed {
        step: String,
        message: String,
        said: Option<String>,
        hint: String,
        causes: Vec<String>,
        remedy: Option<LoginRemedyView>,
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
            way: login.callback_method.into(),
            redirect_uri: login.redirect_uri.clone(),
            other_redirects: login.other_redirects.clone(),
            remarks: login.remarks.clone(),
            opens_browser: login.form.open_browser,
            implicit: login.form.implicit,
            device: device(login),
            phase: (&login.phase).into(),
            heard: login.heard.as_ref().map(|heard| LoginHeardView {
                said: heard.said.clone(),
                hint: heard.hint.clone(),
                remedy: heard.remedy.map(LoginRemedyView::from),
            }),
            started_at: login.started_at,
            expires_at: login.expires_at,
            transcript: TranscriptView::new(
                TranscriptOfForm::Login {
                    id: login.id.to_string(),
                },
                login.started_at,
                "Login",
                &login.transcript,
            ),
        }
    }
}

fn device(login: &LoginStatus) -> Option<DeviceView> {
    let code = login.user_code.as_ref()?;
    let target = code.complete.as_ref().unwrap_or(&login.authorize_url);
    let (qr_path, qr_size) = qr(target.as_str());
    Some(DeviceView {
        address: login.authorize_url.to_string(),
        user_code: code.text.clone(),
        qr_path,
        qr_size,
    })
}

/// Every dark module as a square of one unit; nothing where the text is too long for a code.
fn qr(text: &str) -> (String, u32) {
    let Ok(code) = qrcode::QrCode::new(text) else {
        return (String::new(), 0);
    };
    let width = code.width();
    let dark = code.to_colors();
    let squares = dark
        .iter()
        .enumerate()
        .filter(|(_, color)| **color == qrcode::Color::Dark);
    let path = squares.fold(String::new(), |mut path, (at, _)| {
        // Writing into a text cannot fail.
        let _ = write!(path, "M{} {}h1v1h-1z", at % width, at / width);
        path
    });
    (path, u32::try_from(width).unwrap_or_default())
}

impl TryFrom<DirectGrantForm> for DirectGrant {
    type Error = CommandError;

    fn try_from(form: DirectGrantForm) -> Result<Self, CommandError> {
        Ok(match form {
            DirectGrantForm::ClientCredentials => Self::ClientCredentials,
            DirectGrantForm::Password { username, password } => Self::Password {
                username,
                password: Secret::new(password),
            },
            DirectGrantForm::JwtBearer { subject } => Self::JwtBearer {
                subject: some(&subject),
            },
            DirectGrantForm::Assertion { assertion } => {
                Self::Assertion(Secret::new(assertion.trim()))
            }
            DirectGrantForm::TokenExchange {
                subject_id,
                actor_id,
                requested_type,
            } => Self::TokenExchange(ExchangeForm {
                subject: id(&subject_id)?,
                actor: some(&actor_id).as_deref().map(id).transpose()?,
                requested_type: some(&requested_type),
            }),
        })
    }
}

/// Empty texts of a form say nothing.
fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl RepeatForm {
    pub fn apply(self, form: &mut tokenry_model::login::LoginForm) {
        form.paste_only = self.paste_only;
        if let Some(redirect) = some(&self.redirect_uri) {
            form.redirect = Some(redirect);
        }
    }
}

impl From<&LoginPhase> for LoginPhaseView {
    fn from(phase: &LoginPhase) -> Self {
        match phase.clone() {
            LoginPhase::WaitingForPerson { warning } => Self::WaitingForPerson { warning },
            LoginPhase::Exchanging => Self::Exchanging,
            LoginPhase::Done {
                token,
                token_name,
                warning,
            } => Self::Done {
                token_id: token.to_string(),
                token_name,
                warning,
            },
            LoginPhase::Failed {
                step,
                message,
                said,
                hint,
                causes,
                remedy,
            } => Self::Failed {
                step: step.as_str().into(),
                message,
                said,
                hint,
                causes,
                remedy: remedy.map(LoginRemedyView::from),
            },
            LoginPhase::Cancelled => Self::Cancelled,
            LoginPhase::TimedOut => Self::TimedOut,
        }
    }
}

impl TryFrom<LoginForm> for tokenry_model::login::LoginForm {
    type Error = CommandError;

    fn try_from(form: LoginForm) -> Result<Self, CommandError> {
        Ok(Self {
            client: id(&form.client_id)?,
            token_name: some(&form.token_name),
            scopes: form.scopes,
            params: form
                .params
                .into_iter()
                .filter(|param| !param.name.trim().is_empty())
                .map(|param| (param.name.trim().to_owned(), param.value))
                .collect(),
            renew: form.renew_token_id.as_deref().map(id).transpose()?,
            timeout_secs: LOGIN_TIMEOUT_SECS,
            open_browser: form.open_browser,
            paste_only: form.paste_only,
            redirect: some(&form.redirect_uri),
            implicit: form.implicit,
            can_paste: true,
        })
    }
}

/// The first line of a login whose URL the caller opens. The token follows on the next line.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoginStartedView {
    pub authorize_url: String,
    pub redirect_uri: String,
}

/// The first line of a device login (RFC 8628 §3.2). The token follows on the next line.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeviceLoginView {
    pub verification_uri: String,
    pub verification_uri_complete: Option<String>,
    pub user_code: String,
    pub expires_at: Timestamp,
}
