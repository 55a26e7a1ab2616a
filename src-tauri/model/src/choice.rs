//! What was found and is not taken by itself: a person may say that it is right.

use crate::server::ServerProfile;

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub kind: ChoiceKind,
    /// What it is and why it was not taken, in a sentence or two.
    pub about: String,
    /// The server as it would be.
    pub profile: ServerProfile,
    /// What a person should know of it, each in a sentence.
    pub remarks: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceKind {
    /// Metadata that speaks for another issuer than the address (RFC 8414 §3.3).
    Issuer,
    /// Metadata whose endpoints are not whole addresses.
    Relative,
    /// Another flow or scheme of an OpenAPI document, by the scheme's name.
    Scheme { name: String },
    /// Another reading of an OpenAPI document's relative addresses.
    Reading,
    /// Another authorization server of the same API (RFC 9728 §2), or the API's own metadata
    /// beside a document that was named.
    Server,
    /// A kind of server that nothing tells apart, by the recipe's id.
    Recipe { id: String },
}

impl Choice {
    /// The server with a note that a person took this over.
    #[must_use]
    pub fn accepted(&self) -> ServerProfile {
        let mut profile = self.profile.clone();
        if matches!(self.kind, ChoiceKind::Issuer | ChoiceKind::Relative) {
            profile.accepted.push(self.about.clone());
        }
        profile
    }

    /// Where secrets would go, and what else there is to know.
    pub fn warnings(&self) -> Vec<String> {
        let mut told = self.remarks.clone();
        let mut destinations = self.profile.destinations();
        let token = self.profile.endpoints.token.as_ref();
        if let Some(token) = token.filter(|_| destinations.is_empty()) {
            destinations.push(format!(
                "Codes, client secrets and refresh tokens go to {}.",
                token.origin().ascii_serialization()
            ));
        }
        told.extend(destinations);
        told
    }
}
