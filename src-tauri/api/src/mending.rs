//! What helps after a login or a renewal that the server refused.

use serde::Serialize;
use tokenry_core::workbench::{RefusalExplained, RegisteredRedirect};
use tokenry_model::{client::AuthMethod, login::LoginRemedy};
use tokenry_oauth::auth_method_fallback::OtherMethod;

#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LoginRemedyView {
    /// The client may have to prove itself in another way.
    OtherMethod,
    /// The redirect URI is not the registered one.
    RedirectUri,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct OtherMethodView {
    pub method: AuthMethod,
    pub why: String,
}

/// What a page in the browser says, and what may be wrong.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RefusalView {
    /// Whether it is about the redirect URI, as far as is known.
    pub about_redirect: bool,
    /// The product that is known to say it so.
    pub product: Option<String>,
    /// What this one is known to mean besides.
    pub note: Option<String>,
    /// Exactly what the login sent.
    pub sent: String,
    pub registered: Vec<RegisteredView>,
    /// What the recipe knows about the one that was sent.
    pub advice: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RegisteredView {
    pub uri: String,
    /// The server said so, and not the person.
    pub by_server: bool,
    /// A sentence each; none where they are the same.
    pub differences: Vec<String>,
    /// Where the first character that differs stands, in both.
    pub at: Option<u32>,
}

impl From<LoginRemedy> for LoginRemedyView {
    fn from(remedy: LoginRemedy) -> Self {
        match remedy {
            LoginRemedy::OtherMethod => Self::OtherMethod,
            LoginRemedy::RedirectUri => Self::RedirectUri,
        }
    }
}

impl From<OtherMethod> for OtherMethodView {
    fn from(other: OtherMethod) -> Self {
        Self {
            method: other.method,
            why: other.why.to_owned(),
        }
    }
}

impl From<RefusalExplained> for RefusalView {
    fn from(explained: RefusalExplained) -> Self {
        let refusal = explained.refusal;
        let text = |text: &str| text.to_owned();
        Self {
            about_redirect: refusal.is_some(),
            product: refusal.and_then(|refusal| refusal.product).map(text),
            note: refusal.and_then(|refusal| refusal.note).map(text),
            sent: explained.sent,
            registered: explained
                .registered
                .into_iter()
                .map(RegisteredView::from)
                .collect(),
            advice: explained.advice,
        }
    }
}

impl From<RegisteredRedirect> for RegisteredView {
    fn from(known: RegisteredRedirect) -> Self {
        let at = known.differences.first().map(|first| first.at);
        Self {
            at: at.and_then(|at| u32::try_from(at).ok()),
            differences: known
                .differences
                .iter()
                .map(|difference| difference.kind.to_string())
                .collect(),
            uri: known.uri,
            by_server: known.by_server,
        }
    }
}
