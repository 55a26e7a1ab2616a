//! Token requests (RFC 6749 §3.2): what they reveal about the server and the client.

mod basic;
mod own_names;

use url::Url;

pub(super) use self::own_names::is_id;

use super::{
    api_call::{LOOKS_SECRET, passed_over},
    assertion,
    call::{Call, Parameter, pairs},
    draft::{ClientDraft, Ignored, ImportPlan, Kind, ServerDraft, Trust},
    placeholder::is_placeholder,
};
use tokenry_model::{
    client::AuthMethod,
    grant_type::GrantType,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep},
};

/// All parameters together decide the purpose of a request: many services have no `grant_type`, and
/// some use their own names for everything.
pub(super) fn is_one(call: &Call) -> bool {
    let has = |name| own_names::parameter(call, name).is_some();
    if call.parameter("grant_type").is_some() {
        return true;
    }
    let mut places = call.url.path_segments().into_iter().flatten();
    let of_tokens = |place: &str| place.to_ascii_lowercase().contains("token");
    let last = call.url.path().trim_end_matches('/').rsplit('/').next();
    let at_token = last.is_some_and(of_tokens);
    let id = own_names::id(call).is_some();
    let secret = has("client_secret") || (id && own_names::secret(call).is_some());
    let proved = secret || has("client_assertion") || basic::proof_of(call).is_some();
    let client = id || basic::proof_of(call).is_some();
    let spends = has("code") || has("refresh_token") || has("device_code");
    let of_login = has("code") && (has("code_verifier") || has("redirect_uri") || at_token);
    let grant = own_names::parameter(call, "grant_type");
    let names_grant = grant.is_some_and(|grant| grant_of(&grant.value).is_some());
    client && spends && (proved || of_login || at_token)
        || names_grant && (at_token || client && spends)
        || id && secret && places.any(of_tokens)
}

/// Returns `true` if the request contains the client's own secret, and so cannot be a login.
pub(super) fn is_one_proved(call: &Call) -> bool {
    let spends = ["grant_type", "code", "refresh_token"];
    let spends = spends
        .into_iter()
        .any(|name| call.parameter(name).is_some());
    spends && call.parameter("client_secret").is_some() && is_one(call)
}

pub(super) fn read(call: &Call, trust: &Trust) -> ImportPlan {
    let mut understood = of_client(call, Kind::TokenRequest, trust);
    let grant_type = own_names::parameter(call, "grant_type");
    let known = match &grant_type {
        Some(grant) => grant_of(&grant.value),
        None => Some(implied(call)),
    };
    let place = grant_type
        .as_ref()
        .or(call.parameter("client_id").as_ref())
        .is_some_and(|one| one.in_query);
    let unknown = grant_type.filter(|_| known.is_none()).and_then(|grant| {
        let value = understood.real(&grant.value)?;
        understood.note(format!(
            "The server has its own grant type: grant_type={value} is sent as an extra parameter."
        ));
        Some(extra(grant.name, value, grant.in_query))
    });
    for server in &mut understood.servers {
        server.profile.endpoints.token = Some(call.endpoint());
        server.profile.habits.token_style = call.style(place);
        for client in &mut server.clients {
            if let Some(extra) = &unknown {
                client.add_extra(extra.clone());
                client.add_grant(GrantType::ClientCredentials);
            }
            if let Some(known) = known {
                client.add_grant(known);
            }
        }
    }
    understood
}

/// Returns the grant of a request that names none.
fn implied(call: &Call) -> GrantType {
    let has = |name| own_names::parameter(call, name).is_some();
    match () {
        () if has("refresh_token") => GrantType::RefreshToken,
        () if has("code") => GrantType::AuthorizationCode,
        () if has("device_code") => GrantType::DeviceCode,
        () if has("username") && has("password") => GrantType::Password,
        () => GrantType::ClientCredentials,
    }
}

fn extra(name: String, value: String, in_query: bool) -> Extra {
    Extra {
        on: ExtraStep::Token,
        place: if in_query {
            ExtraPlace::Query
        } else {
            ExtraPlace::Body
        },
        name,
        value,
    }
}

/// Reads the server and the client of a request with client parameters.
pub(super) fn of_client(call: &Call, kind: Kind, trust: &Trust) -> ImportPlan {
    let mut understood = ImportPlan::of(kind, trust);
    let mut server = ServerDraft::at(&call.url);
    let mut client = ClientDraft::new(String::new());
    basic::take(call, &mut client, &mut understood);
    let mut parameters = call.parameters();
    // The other parameters determine who signed an assertion.
    parameters.sort_by_key(|parameter| parameter.name == "assertion");
    let exchange = call
        .parameter("grant_type")
        .is_some_and(|grant| grant_of(&grant.value) == Some(GrantType::TokenExchange));
    for parameter in parameters {
        if exchange && of_exchange(&parameter, &mut understood) {
            continue;
        }
        take(&parameter, &mut client, &mut understood);
    }
    if let Some(note) = own_names::note(call) {
        understood.note(note);
    }
    for (name, value) in &call.headers {
        header(name, value, &mut client, &mut understood);
    }
    server.clients.push(client);
    understood.add(server);
    understood
}

/// Reads the client from the query of a token endpoint. Existing values stay.
pub(super) fn query(url: &Url, client: &mut ClientDraft, understood: &mut ImportPlan) {
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

/// Recognises the names of `grant_type` and of Postman.
pub(super) fn grant_of(text: &str) -> Option<GrantType> {
    Some(match text {
        "authorization_code" | "authorization_code_with_pkce" => GrantType::AuthorizationCode,
        "client_credentials" => GrantType::ClientCredentials,
        "refresh_token" => GrantType::RefreshToken,
        "urn:ietf:params:oauth:grant-type:device_code" => GrantType::DeviceCode,
        "password" | "password_credentials" => GrantType::Password,
        "implicit" => GrantType::Implicit,
        "urn:ietf:params:oauth:grant-type:token-exchange" => GrantType::TokenExchange,
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => GrantType::JwtBearer,
        _ => return None,
    })
}

/// Returns `true` if a placeholder follows the scheme.
fn is_open(value: &str) -> bool {
    let credential = value
        .split_once(' ')
        .map(|(_, credential)| credential.trim());
    credential.is_some_and(is_placeholder)
}

/// Parameters that differ in every exchange (RFC 8693 §2.1) are not part of the client.
fn of_exchange(parameter: &Parameter, understood: &mut ImportPlan) -> bool {
    let (name, value) = (parameter.name.as_str(), parameter.value.as_str());
    let why = match name {
        _ if value.is_empty() => return false,
        "subject_token_type" | "actor_token_type" => "Tokenry exchanges access tokens.",
        "requested_token_type" | "audience" | "resource" => {
            "It belongs to one exchange. Choose it with the token to exchange."
        }
        _ => return false,
    };
    understood.leave(Ignored::new(format!("{name}={value}"), why));
    true
}

fn take(parameter: &Parameter, client: &mut ClientDraft, understood: &mut ImportPlan) {
    let (name, value) = (parameter.name.as_str(), parameter.value.as_str());
    if let Some(why) = own_names::of_one_login(name).filter(|_| !value.is_empty()) {
        return understood.leave(Ignored::new(name, why));
    }
    let profile = &mut client.profile;
    match name {
        _ if value.is_empty() => {}
        "grant_type" => {}
        "client_id" => {
            if let Some(id) = understood.real(value) {
                profile.client_id = id;
            }
        }
        // Already sent by HTTP Basic, which is therefore the method.
        "client_secret" if client.secret.is_some() => {}
        "client_secret" => {
            profile.auth = AuthMethod::ClientSecretPost;
            client.secret = understood.real(value).map(Secret::new);
        }
        "scope" => {
            let scopes = understood.real(value).unwrap_or_default();
            profile.scopes = scopes.split_whitespace().map(str::to_owned).collect();
        }
        "redirect_uri" => profile.redirect_uri = understood.real(value).unwrap_or_default(),
        // A client without a login (a self-authorized application) starts with this token.
        "refresh_token" => {
            client.refresh = understood
                .real(value)
                .map(Secret::new)
                .or(client.refresh.take());
        }
        "code" | "code_verifier" | "device_code" | "state" | "nonce" | "subject_token"
        | "actor_token" | "id_token_hint" => understood.leave(Ignored::new(
            name,
            "It belongs to one login or token. Tokenry gets its own.",
        )),
        "assertion" => assertion::as_grant(value, client, understood),
        "username" | "password" => understood.leave(Ignored::new(
            name,
            "Tokenry asks for it when needed, and stores no passwords.",
        )),
        // A leftover parameter: HTTP Basic needs no signature.
        "client_assertion" if client.secret.is_some() => {
            understood.leave(Ignored::new(
                name,
                "The client authenticates with its secret.",
            ));
        }
        "client_assertion" => assertion::of_client(value, client, understood),
        "client_assertion_type" => assertion::kind_of_client(value, understood),
        // Secrets among them are sealed with the client.
        _ => {
            let Some(value) = understood.real(value) else {
                return;
            };
            // The server expects its own name for it in every step. Tokenry needs an id to identify
            // the client.
            let is_id = own_names::is_id(name);
            if is_id && profile.client_id.is_empty() {
                profile.client_id.clone_from(&value);
                client.add_extra(Extra {
                    on: ExtraStep::Authorize,
                    place: ExtraPlace::Query,
                    name: name.to_owned(),
                    value: value.clone(),
                });
            }
            let profile = &mut client.profile;
            if own_names::is_redirect(name) && profile.redirect_uri.is_empty() {
                profile.redirect_uri.clone_from(&value);
            }
            let own = extra(name.to_owned(), value, parameter.in_query);
            if is_id || own_names::is_secret(name) {
                client.add_extra(Extra {
                    on: ExtraStep::Refresh,
                    ..own.clone()
                });
            }
            client.add_extra(own);
        }
    }
}

fn header(name: &str, value: &str, client: &mut ClientDraft, understood: &mut ImportPlan) {
    match name.to_ascii_lowercase().as_str() {
        "content-type" | "accept" | "content-length" | "host" => {}
        "authorization" if client.profile.auth == AuthMethod::ClientSecretBasic => {}
        "authorization" if basic::is_sent_by(client, value) => {}
        "authorization" if is_open(value) => {
            understood.miss(value.split_once(' ').map_or(value, |(_, rest)| rest.trim()));
        }
        lower => match passed_over(lower) {
            Some(why) if why != LOOKS_SECRET => understood.leave(Ignored::new(name, why)),
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
