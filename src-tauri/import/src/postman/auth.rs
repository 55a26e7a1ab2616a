//! The authorization of a Postman collection, folder or request.

use serde_json::Value;
use url::Url;

use super::format::{Auth, text};
use crate::{
    assertion, authorize,
    call::{bare, typed_address},
    draft::{ClientDraft, Ignored, ImportPlan, ServerDraft, TokenDraft},
    token_request::{self, grant_of},
};
use tokenry_model::{
    client::AuthMethod,
    grant_type::GrantType,
    request,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, Placement},
    variables::Variables,
};

/// Postman's own page, where the login of its desktop program ends.
const POSTMANS_CALLBACK: &str = "oauth.pstmn.io";

/// The content of an authorization block.
pub(super) enum Authorized {
    Server(Box<ServerDraft>),
    Token(TokenDraft),
    Nothing,
}

pub(super) fn read(auth: &Auth, values: &Variables, understood: &mut ImportPlan) -> Authorized {
    match auth.kind.as_str() {
        "oauth2" => oauth2(auth, values, understood),
        "bearer" => {
            let fields = &auth.fields;
            let token = values.fill(&text(fields.get("token").unwrap_or(&Value::Null)));
            match understood.real(&token) {
                Some(token) => Authorized::Token(TokenDraft::new("", token)),
                None => Authorized::Nothing,
            }
        }
        // The last two are set on each request.
        "" | "noauth" | "inherit" | "apikey" | "basic" => Authorized::Nothing,
        other => {
            understood.leave(Ignored::new(
                format!("the authorization of type “{other}”"),
                "Tokenry supports OAuth 2.0 and bearer tokens.",
            ));
            Authorized::Nothing
        }
    }
}

/// Returns the user name and password of HTTP Basic.
pub(super) fn basic(auth: &Auth, values: &Variables) -> Option<(String, String)> {
    if auth.kind != "basic" {
        return None;
    }
    let fields = &auth.fields;
    let get = |name: &str| values.fill(&text(fields.get(name).unwrap_or(&Value::Null)));
    Some((get("username"), get("password")))
}

fn oauth2(auth: &Auth, values: &Variables, understood: &mut ImportPlan) -> Authorized {
    let fields = &auth.fields;
    let get = |name: &str| values.fill(&text(fields.get(name).unwrap_or(&Value::Null)));
    let token_url = endpoint(&get("accessTokenUrl"), understood);
    let authorize_url = endpoint(&get("authUrl"), understood);
    let refresh_url = endpoint(&get("refreshTokenUrl"), understood);
    let mut client = ClientDraft::new(understood.real(&get("clientId")).unwrap_or_default());
    let grant = get("grant_type");
    let known = grant_of(if grant.is_empty() {
        "authorization_code"
    } else {
        &grant
    });
    match known {
        Some(known) => client.add_grant(known),
        None => understood.leave(Ignored::new(
            format!("grant_type {grant}"),
            "Tokenry does not support this grant.",
        )),
    }
    let secret = get("clientSecret");
    if !secret.trim().is_empty() {
        client.secret = understood.real(&secret).map(Secret::new);
        client.profile.auth = match get("client_authentication").as_str() {
            "body" => AuthMethod::ClientSecretPost,
            _ => AuthMethod::ClientSecretBasic,
        };
    }
    let scopes = understood.real(&get("scope")).unwrap_or_default();
    client.profile.scopes = scopes.split_whitespace().map(str::to_owned).collect();
    if known != Some(GrantType::ClientCredentials) && known != Some(GrantType::Password) {
        let redirect = understood.real(&get("redirect_uri")).unwrap_or_default();
        if redirect.contains(POSTMANS_CALLBACK) {
            understood.leave(Ignored::new(
                &redirect,
                "This is Postman's own page. Paste the URL that you land on, or also register \
                 Tokenry's redirect URI.",
            ));
        }
        client.profile.redirect_uri = redirect;
    }
    for (name, value) in fields {
        rest(name, value, values, &mut client, understood);
    }
    // The query of an endpoint's URL applies to every request there.
    if let Some(url) = &authorize_url {
        authorize::parameters(url, &mut client, understood);
    }
    if let Some(url) = &token_url {
        token_request::query(url, &mut client, understood);
    }
    if let Some(url) = refresh_url.filter(|url| token_url.as_ref().map(bare) != Some(bare(url))) {
        understood.leave(Ignored::new(
            format!("refreshTokenUrl {url}"),
            "Tokenry refreshes tokens at the token endpoint.",
        ));
    }
    let (token_url, authorize_url) = (
        token_url.as_ref().map(bare),
        authorize_url.as_ref().map(bare),
    );
    let Some(first) = token_url.as_ref().or(authorize_url.as_ref()) else {
        return token_of(&get, understood).map_or(Authorized::Nothing, Authorized::Token);
    };
    let mut server = ServerDraft::at(first);
    server.profile.habits.placement = placement(&get("addTokenTo"), &get("headerPrefix"));
    server.profile.endpoints.token = token_url;
    server.profile.endpoints.authorize = authorize_url;
    server.tokens.extend(token_of(&get, understood));
    server.clients.push(client);
    Authorized::Server(Box::new(server))
}

fn endpoint(typed: &str, understood: &mut ImportPlan) -> Option<Url> {
    let typed = understood.real(&typed_address(typed))?;
    if let Some((_, fragment)) = typed.split_once('#') {
        understood.leave(Ignored::new(
            format!("#{fragment}"),
            "The URL of an endpoint must not have a fragment (RFC 6749 §3.1).",
        ));
    }
    let read = request::address(&typed).ok();
    if read.is_none() {
        understood.leave(Ignored::new(typed, "It is not a web URL."));
    }
    read
}

fn token_of(get: &impl Fn(&str) -> String, understood: &mut ImportPlan) -> Option<TokenDraft> {
    let access = understood.real(&get("accessToken"))?;
    Some(TokenDraft::new(get("tokenName").trim(), access))
}

fn placement(add_to: &str, prefix: &str) -> Placement {
    match (add_to, prefix.trim()) {
        ("queryParams", _) => Placement::Query {
            name: "access_token".into(),
        },
        (_, "") => Placement::default(),
        (_, prefix) => Placement::Header {
            name: "Authorization".into(),
            prefix: prefix.to_owned(),
        },
    }
}

/// Reads the fields that belong neither to the server nor to the client.
fn rest(
    name: &str,
    value: &Value,
    values: &Variables,
    client: &mut ClientDraft,
    understood: &mut ImportPlan,
) {
    let filled = values.fill(&text(value));
    match name {
        "accessTokenUrl"
        | "authUrl"
        | "clientId"
        | "clientSecret"
        | "grant_type"
        | "scope"
        | "redirect_uri"
        | "client_authentication"
        | "addTokenTo"
        | "headerPrefix"
        | "accessToken"
        | "refreshTokenUrl"
        | "tokenName"
        | "tokenType" => {}
        "authRequestParams" => extras(value, ExtraStep::Authorize, values, client, understood),
        "tokenRequestParams" => extras(value, ExtraStep::Token, values, client, understood),
        "refreshRequestParams" => extras(value, ExtraStep::Refresh, values, client, understood),
        "resource" | "audience" => {
            let Some(value) = understood.real(&filled) else {
                return;
            };
            client.add_extra_of_login(name, &value);
        }
        _ if filled.is_empty() => {}
        "state" | "challengeAlgorithm" | "code_verifier" => understood.leave(Ignored::new(
            name,
            "Tokenry creates its own for every login, always with S256.",
        )),
        "username" | "password" => understood.leave(Ignored::new(
            name,
            "Tokenry asks for it when needed, and stores no passwords.",
        )),
        "useBrowser" => understood.leave(Ignored::new(
            name,
            "Tokenry always uses the system's browser for a login.",
        )),
        _ => understood.leave(Ignored::new(name, "Tokenry does not know this setting.")),
    }
}

fn extras(
    list: &Value,
    on: ExtraStep,
    values: &Variables,
    client: &mut ClientDraft,
    understood: &mut ImportPlan,
) {
    for pair in list.as_array().into_iter().flatten() {
        let (name, value) = (text(&pair["key"]), values.fill(&text(&pair["value"])));
        if name.is_empty() || pair["enabled"].as_bool() == Some(false) {
            continue;
        }
        match name.as_str() {
            "client_assertion" => {
                assertion::of_client(&value, client, understood);
                continue;
            }
            "client_assertion_type" => {
                assertion::kind_of_client(&value, understood);
                continue;
            }
            _ => {}
        }
        let Some(value) = understood.real(&value) else {
            continue;
        };
        let place = match pair["send_as"].as_str().unwrap_or_default() {
            "request_header" => ExtraPlace::Header,
            "request_url" => ExtraPlace::Query,
            _ if on == ExtraStep::Authorize => ExtraPlace::Query,
            _ => ExtraPlace::Body,
        };
        client.add_extra(Extra {
            on,
            place,
            name,
            value,
        });
    }
}
