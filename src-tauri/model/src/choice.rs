//! Findings of discovery that are not trusted automatically. A person can accept one.

use crate::server::ServerProfile;

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub kind: ChoiceKind,
    /// Describes the finding and why it was not used, in one or two sentences.
    pub about: String,
    /// The server that results from accepting it.
    pub profile: ServerProfile,
    /// Further remarks for the person, one sentence each.
    pub remarks: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceKind {
    /// Metadata that names a different issuer than the requested URL (RFC 8414 §3.3).
    Issuer,
    /// Metadata whose endpoints are not absolute URLs.
    Relative,
    /// Another flow or security scheme of an OpenAPI document, by the scheme's name.
    Scheme { name: String },
    /// Another interpretation of an OpenAPI document's relative URLs.
    Reading,
    /// Another authorization server of the same API (RFC 9728 §2), or the API's own metadata next
    /// to a document that was named.
    Server,
    /// One of several kinds of servers that discovery cannot tell apart, by the recipe's id.
    Recipe { id: String },
}

impl Choice {
    /// Returns the server with a note that a person accepted it.
    #[must_use]
    pub fn accepted(&self) -> ServerProfile {
        let mut profile = self.profile.clone();
        if matches!(self.kind, ChoiceKind::Issuer | ChoiceKind::Relative) {
            profile.accepted.push(self.about.clone());
        }
        profile
    }

    /// Lists where secrets would go, and the remarks.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.remarks.clone();
        let mut destinations = self.profile.destinations();
        let token = self.profile.endpoints.token.as_ref();
        if let Some(token) = token.filter(|_| destinations.is_empty()) {
            destinations.push(format!(
                "Codes, client secrets and refresh tokens go to {}.",
                token.origin().ascii_serialization()
            ));
        }
        warnings.extend(destinations);
        warnings
    }
}
