//! The three grants that need no person, each with secrets that must not leak.

use tokenry_model::{
    client::{AuthMethod, ClientProfile, ClientSecurity},
    clock::Ambient,
    secret::Secret,
    server::ServerProfile,
    transcript::HttpStep,
};
use tokenry_oauth::{
    error::TokenError,
    http::{Http, HttpSettings},
    reply::TokenReply,
    token_endpoint::{ReplyContext, TokenEndpoint, send},
    token_request::{AuthorizationCode, ClientCredentials, RefreshToken, TokenRequest},
};
use url::Url;

pub(crate) const SECRET: &str = "PLANTED-cl1ent-s3cret";
pub(crate) const CODE: &str = "PLANTED-c0de";
pub(crate) const VERIFIER: &str = "PLANTED-ver1fier-0123456789-0123456789-0123";
pub(crate) const REFRESH: &str = "PLANTED-r3fresh";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grant {
    Code,
    ClientCredentials,
    Refresh,
}

pub(crate) const GRANTS: [Grant; 3] = [Grant::Code, Grant::ClientCredentials, Grant::Refresh];

/// The outcome of a token request.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) step: HttpStep,
    pub(crate) outcome: Result<TokenReply, TokenError>,
}

/// An HTTP client without the system's proxy, which must not affect a test.
pub(crate) fn settings() -> HttpSettings {
    HttpSettings {
        system_proxy: false,
        ..HttpSettings::default()
    }
}

/// Requests a token at a URL, exactly like the product.
pub(crate) async fn ask(http: &Http, token_endpoint: &str, grant: Grant) -> Came {
    let url = Url::parse(token_endpoint).expect("an address");
    let mut server = ServerProfile::at("Double", url.clone());
    server.endpoints.token = Some(url);
    let client = ClientProfile {
        name: "App".into(),
        client_id: "app".into(),
        auth: AuthMethod::ClientSecretPost,
        redirect_uri: "http://127.0.0.1/callback".into(),
        further_redirects: Vec::new(),
        scopes: Vec::new(),
        token_style: None,
        placement: None,
        extras: Vec::new(),
        hardening: ClientSecurity::default(),
        sealed: None,
    };
    let secret = Secret::new(SECRET);
    let ambient = Ambient::system();
    let endpoint = match TokenEndpoint::of(&server, &client, Some(&secret), &ambient) {
        Ok(endpoint) => endpoint,
        Err(error) => {
            return Came {
                step: HttpStep::default(),
                outcome: Err(error),
            };
        }
    };
    let scopes = vec!["read".to_owned()];
    let request = match grant {
        Grant::Code => TokenRequest::AuthorizationCode(AuthorizationCode {
            code: Secret::new(CODE),
            verifier: Secret::new(VERIFIER),
            redirect_uri: "http://127.0.0.1:1/callback".into(),
        }),
        Grant::ClientCredentials => TokenRequest::ClientCredentials(ClientCredentials {
            scopes: scopes.clone(),
        }),
        Grant::Refresh => TokenRequest::RefreshToken(RefreshToken {
            refresh_token: Secret::new(REFRESH),
        }),
    };
    let prepared = request
        .prepare(&endpoint)
        .expect("the request can be prepared");
    let redactor = prepared.redactor().clone();
    let sent = send(http, prepared).await;
    let outcome = sent.reply.and_then(|raw| {
        raw.parse(ReplyContext {
            scopes: &scopes,
            redactor: &redactor,
            proven: false,
            reading: tokenry_oauth::reply::ReplyRules::default(),
        })
    });
    Came {
        step: sent.http,
        outcome,
    }
}

/// Everything that a person or a log may show.
pub(crate) fn visible(came: &Came) -> String {
    let step = serde_json::to_string(&came.step).expect("a step serializes");
    let error = came.outcome.as_ref().err();
    let words = error.map(|error| (error.message(), error.said(), error.hint()));
    format!("{step} {came:?} {words:?}")
}
