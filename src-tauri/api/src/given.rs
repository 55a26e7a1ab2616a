//! The documents that hold a secret, because somebody asked for it by name. They only borrow it, and
//! none is printed for debugging.

use serde::Serialize;
use tokenry_model::clock::Timestamp;

/// The members of a token reply (RFC 6749 §5.1), with the token's name and the exact end.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GivenTokenView<'a> {
    pub id: String,
    pub name: &'a str,
    pub access_token: &'a str,
    pub token_type: &'a str,
    /// Seconds from now; negative once it has ended.
    pub expires_in: Option<i64>,
    pub expires_at: Option<Timestamp>,
    /// Parted by spaces.
    pub scope: String,
}

/// Another part than the access token.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GivenPartView<'a> {
    pub id: String,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<&'a str>,
}

/// What the server gave with the token.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GivenMemberView<'a> {
    pub id: String,
    pub name: &'a str,
    pub member: &'a str,
    pub value: &'a str,
}

/// A proof that a bound token goes with (RFC 9449).
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProofView<'a> {
    pub proof: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryView<'a> {
    pub recovery_code: &'a str,
}
