//! Whether the signatures of a token's JWTs are the server's.

use serde::Serialize;
use tokenry_core::workbench::{Verdict, Verification};

/// What is known of the signatures of a token's JWTs; `null` for a part that is not there or
/// no JWT.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct VerificationView {
    pub access: Option<VerdictView>,
    pub id: Option<VerdictView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerdictView {
    pub verified: bool,
    /// By which algorithm, or why not; a sentence.
    pub about: String,
    pub alg: Option<String>,
    /// Which of the server's keys it was.
    pub kid: Option<String>,
    /// Why it was not verified.
    pub reason: Option<String>,
}

impl From<&Verification> for VerificationView {
    fn from(verification: &Verification) -> Self {
        Self {
            access: verification.access.as_ref().map(VerdictView::from),
            id: verification.id.as_ref().map(VerdictView::from),
        }
    }
}

impl From<&Verdict> for VerdictView {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Verified(signed) => Self {
                verified: true,
                about: format!("Signed by the server ({}).", signed.alg),
                alg: Some(signed.alg.clone()),
                kid: signed.kid.clone(),
                reason: None,
            },
            Verdict::NotVerified { reason } => Self {
                verified: false,
                about: reason.clone(),
                alg: None,
                kid: None,
                reason: Some(reason.clone()),
            },
        }
    }
}
