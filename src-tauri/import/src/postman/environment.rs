//! Variables without a collection that uses them. Their names determine their meaning.

use url::Url;

use crate::{
    authorize,
    call::{bare, typed_address},
    draft::{ClientDraft, Ignored, ImportPlan, ServerDraft, TokenDraft},
    token_request,
};
use tokenry_model::{client::AuthMethod, request, secret::Secret, variables::Variables};

/// Common names for each value, without case and separators.
const BASE: [&str; 6] = ["baseurl", "url", "host", "apiurl", "apibaseurl", "server"];
const TOKEN: [&str; 4] = ["accesstoken", "token", "bearertoken", "apitoken"];
const AUTHORIZE_URL: [&str; 4] = [
    "authurl",
    "authorizeurl",
    "authorizationurl",
    "authorizationendpoint",
];
const TOKEN_URL: [&str; 3] = ["tokenurl", "accesstokenurl", "tokenendpoint"];
/// The issuer, whose metadata gives the endpoints.
const ISSUER: [&str; 8] = [
    "issuer",
    "issuerurl",
    "authority",
    "domain",
    "authdomain",
    "authserver",
    "authserverurl",
    "authbaseurl",
];
const CLIENT_ID: [&str; 1] = ["clientid"];
const CLIENT_SECRET: [&str; 1] = ["clientsecret"];
const SCOPE: [&str; 2] = ["scope", "scopes"];
const REDIRECT: [&str; 4] = ["redirecturi", "redirecturl", "callbackurl", "callbackuri"];

pub(super) fn read(values: &Variables, understood: &mut ImportPlan) {
    let mut named: Vec<(String, String)> = values
        .all()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let mut take = |names: &[&str]| {
        let wanted = |(name, _): &(String, String)| names.contains(&plain(name).as_str());
        let at = named.iter().position(wanted)?;
        Some(named.remove(at).1)
    };
    let mut address = |names: &[&str]| web_address(&take(names)?);
    let (base, authorize, token) = (address(&BASE), address(&AUTHORIZE_URL), address(&TOKEN_URL));
    let issuer = address(&ISSUER);
    let urls = [&base, &token, &authorize, &issuer];
    let Some(first) = urls.into_iter().find_map(Option::as_ref) else {
        return;
    };
    let mut server = ServerDraft::at(first);
    if let Some(base) = base {
        server.base_told = true;
        server.profile.base_url = bare(&base);
    }
    let has_endpoints = token.is_some() || authorize.is_some();
    server.profile.endpoints.token = token.as_ref().map(bare);
    server.profile.endpoints.authorize = authorize.as_ref().map(bare);
    let access = take(&TOKEN);
    let secret = take(&CLIENT_SECRET);
    // A bare `client_id` is often a customer number, not an OAuth client.
    if secret.is_some() || has_endpoints {
        let id = take(&CLIENT_ID).and_then(|id| understood.real(&id));
        let mut client = ClientDraft::new(id.unwrap_or_default());
        client.secret = secret
            .and_then(|secret| understood.real(&secret))
            .map(Secret::new);
        if client.secret.is_some() {
            client.profile.auth = AuthMethod::ClientSecretBasic;
        }
        let scopes = take(&SCOPE).unwrap_or_default();
        client.profile.scopes = scopes.split_whitespace().map(str::to_owned).collect();
        client.profile.redirect_uri = take(&REDIRECT).unwrap_or_default();
        if let Some(url) = &authorize {
            authorize::parameters(url, &mut client, understood);
        }
        if let Some(url) = &token {
            token_request::query(url, &mut client, understood);
        }
        if !client.profile.client_id.is_empty() || client.secret.is_some() {
            server.clients.push(client);
        }
    }
    if let Some(access) = access.and_then(|access| understood.real(&access)) {
        server.tokens.push(TokenDraft::new("", access));
    }
    for (name, _) in named {
        understood.leave(Ignored::new(
            name,
            "Tokenry stores no variables without a collection, and does not recognise this one.",
        ));
    }
    understood.add(server);
}

fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

fn web_address(text: &str) -> Option<Url> {
    let typed = typed_address(text);
    request::address(&typed)
        .ok()
        .filter(|_| !typed.contains("{{"))
}
