//! The authorization of requests, in Postman's format.

use serde_json::{Value, json};
use url::Url;

use super::Who;
use tokenry_model::{client::AuthMethod, server::Placement};

/// Writes the block without secrets and tokens.
pub(super) fn auth(who: &Who<'_>) -> Option<Value> {
    let row = |key: &str, value: &str| json!({"key": key, "value": value, "type": "string"});
    let (server, client) = match who {
        Who::Nobody => return None,
        Who::Bearer => {
            return Some(json!({"type": "bearer", "bearer": [row("token", "{{access_token}}")]}));
        }
        Who::Client(server, client) => (server, client),
    };
    let ends = &server.endpoints;
    let url = |url: &Option<Url>| url.as_ref().map(Url::to_string).unwrap_or_default();
    let grant = match (&ends.authorize, &ends.token) {
        (None, Some(_)) => "client_credentials",
        _ => "authorization_code_with_pkce",
    };
    let scopes = client.scopes.join(" ");
    let (authorize, token) = (url(&ends.authorize), url(&ends.token));
    let mut rows = vec![
        row("grant_type", grant),
        row("authUrl", &authorize),
        row("accessTokenUrl", &token),
        row("clientId", &client.client_id),
        row("scope", &scopes),
        row("redirect_uri", &client.redirect_uri),
    ];
    if client.auth != AuthMethod::None {
        rows.push(row("clientSecret", "{{client_secret}}"));
        let place = if client.auth == AuthMethod::ClientSecretPost {
            "body"
        } else {
            "header"
        };
        rows.push(row("client_authentication", place));
    }
    match client
        .placement
        .as_ref()
        .unwrap_or(&server.habits.placement)
    {
        Placement::Query { .. } => rows.push(row("addTokenTo", "queryParams")),
        Placement::Header { prefix, .. } if prefix != "Bearer" => {
            rows.push(row("headerPrefix", prefix));
        }
        _ => {}
    }
    Some(json!({"type": "oauth2", "oauth2": rows}))
}
