//! How a client proves itself, and what it does beyond the plain grant.

use serde::{Deserialize, Serialize};
use tokenry_model::client::{AssertionAudience, ClientSecurity, Signing};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct HardeningView {
    /// Empty: the usual one of the key.
    pub signing_alg: String,
    /// Empty: as the key itself says.
    pub signing_key_id: String,
    /// Whether assertions are meant for the issuer, and not for the token endpoint.
    pub audience_is_issuer: bool,
    /// RFC 9126, also where the server does not require it.
    pub pushed: bool,
    /// Asks for tokens that are bound to a key (RFC 9449).
    pub dpop: bool,
}

impl From<&ClientSecurity> for HardeningView {
    fn from(hardening: &ClientSecurity) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            signing_alg: text(&hardening.signing.alg),
            signing_key_id: text(&hardening.signing.key_id),
            audience_is_issuer: hardening.signing.audience == AssertionAudience::Issuer,
            pushed: hardening.pushed,
            dpop: hardening.dpop,
        }
    }
}

impl From<HardeningView> for ClientSecurity {
    fn from(view: HardeningView) -> Self {
        let some = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            signing: Signing {
                alg: some(view.signing_alg),
                key_id: some(view.signing_key_id),
                audience: if view.audience_is_issuer {
                    AssertionAudience::Issuer
                } else {
                    AssertionAudience::Endpoint
                },
            },
            pushed: view.pushed,
            dpop: view.dpop,
        }
    }
}
