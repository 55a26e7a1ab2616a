//! Servers, clients and tokens as JSON documents. Nothing in them is secret.

use std::collections::BTreeMap;

use serde::Serialize;
use tokenry_core::workbench::{Removal, TokenSummary};
use tokenry_model::{
    client::{AuthMethod, Client},
    clock::Timestamp,
    id::Id,
    server::{Endpoints, Extra, ExtraPlace, ExtraStep, Placement, Server, TokenStyle},
    token::{Expiry, ExpirySource, Grant, Health, Token, TokenState},
};
use url::Url;

#[derive(Debug, Serialize)]
pub(super) struct ServerView<'a> {
    id: Id<Server>,
    name: &'a str,
    base_url: &'a Url,
    issuer: Option<&'a str>,
    endpoints: &'a Endpoints,
    token_style: TokenStyle,
    token_placement: &'a Placement,
    token_member: Option<&'a str>,
    any_token_type: bool,
    extras: &'a [Extra],
    code_name: Option<&'a str>,
    origins: &'a [String],
    scopes: &'a [String],
    auth_methods: &'a [String],
    dpop_algs: &'a [String],
    mtls_aliases: &'a BTreeMap<String, Url>,
    plain_http: bool,
    promises_iss: bool,
    requires_par: bool,
    recipe: Option<&'a str>,
    recipe_parts: &'a BTreeMap<String, String>,
    /// What a person took over although Tokenry does not by itself.
    accepted: &'a [String],
    /// Where secrets go, if the endpoints are at several origins.
    destinations: Vec<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl<'a> From<&'a Server> for ServerView<'a> {
    fn from(server: &'a Server) -> Self {
        let profile = &server.profile;
        Self {
            id: server.id,
            name: &profile.name,
            base_url: &profile.base_url,
            issuer: profile.issuer.as_deref(),
            endpoints: &profile.endpoints,
            token_style: profile.habits.token_style,
            token_placement: &profile.habits.placement,
            token_member: profile.habits.token_member.as_deref(),
            any_token_type: profile.habits.any_token_type,
            extras: &profile.habits.extras,
            code_name: profile.habits.code_name.as_deref(),
            origins: &profile.origins,
            scopes: &profile.scopes,
            auth_methods: &profile.auth_methods,
            dpop_algs: &profile.dpop_algs,
            mtls_aliases: &profile.mtls_aliases,
            plain_http: profile.habits.plain_http,
            promises_iss: profile.promises_iss,
            requires_par: profile.requires_pushed,
            recipe: profile.recipe.as_deref(),
            recipe_parts: &profile.recipe_parts,
            accepted: &profile.accepted,
            destinations: profile.destinations(),
            created_at: server.created_at,
            updated_at: server.updated_at,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct ClientView<'a> {
    id: Id<Client>,
    name: &'a str,
    server: &'a str,
    client_id: &'a str,
    auth: AuthMethod,
    has_secret: bool,
    secret_expires_at: Option<Timestamp>,
    redirect_uri: &'a str,
    further_redirects: &'a [String],
    scopes: &'a [String],
    token_style: Option<TokenStyle>,
    token_placement: Option<&'a Placement>,
    extras: &'a [Extra],
    dpop: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl<'a> ClientView<'a> {
    pub(super) fn of(client: &'a Client, server: &'a str) -> Self {
        let profile = &client.profile;
        Self {
            id: client.id,
            name: &profile.name,
            server,
            client_id: &profile.client_id,
            auth: profile.auth,
            has_secret: client.secret.is_some(),
            secret_expires_at: client.secret_expires_at,
            redirect_uri: &profile.redirect_uri,
            further_redirects: &profile.further_redirects,
            scopes: &profile.scopes,
            token_style: profile.token_style,
            token_placement: profile.placement.as_ref(),
            extras: &profile.extras,
            dpop: profile.hardening.dpop,
            created_at: client.created_at,
            updated_at: client.updated_at,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct TokenView<'a> {
    id: Id<Token>,
    name: &'a str,
    server: &'a str,
    client: Option<&'a str>,
    account: Option<&'a str>,
    subject: Option<&'a str>,
    grant: Grant,
    state: TokenState,
    health: &'a Health,
    token_type: &'a str,
    /// Its own, where it was brought in with that.
    token_placement: Option<&'a Placement>,
    scopes_requested: &'a [String],
    /// Where the server named none, the requested ones were granted (RFC 6749 §5.1).
    scopes: &'a [String],
    /// The APIs that it was asked for (RFC 8707).
    resources: &'a [String],
    authorization_details_requested: Option<&'a serde_json::Value>,
    authorization_details: Option<&'a serde_json::Value>,
    expires_at: Option<Timestamp>,
    /// Seconds from now; negative once it has ended.
    expires_in: Option<i64>,
    expiry_source: ExpirySource,
    renewable: bool,
    has_refresh_token: bool,
    has_id_token: bool,
    generation: i64,
    created_at: Timestamp,
    obtained_at: Timestamp,
    used_at: Option<Timestamp>,
}

impl<'a> TokenView<'a> {
    pub(super) fn of(summary: &'a TokenSummary, now: Timestamp) -> Self {
        let token = &summary.token;
        Self {
            id: token.id,
            name: &token.name,
            server: &summary.server_name,
            client: summary.client_name.as_deref(),
            account: token.account.as_ref().map(|account| account.label.as_str()),
            subject: token
                .account
                .as_ref()
                .map(|account| account.subject.as_str()),
            grant: token.grant,
            state: summary.state,
            health: &token.health,
            token_type: &token.token_type,
            token_placement: token.placement.as_ref(),
            scopes_requested: &token.scopes.requested,
            scopes: granted(token),
            resources: &token.scopes.further.resources,
            authorization_details_requested: token.scopes.further.details.as_ref(),
            authorization_details: token.scopes.details.as_ref(),
            expires_at: token.expiry.at,
            expires_in: seconds_left(token.expiry, now),
            expiry_source: token.expiry.source,
            renewable: token.renewable(),
            has_refresh_token: token.secrets.refresh.is_some(),
            has_id_token: token.secrets.id_token.is_some(),
            generation: token.generation,
            created_at: token.created_at,
            obtained_at: token.obtained_at,
            used_at: token.used_at,
        }
    }
}

pub(super) fn granted(token: &Token) -> &[String] {
    token
        .scopes
        .granted
        .as_deref()
        .unwrap_or(&token.scopes.requested)
}

pub(super) fn seconds_left(expiry: Expiry, now: Timestamp) -> Option<i64> {
    expiry.at.map(|at| at.duration_since(now).as_secs())
}

/// What was removed, and what went with it.
#[derive(Debug, Serialize)]
pub(super) struct RemovedView<'a> {
    pub(super) removed: &'a str,
    pub(super) clients: &'a [String],
    pub(super) tokens: &'a [String],
}

/// "the clients a and b and the token c", or nothing.
pub(super) fn goes_too(removal: &Removal) -> Option<String> {
    let kinds = [("client", &removal.clients), ("token", &removal.tokens)];
    let told: Vec<String> = kinds
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(kind, names)| {
            let plural = if names.len() == 1 { "" } else { "s" };
            format!("the {kind}{plural} {}", names.join(", "))
        })
        .collect();
    (!told.is_empty()).then(|| told.join(" and "))
}

/// A placement as it is typed.
pub(super) fn typed_placement(placement: &Placement) -> String {
    match placement {
        Placement::Header { name, prefix } if prefix.is_empty() => format!("header:{name}"),
        Placement::Header { name, prefix } => format!("header:{name}:{prefix}"),
        Placement::Query { name } => format!("query:{name}"),
        Placement::Body { name } => format!("body:{name}"),
    }
}

/// An extra as it is typed: `extra.authorize.query.audience=…`
pub(super) fn typed_extra(extra: &Extra) -> String {
    let step = match extra.on {
        ExtraStep::Authorize => "authorize",
        ExtraStep::Token => "token",
        ExtraStep::Refresh => "refresh",
    };
    let place = match extra.place {
        ExtraPlace::Header => "header",
        ExtraPlace::Query => "query",
        ExtraPlace::Body => "body",
    };
    format!("extra.{step}.{place}.{}={}", extra.name, extra.value)
}
