//! A JWT of the client for a token (RFC 7523), and a token for another one (RFC 8693), at a real
//! authorization server to which the grants were added.

use serde_json::{Value, json};
use tokenry_core::{
    error::ErrorKind,
    login::{DirectGrant, ExchangeForm},
};
use tokenry_model::client::{AuthMethod, ClientProfile};
use tokenry_stage::{OidcOptions, OidcServer, visit};

use crate::support::{Bench, client_profile, done, login_form, status};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const LOOPBACK: &str = "http://127.0.0.1/callback";

/// Made for these tests, and good for nothing else.
const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"app-ec",
    "x":"jg6FNuMu4d3SaKRm9Gp_Zzv2RUDDYdmbTEfIOWkEFbg",
    "y":"HfMTNEGzOEMH_5pxFz3rnJIap__NvYcA_eWMkrXmlPQ",
    "d":"JgGX24ZuhMNRg882CwbnANFaAJ_2OzfQsRa9YHwYIf0"}"#;
const OTHER_KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"app-ed",
    "x":"oASSvIa1z8ZtoWdnul77x0aLg1oAPrTKoQP9wpbdtoQ",
    "d":"bmd6zBD_zx8G649k1bVT6XNCBTpK716znJWVRg_Yr_8"}"#;

async fn server() -> OidcServer {
    let mut public: Value = serde_json::from_str(KEY).expect("a JWK");
    public.as_object_mut().expect("an object").remove("d");
    let options = OidcOptions {
        clients: vec![json!({
            "client_id": "service",
            "application_type": "native",
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "grant_types": ["authorization_code", "refresh_token", JWT_BEARER, EXCHANGE],
            "redirect_uris": [LOOPBACK],
            "jwks": {"keys": [public]},
        })],
        ..OidcOptions::default()
    };
    OidcServer::start(options)
        .await
        .expect("oidc-provider starts")
}

fn service(scopes: &[&str]) -> ClientProfile {
    ClientProfile {
        auth: AuthMethod::PrivateKeyJwt,
        ..client_profile("service", LOOPBACK, scopes)
    }
}

#[tokio::test]
async fn a_client_speaks_for_an_account_and_renews_by_itself() {
    let (server, bench) = (server().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let client = bench
        .client(known.id, service(&["notes:read"]), Some(KEY))
        .await;
    let grant = || DirectGrant::JwtBearer {
        subject: Some("alice".into()),
    };
    let form = login_form(client.id, "for alice");
    let token = bench.workbench.obtain_token(form, grant()).await;
    let token = token.expect("the server believes the signature");
    assert_eq!(
        token.account.as_ref().map(|one| &*one.subject),
        Some("alice")
    );
    let notes = server.api("/notes");
    assert_eq!(status(&bench.get(notes.as_str(), token.id).await), 200);

    // There is no refresh token: another JWT is signed.
    server.revoke_access_tokens().await.expect("revoked");
    assert_eq!(token.secrets.refresh, None);
    let renewed = bench.workbench.refresh_token(token.id).await;
    let renewed = renewed.expect("without a person").token;
    assert_eq!(renewed.generation, 2);
    assert_eq!(status(&bench.get(notes.as_str(), token.id).await), 200);

    let calls = server.token_posts().await.expect("the ledger");
    let assertions: Vec<_> = calls
        .iter()
        .filter(|call| call.parameter("grant_type") == Some(JWT_BEARER))
        .filter_map(|call| call.parameter("assertion"))
        .collect();
    assert_eq!(assertions.len(), 2);
    assert_ne!(assertions[0], assertions[1], "each is good once");
}

#[tokio::test]
async fn with_a_key_that_is_not_registered_nothing_is_stored() {
    let (server, bench) = (server().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let client = bench
        .client(known.id, service(&["notes:read"]), Some(OTHER_KEY))
        .await;
    let grant = DirectGrant::JwtBearer { subject: None };
    let refused = bench
        .workbench
        .obtain_token(login_form(client.id, "nobody"), grant)
        .await
        .expect_err("the server does not know the key");
    assert_eq!(refused.kind(), ErrorKind::ClientRefused, "{refused}");
    assert!(bench.workbench.tokens().await.expect("the list").is_empty());
    assert!(!server.token_posts().await.expect("the ledger").is_empty());
}

#[tokio::test]
async fn a_token_is_exchanged_for_one_that_may_less() {
    let (server, bench) = (server().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let all = ["openid", "notes:read", "notes:write"];
    let client = bench.client(known.id, service(&all), Some(KEY)).await;
    let login = bench
        .workbench
        .start_login(login_form(client.id, "alice"))
        .await
        .expect("it starts");
    let back = server.login_by_http(&login.authorize_url, "alice").await;
    visit(&back.expect("alice logs in"))
        .await
        .expect("the listener answers");
    let ended = bench.workbench.login_ended(login.id).await;
    let subject = done(&ended.expect("it ends"));

    let exchange = |scope: &str, name: &str| {
        let mut form = login_form(client.id, name);
        form.scopes = Some(vec![scope.to_owned()]);
        let grant = DirectGrant::TokenExchange(ExchangeForm {
            subject,
            actor: None,
            requested_type: None,
        });
        bench.workbench.obtain_token(form, grant)
    };
    let less = exchange("notes:read", "reader").await.expect("exchanged");
    let notes = server.api("/notes");
    assert_eq!(status(&bench.get(notes.as_str(), less.id).await), 200);
    let members = bench.workbench.token_members(less.id).await.expect("kept");
    let kind = members.iter().find(|one| one.name == "issued_token_type");
    let kind = kind.expect("what the server says of it is kept");
    assert!(kind.value.ends_with(":access_token"), "{kind:?}");

    let refused = exchange("notes:admin", "admin").await;
    let refused = refused.expect_err("the subject has not that scope");
    let said = refused.said().expect("the server's words");
    assert!(said.starts_with("invalid_scope"), "{said}");
    let calls = server.token_posts().await.expect("the ledger");
    let exchanges = calls
        .iter()
        .filter(|call| call.parameter("grant_type") == Some(EXCHANGE));
    assert_eq!(exchanges.count(), 2);
}
