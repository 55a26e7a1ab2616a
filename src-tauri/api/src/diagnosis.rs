//! Why a call was refused, and what can be done about it; how the check of a token went.

use serde::Serialize;
use tokenry_core::workbench::{CheckVerdict, Checked, CheckedBy};
use tokenry_model::{
    diagnosis::{Diagnosis, Repair},
    server::Placement,
};

use crate::param::{ParamForm, pairs};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct DiagnosisView {
    pub happened: String,
    /// What the server said, word for word; several lines.
    pub said: Option<String>,
    pub meaning: String,
    pub remarks: Vec<String>,
    pub advice: String,
    pub repair: Option<RepairView>,
    /// The server may be asked about the token.
    pub may_ask: bool,
}

/// A diagnosis in a document of the command line. Its tags are those that are stored.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiagnosedView {
    #[serde(flatten)]
    pub diagnosis: Diagnosis,
    /// The command of the repair.
    pub command: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RepairView {
    Refresh,
    /// `None`: with the scopes that the client asks for.
    LogIn {
        scopes: Option<Vec<String>>,
        params: Vec<ParamForm>,
    },
    /// By the grant that the token has; `None`: with the scopes it had.
    Obtain {
        scopes: Option<Vec<String>>,
    },
    NewLogin {
        client_id: String,
    },
    PickToken {
        token_id: String,
        name: String,
    },
    PasteToken,
    Place {
        placement: Placement,
    },
    AddHeader {
        name: String,
        value: String,
    },
    SendThere {
        url: String,
    },
    AddServer {
        address: String,
    },
    EditClient,
    /// Nothing to click: wait, or set the clock.
    ByHand,
    OpenPage {
        url: String,
    },
}

/// How the check of a token went.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct CheckView {
    pub verdict: CheckVerdictView,
    /// The address that was called; `None` where the server was asked about the token.
    pub url: Option<String>,
    pub status: Option<u16>,
    /// The call, in the history.
    pub exchange_id: Option<String>,
    /// What was learned of the token, in full sentences.
    pub learned: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CheckVerdictView {
    Works { account: Option<String> },
    Refused { diagnosis: DiagnosisView },
    Inactive,
    Unclear,
    NoAnswer { message: String, hint: String },
    Cancelled,
}

impl From<&Diagnosis> for DiagnosisView {
    fn from(diagnosis: &Diagnosis) -> Self {
        Self {
            happened: diagnosis.happened.clone(),
            said: diagnosis.said.clone(),
            meaning: diagnosis.meaning.clone(),
            remarks: diagnosis.remarks.clone(),
            advice: diagnosis.advice.clone(),
            repair: diagnosis.repair.as_ref().map(RepairView::from),
            may_ask: diagnosis.may_ask,
        }
    }
}

impl From<&Repair> for RepairView {
    fn from(repair: &Repair) -> Self {
        match repair {
            Repair::Refresh => Self::Refresh,
            Repair::LogIn { scopes, params } => Self::LogIn {
                scopes: scopes.clone(),
                params: pairs(params),
            },
            Repair::Obtain { scopes } => Self::Obtain {
                scopes: scopes.clone(),
            },
            Repair::NewLogin { client } => Self::NewLogin {
                client_id: client.to_string(),
            },
            Repair::PickToken { token, name } => Self::PickToken {
                token_id: token.to_string(),
                name: name.clone(),
            },
            Repair::PasteToken => Self::PasteToken,
            Repair::Place { placement } => Self::Place {
                placement: placement.clone(),
            },
            Repair::AddHeader { name, value } => Self::AddHeader {
                name: name.clone(),
                value: value.clone(),
            },
            Repair::SendThere { url } => Self::SendThere { url: url.clone() },
            Repair::AddServer { address } => Self::AddServer {
                address: address.clone(),
            },
            Repair::EditClient => Self::EditClient,
            Repair::Wait { .. } | Repair::SetClock => Self::ByHand,
            Repair::OpenPage { url } => Self::OpenPage { url: url.clone() },
        }
    }
}

impl From<&Checked> for CheckView {
    fn from(checked: &Checked) -> Self {
        let (url, status, exchange_id) = match &checked.by {
            CheckedBy::Call {
                url,
                exchange,
                status,
            } => (Some(url.to_string()), *status, Some(exchange.to_string())),
            CheckedBy::Introspection => (None, None, None),
        };
        Self {
            verdict: (&checked.verdict).into(),
            url,
            status,
            exchange_id,
            learned: checked.learned.clone(),
        }
    }
}

impl From<&CheckVerdict> for CheckVerdictView {
    fn from(verdict: &CheckVerdict) -> Self {
        match verdict {
            CheckVerdict::Works { account } => Self::Works {
                account: account.as_ref().map(|account| account.label.clone()),
            },
            CheckVerdict::Refused(diagnosis) => Self::Refused {
                diagnosis: diagnosis.as_ref().into(),
            },
            CheckVerdict::Inactive => Self::Inactive,
            CheckVerdict::Unclear => Self::Unclear,
            CheckVerdict::NoAnswer { message, hint } => Self::NoAnswer {
                message: message.clone(),
                hint: hint.clone(),
            },
            CheckVerdict::Cancelled => Self::Cancelled,
        }
    }
}
