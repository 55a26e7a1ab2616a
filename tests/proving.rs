//! Clients that prove themselves by what they sign, and push their requests, at a real
//! authorization server.

use serde_json::{Value, json};
use tokenry_core::login::DirectGrant;
use tokenry_model::client::{AuthMethod, ClientProfile, ClientSecurity};
use tokenry_stage::{OidcOptions, OidcServer, visit};

use crate::support::{Bench, client_profile, done, login_form, status};

const SCOPES: [&str; 3] = ["openid", "profile", "notes:read"];
const LOOPBACK: &str = "http://127.0.0.1/callback";
const SECRET: &str = "a shared secret of more than thirty-two characters";

/// Made for these tests, and good for nothing else.
const EC: &str = r#"{"kty":"EC","crv":"P-256","kid":"app-ec",
    "x":"jg6FNuMu4d3SaKRm9Gp_Zzv2RUDDYdmbTEfIOWkEFbg",
    "y":"HfMTNEGzOEMH_5pxFz3rnJIap__NvYcA_eWMkrXmlPQ",
    "d":"JgGX24ZuhMNRg882CwbnANFaAJ_2OzfQsRa9YHwYIf0"}"#;
const ED: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"app-ed",
    "x":"oASSvIa1z8ZtoWdnul77x0aLg1oAPrTKoQP9wpbdtoQ",
    "d":"bmd6zBD_zx8G649k1bVT6XNCBTpK716znJWVRg_Yr_8"}"#;

/// One client for each method, with its secret or its public key.
fn registrations() -> Vec<Value> {
    let public = |private: &str| {
        let mut key: Value = serde_json::from_str(private).expect("a JWK");
        key.as_object_mut().expect("an object").remove("d");
        key
    };
    let client = |id: &str, auth: &str, alg: &str, more: Value| {
        let mut client = json!({
            "client_id": id,
            "application_type": "native",
            "token_endpoint_auth_method": auth,
            "token_endpoint_auth_signing_alg": alg,
            "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
            "redirect_uris": [LOOPBACK],
        });
        let all = client.as_object_mut().expect("an object");
        all.extend(more.as_object().expect("an object").clone());
        client
    };
    vec![
        client(
            "hs",
            "client_secret_jwt",
            "HS256",
            json!({"client_secret": SECRET}),
        ),
        client(
            "ec",
            "private_key_jwt",
            "ES256",
            json!({"jwks": {"keys": [public(EC)]}}),
        ),
        client(
            "ed",
            "private_key_jwt",
            "EdDSA",
            json!({"jwks": {"keys": [public(ED)]}}),
        ),
    ]
}

async fn server() -> OidcServer {
    let options = OidcOptions {
        clients: registrations(),
        ..OidcOptions::default()
    };
    OidcServer::start(options)
        .await
        .expect("oidc-provider starts")
}

#[tokio::test]
async fn by_a_signature_for_every_grant_and_for_the_refresh() {
    let (server, bench) = (server().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    for (id, auth, secret) in [
        ("hs", AuthMethod::ClientSecretJwt, SECRET),
        ("ec", AuthMethod::PrivateKeyJwt, EC),
        ("ed", AuthMethod::PrivateKeyJwt, ED),
    ] {
        let profile = ClientProfile {
            auth,
            hardening: ClientSecurity {
                pushed: true,
                ..ClientSecurity::default()
            },
            ..client_profile(id, LOOPBACK, &SCOPES)
        };
        let client = bench.client(known.id, profile, Some(secret)).await;

        let robot = login_form(client.id, &format!("{id} robot"));
        let grant = DirectGrant::ClientCredentials;
        let robot = bench.workbench.obtain_token(robot, grant).await;
        robot.unwrap_or_else(|error| panic!("{id}: {error:?}"));

        let login = bench.workbench.start_login(login_form(client.id, id)).await;
        let login = login.expect("the request is pushed");
        let shown: Vec<_> = login.authorize_url.query_pairs().into_owned().collect();
        assert_eq!(shown.len(), 2, "only a reference: {shown:?}");
        assert_eq!(shown[0], ("client_id".to_owned(), id.to_owned()));
        assert_eq!(shown[1].0, "request_uri");
        let back = server.login_by_http(&login.authorize_url, "alice").await;
        visit(&back.expect("alice logs in"))
            .await
            .expect("the listener answers");
        let ended = bench.workbench.login_ended(login.id).await;
        let token = done(&ended.expect("it ends"));
        let me = server.api("/me");
        assert_eq!(status(&bench.get(me.as_str(), token).await), 200, "{id}");
        let renewed = bench.workbench.refresh_token(token).await;
        renewed.unwrap_or_else(|error| panic!("{id}: {error:?}"));
    }
    for call in server.token_posts().await.expect("the ledger") {
        assert_eq!(call.parameter("client_secret"), None);
        assert!(call.parameter("client_assertion").is_some(), "{call:?}");
    }
}

#[tokio::test]
async fn with_another_key_it_is_refused_and_nothing_is_stored() {
    let (server, bench) = (server().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = ClientProfile {
        auth: AuthMethod::PrivateKeyJwt,
        ..client_profile("ec", LOOPBACK, &SCOPES)
    };
    let client = bench.client(known.id, profile, Some(ED)).await;
    let form = login_form(client.id, "robot");
    let grant = DirectGrant::ClientCredentials;
    let error = bench.workbench.obtain_token(form, grant).await;
    let error = error.expect_err("the key is not the registered one");
    let said = error.said().expect("the server says why");
    assert!(said.contains("invalid_client"), "{said}");
    assert!(bench.workbench.tokens().await.expect("a list").is_empty());
}
