//! Tokens, without their secrets.

use serde::Serialize;
use serde_json::Value;
use tokenry_core::workbench::{TokenDetail, TokenSummary, Verification};
use tokenry_model::{
    clock::Timestamp,
    grant::Grant,
    jwt::Jwt,
    server::Placement,
    token::{
        Expiry, ExpirySource, Health, MemberSource, Relogin, ShownMember, StateChange, Token,
        TokenEvent, TokenEventKind, TokenState,
    },
};

use crate::{
    claims::{ClaimView, claims},
    scopes::{ScopeView, pretty, scopes},
    transcript::{TranscriptOfForm, TranscriptView},
    verification::VerdictView,
};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenView {
    pub id: String,
    pub name: String,
    /// The server's name.
    pub server: String,
    pub server_id: String,
    /// The client's name.
    pub client: Option<String>,
    /// The id of the client here, which is not its `client_id` at the server.
    pub stored_client_id: Option<String>,
    pub account: Option<String>,
    pub subject: Option<String>,
    pub grant: Grant,
    pub state: TokenState,
    /// The states to come as time passes, in order.
    pub next_states: Vec<StateChange>,
    pub health: Health,
    /// Why it is not well, in a sentence.
    pub trouble: Option<String>,
    /// Until when no renewal is tried, after some that failed.
    pub retry_at: Option<Timestamp>,
    pub token_type: String,
    /// Its own, where it was brought in with that.
    pub token_placement: Option<Placement>,
    pub scopes_requested: Vec<String>,
    /// Where the server named none, the requested ones were granted (RFC 6749 §5.1).
    pub scopes: Vec<String>,
    /// The APIs that it was asked for (RFC 8707).
    pub resources: Vec<String>,
    /// What it allows in particular (RFC 9396), and what was asked for.
    #[cfg_attr(feature = "ts", specta(type = Option<specta_typescript::Unknown>))]
    pub authorization_details: Option<Value>,
    #[cfg_attr(feature = "ts", specta(type = Option<specta_typescript::Unknown>))]
    pub authorization_details_requested: Option<Value>,
    pub expires_at: Option<Timestamp>,
    /// Seconds from now; negative once it has ended.
    #[cfg_attr(feature = "ts", specta(type = Option<specta_typescript::Number>))]
    pub expires_in: Option<i64>,
    pub expiry_source: ExpirySource,
    pub renewable: bool,
    /// A login at its client, or another request there, can renew it.
    pub can_log_in: bool,
    /// How it can be obtained again, apart from a refresh.
    pub relogin: Relogin,
    pub has_refresh_token: bool,
    pub has_id_token: bool,
    #[cfg_attr(feature = "ts", specta(type = specta_typescript::Number))]
    pub generation: i64,
    pub created_at: Timestamp,
    /// When the present access token was obtained: with `expires_at`, its whole life.
    pub obtained_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// A token with what came with it: `null` where the vault is locked.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenWithMembers {
    #[serde(flatten)]
    pub token: TokenView,
    pub members: Option<Vec<MemberView>>,
}

/// All that is known of a token. Claims are as they are in the token.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WholeTokenView {
    #[serde(flatten)]
    pub token: TokenView,
    pub access_claims: Option<Value>,
    pub access_verified: Option<VerdictView>,
    pub id_claims: Option<Value>,
    pub id_verified: Option<VerdictView>,
    pub members: Vec<MemberView>,
    /// The thumbprint of the key that it is bound to (DPoP).
    pub bound_to: Option<String>,
    /// Newest first.
    pub history: Vec<TokenEventView>,
}

/// What a token's page shows.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct TokenDetailView {
    pub token: TokenView,
    pub server_url: String,
    /// Asked and granted side by side.
    pub scopes: Vec<ScopeView>,
    /// What to know where they are fewer or more than were asked for.
    pub scopes_warning: Option<String>,
    /// What it allows in particular, as JSON (RFC 9396); and what was asked for.
    pub details: Option<String>,
    pub details_asked: Option<String>,
    /// The thumbprint of the key that it is bound to (DPoP).
    pub bound_to: Option<String>,
    /// A plain bearer token, though the client asks for bound ones.
    pub unbound: bool,
    /// The server takes it back when asked.
    pub revocable: bool,
    /// The server ends the session behind it in the browser.
    pub can_log_out: bool,
    /// The server answers questions about it.
    pub introspectable: bool,
    /// Claims of a JWT access token; not verified.
    pub access_claims: Option<Vec<ClaimView>>,
    /// Claims of the ID token; not verified.
    pub id_claims: Option<Vec<ClaimView>>,
    /// What the server gave with it beside the token itself.
    pub members: Vec<MemberView>,
    /// Newest first.
    pub history: Vec<TokenEventView>,
    /// Newest first.
    pub transcripts: Vec<TranscriptView>,
    /// What the copy formats would look like, the token masked: `Authorization: Bearer ••••`.
    pub header_preview: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberView {
    pub name: String,
    /// What is secret in it is masked.
    pub value: String,
    pub masked: bool,
    /// The token reply, or the address to which the browser came back.
    pub from: MemberSource,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenEventView {
    pub at: Timestamp,
    pub kind: TokenEventKind,
    pub detail: String,
}

/// The one view with a secret: shown for thirty seconds because the person asked.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RevealedView {
    pub text: String,
}

impl TokenView {
    pub fn of(summary: &TokenSummary, now: Timestamp) -> Self {
        let token = &summary.token;
        let (scopes, secrets) = (&token.scopes, &token.secrets);
        Self {
            id: token.id.to_string(),
            name: token.name.clone(),
            server: summary.server_name.clone(),
            server_id: token.server.to_string(),
            client: summary.client_name.clone(),
            stored_client_id: token.client.map(|client| client.to_string()),
            account: token.account.as_ref().map(|account| account.label.clone()),
            subject: token
                .account
                .as_ref()
                .map(|account| account.subject.clone()),
            grant: token.grant,
            state: summary.state,
            next_states: summary.next_states.clone(),
            health: token.health.clone(),
            trouble: token.trouble().or_else(|| summary.clock_warning.clone()),
            retry_at: match &token.health {
                Health::BackingOff { until, .. } => Some(*until),
                _ => None,
            },
            token_type: token.token_type.clone(),
            token_placement: token.placement.clone(),
            scopes_requested: scopes.requested.clone(),
            scopes: granted(token).to_vec(),
            resources: scopes.further.resources.clone(),
            authorization_details: scopes.details.clone(),
            authorization_details_requested: scopes.further.details.clone(),
            expires_at: token.expiry.at,
            expires_in: seconds_left(token.expiry, now),
            expiry_source: token.expiry.source,
            renewable: token.renewable(),
            can_log_in: token.relogin() != Relogin::None,
            relogin: token.relogin(),
            has_refresh_token: secrets.refresh.is_some(),
            has_id_token: secrets.id_token.is_some(),
            generation: token.generation,
            created_at: token.created_at,
            obtained_at: token.obtained_at,
            used_at: token.used_at,
        }
    }
}

/// What the token may do, also where the server did not name it.
pub fn granted(token: &Token) -> &[String] {
    let scopes = &token.scopes;
    scopes.granted.as_deref().unwrap_or(&scopes.requested)
}

/// Negative once it has ended.
pub fn seconds_left(expiry: Expiry, now: Timestamp) -> Option<i64> {
    expiry.at.map(|at| at.duration_since(now).as_secs())
}

impl From<&ShownMember> for MemberView {
    fn from(member: &ShownMember) -> Self {
        Self {
            name: member.name.clone(),
            value: member.value.clone(),
            masked: member.secret,
            from: member.from,
        }
    }
}

impl WholeTokenView {
    pub fn of(detail: &TokenDetail, verified: &Verification, now: Timestamp) -> Self {
        let claims_of = |jwt: &Option<Jwt>| jwt.as_ref().map(|jwt| jwt.claims.clone());
        Self {
            token: TokenView::of(&detail.summary, now),
            access_claims: claims_of(&detail.access_claims),
            access_verified: verified.access.as_ref().map(VerdictView::from),
            id_claims: claims_of(&detail.id_claims),
            id_verified: verified.id.as_ref().map(VerdictView::from),
            members: detail.members.iter().map(MemberView::from).collect(),
            bound_to: detail.bound_to.clone(),
            history: detail.history.iter().map(TokenEventView::from).collect(),
        }
    }
}

impl TokenDetailView {
    pub fn of(detail: &TokenDetail, now: Timestamp) -> Self {
        let token = &detail.summary.token;
        Self {
            token: TokenView::of(&detail.summary, now),
            server_url: detail.server.profile.base_url.to_string(),
            scopes: scopes(&token.scopes),
            scopes_warning: token.scopes_warning(),
            details: token.scopes.details.as_ref().map(pretty),
            details_asked: token.scopes.further.details.as_ref().map(pretty),
            bound_to: detail.bound_to.clone(),
            unbound: detail.unbound,
            revocable: detail.revocable,
            can_log_out: detail.server.profile.endpoints.end_session.is_some()
                && token.secrets.id_token.is_some(),
            introspectable: detail.introspectable,
            access_claims: detail.access_claims.as_ref().map(claims),
            id_claims: detail.id_claims.as_ref().map(claims),
            members: detail.members.iter().map(MemberView::from).collect(),
            history: detail.history.iter().map(TokenEventView::from).collect(),
            transcripts: detail
                .transcripts
                .iter()
                .map(|stored| {
                    let of = TranscriptOfForm::Token {
                        id: token.id.to_string(),
                        at: stored.at,
                    };
                    let transcript = &stored.transcript;
                    TranscriptView::new(of, stored.at, transcript.title(), transcript)
                })
                .collect(),
            header_preview: masked(&detail.placement),
        }
    }
}

/// How the token travels, without it.
pub(crate) fn masked(placement: &Placement) -> String {
    match placement {
        Placement::Header { name, prefix } if prefix.is_empty() => format!("{name}: ••••••••"),
        Placement::Header { name, prefix } => format!("{name}: {prefix} ••••••••"),
        Placement::Query { name } => format!("?{name}=••••••••"),
        Placement::Body { name } => format!("{name}=•••••••• (form field)"),
    }
}

impl From<&TokenEvent> for TokenEventView {
    fn from(event: &TokenEvent) -> Self {
        Self {
            at: event.at,
            kind: event.kind,
            detail: event.detail.clone(),
        }
    }
}
