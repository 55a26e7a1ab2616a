//! A request to a token endpoint (RFC 6749 §3.2): what it tells about the server and the client.

use url::Url;

use super::{
    api_call::{LOOKS_SECRET, passed_over},
    assertion,
    call::{Call, Parameter, pairs},
    draft::{ClientDraft, Kind, Left, ServerDraft, TokenDraft, Understood},
};
use crate::{
    client::AuthMethod,
    recipe::Grant,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep},
};

pub(super) fn is_one(call: &Call) -> bool {
    call.parameter("grant_type").is_some()
}

pub(super) fn read(call: &Call) -> Understood {
    let mut understood = of_client(call, Kind::TokenRequest);
    let Some(grant) = call.parameter("grant_type") else {
        return understood;
    };
    let known = grant_of(&grant.value);
    if known.is_none() {
        understood.leave(Left::new(
            format!("grant_type={}", grant.value),
            "Tokenry does not know this grant.",
        ));
    }
    for server in &mut understood.servers {
        server.profile.endpoints.token = Some(call.endpoint());
        server.profile.habits.token_style = call.style(grant.in_query);
        for client in &mut server.clients {
            if let Some(known) = known {
                client.add_grant(known);
            }
        }
    }
    understood
}

/// The server and the client of a request that carries the client's own parameters.
pub(super) fn of_client(call: &Call, kind: Kind) -> Understood {
    let mut understood = Understood::of(kind);
    let mut server = ServerDraft::at(&call.url);
    let mut client = ClientDraft::new(String::new());
    basic(call, &mut client, &mut understood);
    let mut parameters = call.parameters();
    // Whose an assertion is shows in all the others.
    parameters.sort_by_key(|parameter| parameter.name == "assertion");
    let refreshes = call
        .parameter("grant_type")
        .is_some_and(|grant| grant_of(&grant.value) == Some(Grant::RefreshToken));
    let exchange = call
        .parameter("grant_type")
        .is_some_and(|grant| grant_of(&grant.value) == Some(Grant::TokenExchange));
    for parameter in parameters {
        if exchange && of_exchange(&parameter, &mut understood) {
            continue;
        }
        if refreshes && parameter.name == "refresh_token" {
            // Whoever has nothing else (a self-authorised application) goes on with this one.
            server
                .tokens
                .extend(of_refresh(&parameter, &mut understood));
            continue;
        }
        take(&parameter, &mut client, &mut understood);
    }
    for (name, value) in &call.headers {
        header(name, value, &mut client, &mut understood);
    }
    server.clients.push(client);
    understood.add(server);
    understood
}

/// What the query of a token endpoint tells of the client. What is known already stays.
pub(super) fn query(url: &Url, client: &mut ClientDraft, understood: &mut Understood) {
    for (name, value) in pairs(url.query().unwrap_or_default()) {
        let known = match name.as_str() {
            "client_id" => !client.profile.client_id.is_empty(),
            "client_secret" => client.secret.is_some(),
            _ => false,
        };
        if !known {
            let parameter = Parameter {
                name,
                value,
                in_query: true,
            };
            take(&parameter, client, understood);
        }
    }
}

fn of_refresh(parameter: &Parameter, understood: &mut Understood) -> Option<TokenDraft> {
    let refresh = understood.real(&parameter.value)?;
    Some(TokenDraft {
        name: String::new(),
        access: Secret::new(""),
        refresh: Some(Secret::new(refresh)),
    })
}

/// As `grant_type` or Postman writes it.
pub(super) fn grant_of(text: &str) -> Option<Grant> {
    Some(match text {
        "authorization_code" | "authorization_code_with_pkce" => Grant::AuthorizationCode,
        "client_credentials" => Grant::ClientCredentials,
        "refresh_token" => Grant::RefreshToken,
        "urn:ietf:params:oauth:grant-type:device_code" => Grant::DeviceCode,
        "password" | "password_credentials" => Grant::Password,
        "implicit" => Grant::Implicit,
        "urn:ietf:params:oauth:grant-type:token-exchange" => Grant::TokenExchange,
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => Grant::JwtBearer,
        _ => return None,
    })
}

/// Id and secret of an `Authorization: Basic` (RFC 6749 §2.3.1).
fn basic(call: &Call, client: &mut ClientDraft, understood: &mut Understood) {
    let Some((id, secret)) = call.basic.clone().or_else(|| decoded(call)) else {
        return;
    };
    client.profile.auth = AuthMethod::Basic;
    client.profile.client_id = understood.real(&id).unwrap_or_default();
    client.secret = understood.real(&secret).map(Secret::new);
}

fn decoded(call: &Call) -> Option<(String, String)> {
    use base64::Engine as _;
    let (scheme, credential) = call.header("authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = base64::engine::general_purpose::STANDARD.decode(credential.trim());
    let text = String::from_utf8(bytes.ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// What is said anew for every exchange (RFC 8693 §2.1) is no habit of the client.
fn of_exchange(parameter: &Parameter, understood: &mut Understood) -> bool {
    let (name, value) = (parameter.name.as_str(), parameter.value.as_str());
    let why = match name {
        _ if value.is_empty() => return false,
        "subject_token_type" | "actor_token_type" => "Tokenry exchanges access tokens.",
        "requested_token_type" | "audience" | "resource" => {
            "It is of one exchange, and is chosen with the token to exchange."
        }
        _ => return false,
    };
    understood.leave(Left::new(format!("{name}={value}"), why));
    true
}

fn take(parameter: &Parameter, client: &mut ClientDraft, understood: &mut Understood) {
    let (name, value) = (parameter.name.as_str(), parameter.value.as_str());
    let profile = &mut client.profile;
    match name {
        _ if value.is_empty() => {}
        "grant_type" => {}
        "client_id" => {
            if let Some(id) = understood.real(value) {
                profile.client_id = id;
            }
        }
        "client_secret" => {
            profile.auth = AuthMethod::Post;
            client.secret = understood.real(value).map(Secret::new);
        }
        "scope" => {
            let scopes = understood.real(value).unwrap_or_default();
            profile.scopes = scopes.split_whitespace().map(str::to_owned).collect();
        }
        "redirect_uri" => profile.redirect_uri = understood.real(value).unwrap_or_default(),
        "code" | "code_verifier" | "device_code" | "state" | "nonce" | "refresh_token"
        | "subject_token" | "actor_token" | "id_token_hint" => understood.leave(Left::new(
            name,
            "It is of one login or token; Tokenry gets its own.",
        )),
        "assertion" => assertion::as_grant(value, client, understood),
        "username" | "password" => understood.leave(Left::new(
            name,
            "Tokenry asks for it when it is needed, and keeps no passwords.",
        )),
        "client_assertion" => assertion::of_client(value, client, understood),
        "client_assertion_type" => assertion::kind_of_client(value, understood),
        // What is secret among them is sealed with the client.
        _ => {
            let Some(value) = understood.real(value) else {
                return;
            };
            client.add_extra(Extra {
                on: ExtraStep::Token,
                place: if parameter.in_query {
                    ExtraPlace::Query
                } else {
                    ExtraPlace::Body
                },
                name: name.to_owned(),
                value,
            });
        }
    }
}

fn header(name: &str, value: &str, client: &mut ClientDraft, understood: &mut Understood) {
    match name.to_ascii_lowercase().as_str() {
        "content-type" | "accept" | "content-length" | "host" => {}
        "authorization" if client.profile.auth == AuthMethod::Basic => {}
        lower => match passed_over(lower) {
            Some(why) if why != LOOKS_SECRET => understood.leave(Left::new(name, why)),
            _ => {
                if let Some(value) = understood.real(value) {
                    client.add_extra(Extra {
                        on: ExtraStep::Token,
                        place: ExtraPlace::Header,
                        name: name.to_owned(),
                        value,
                    });
                }
            }
        },
    }
}
