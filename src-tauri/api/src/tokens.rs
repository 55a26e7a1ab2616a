//! Tokens, without their secrets.

use serde::Serialize;
use tokenry_core::workbench::{TokenDetail, TokenSummary};
use tokenry_model::{
    claims,
    clock::Timestamp,
    jwt::Jwt,
    server::Placement,
    token::{
        ExpirySource, Grant, Health, MemberSource, ShownMember, TokenEvent, TokenEventKind,
        TokenState,
    },
};

use crate::{
    scopes::{ScopeView, pretty, scopes},
    transcript::{TranscriptOfForm, TranscriptView},
};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct TokenView {
    pub id: String,
    pub name: String,
    pub server_id: String,
    pub server_name: String,
    pub client_id: Option<String>,
    pub client_name: Option<String>,
    pub account: Option<String>,
    pub state: TokenState,
    /// Why it is not well, in a sentence.
    pub trouble: Option<String>,
    /// Until when no renewal is tried, after some that failed.
    pub retry_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    /// When the present access token was obtained: with `expires_at`, its whole life.
    pub obtained_at: Timestamp,
    pub renewable: bool,
    pub grant: Grant,
    /// A login at its client, or another request there, can renew it.
    pub can_log_in: bool,
    /// What it was asked for with.
    pub requested_scopes: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct TokenDetailView {
    pub token: TokenView,
    pub server_url: String,
    pub token_type: String,
    pub scopes: Vec<ScopeView>,
    /// What to know where they are fewer or more than were asked for.
    pub scopes_warning: Option<String>,
    /// The APIs that it was asked for (RFC 8707).
    pub resources: Vec<String>,
    /// What it allows in particular, as JSON (RFC 9396); and what was asked for.
    pub details: Option<String>,
    pub details_asked: Option<String>,
    pub expiry_source: ExpirySource,
    pub has_refresh_token: bool,
    pub has_id_token: bool,
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
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
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
pub struct ClaimView {
    pub name: String,
    /// As JSON text.
    pub value: String,
    /// What the claim means, and a date as a date.
    pub meaning: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct MemberView {
    pub name: String,
    /// What is secret in it is masked.
    pub value: String,
    pub masked: bool,
    /// It came in the address to which the browser came back, and not in the token reply.
    pub in_callback: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
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

impl From<&TokenSummary> for TokenView {
    fn from(summary: &TokenSummary) -> Self {
        let token = &summary.token;
        Self {
            id: token.id.to_string(),
            name: token.name.clone(),
            server_id: token.server.to_string(),
            server_name: summary.server_name.clone(),
            client_id: token.client.map(|client| client.to_string()),
            client_name: summary.client_name.clone(),
            account: token.account.as_ref().map(|account| account.label.clone()),
            state: summary.state,
            trouble: token.trouble().or_else(|| summary.clock_warning.clone()),
            retry_at: match &token.health {
                Health::BackingOff { until, .. } => Some(*until),
                _ => None,
            },
            expires_at: token.expiry.at,
            obtained_at: token.obtained_at,
            renewable: token.renewable(),
            grant: token.grant,
            can_log_in: token.client.is_some() && token.grant != Grant::Pasted,
            requested_scopes: token.scopes.requested.clone(),
        }
    }
}

impl From<&ShownMember> for MemberView {
    fn from(member: &ShownMember) -> Self {
        Self {
            name: member.name.clone(),
            value: member.value.clone(),
            masked: member.secret,
            in_callback: member.from == MemberSource::Callback,
        }
    }
}

impl From<&TokenDetail> for TokenDetailView {
    fn from(detail: &TokenDetail) -> Self {
        let token = &detail.summary.token;
        Self {
            token: (&detail.summary).into(),
            server_url: detail.server.profile.base_url.to_string(),
            token_type: token.token_type.clone(),
            scopes: scopes(&token.scopes),
            scopes_warning: token.scopes_warning(),
            resources: token.scopes.further.resources.clone(),
            details: token.scopes.details.as_ref().map(pretty),
            details_asked: token.scopes.further.details.as_ref().map(pretty),
            expiry_source: token.expiry.source,
            has_refresh_token: token.secrets.refresh.is_some(),
            has_id_token: token.secrets.id_token.is_some(),
            bound_to: detail.bound_to.clone(),
            unbound: detail.unbound,
            revocable: detail.revocable,
            can_log_out: detail.server.profile.endpoints.end_session.is_some()
                && token.secrets.id_token.is_some(),
            introspectable: detail.introspectable,
            created_at: token.created_at,
            used_at: token.used_at,
            access_claims: detail.access_claims.as_ref().map(claims),
            id_claims: detail.id_claims.as_ref().map(claims),
            members: detail.members.iter().map(MemberView::from).collect(),
            history: detail.history.iter().map(TokenEventView::from).collect(),
            transcripts: detail
                .transcripts
                .iter()
                .map(|stored| {
                    let of = TranscriptOfForm::Token {
                        id: detail.summary.token.id.to_string(),
                        at: stored.at,
                    };
                    TranscriptView::new(
                        of,
                        stored.at,
                        stored.transcript.title(),
                        &stored.transcript,
                    )
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

fn claims(jwt: &Jwt) -> Vec<ClaimView> {
    told(jwt.claims.as_object().into_iter().flatten())
}

/// Members of a JSON object with what each means.
pub(crate) fn told<'a>(
    members: impl Iterator<Item = (&'a String, &'a serde_json::Value)>,
) -> Vec<ClaimView> {
    members
        .map(|(name, value)| ClaimView {
            name: name.clone(),
            value: value.to_string(),
            meaning: claims::meaning(name, value),
        })
        .collect()
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
