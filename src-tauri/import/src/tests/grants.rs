//! Less common grants and authentication methods in documentation.

use serde_json::json;

use super::{client, left, read, server, understood, url};
use crate::Kind;
use tokenry_model::{client::AuthMethod, grant_type::GrantType, jwt::unsigned};

const TOKEN: &str = "curl https://id.example.org/token";
const JWT_BEARER: &str =
    "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#[test]
fn an_assertion_names_the_method_and_the_client() {
    let signed = unsigned(&json!({"iss": "robot", "sub": "robot", "jti": "planted-once"}));
    // {"alg":"HS256"}
    let with_secret = format!(
        "eyJhbGciOiJIUzI1NiJ9.{}",
        &signed[signed.find('.').unwrap_or(0) + 1..]
    );
    for (assertion, auth, id) in [
        (signed.as_str(), AuthMethod::PrivateKeyJwt, "robot"),
        (&with_secret, AuthMethod::ClientSecretJwt, "robot"),
        ("$ASSERTION", AuthMethod::PrivateKeyJwt, ""),
    ] {
        let found = understood(&format!(
            "{TOKEN} -d grant_type=client_credentials -d {JWT_BEARER} -d 'client_assertion={assertion}'"
        ));
        assert_eq!(found.kinds, [Kind::TokenRequest]);
        let client = client(&found);
        assert_eq!(client.profile.auth, auth, "{assertion}");
        assert_eq!(client.profile.client_id, id, "{assertion}");
        assert_eq!(client.grants, [GrantType::ClientCredentials]);
        assert!(client.profile.extras.is_empty(), "{found:?}");
        assert!(!client.is_whole(), "its key is still missing");
        let why = &found.left.first().expect("the assertion").why;
        assert!(why.contains("Enter the client's key"), "{why}");
        assert_eq!(found.left.len(), 1, "{:?}", found.left);
        assert!(!format!("{found:?}").contains("planted"), "{found:?}");
    }
    let saml = understood(&format!(
        "{TOKEN} -d grant_type=client_credentials -d client_id=a -d client_assertion=PHg+ \
         -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
    ));
    assert!(left(&saml, "client_assertion_type=urn"), "{:?}", saml.left);
}

#[test]
fn a_jwt_bearer_request_is_a_service_accounts_or_somebody_elses() {
    let grant = "-d grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer";
    let assertion = unsigned(&json!({"iss": "robot@project.example", "scope": "read"}));
    let own = understood(&format!("{TOKEN} {grant} -d assertion={assertion}"));
    let robot = client(&own);
    assert_eq!(robot.profile.client_id, "robot@project.example");
    assert_eq!(robot.profile.auth, AuthMethod::PrivateKeyJwt);
    assert_eq!(robot.grants, [GrantType::JwtBearer]);
    assert!(left(&own, "assertion"), "{:?}", own.left);

    let given = understood(&format!(
        "{TOKEN} -u app:s3cret {grant} -d assertion={assertion} -d scope=read"
    ));
    let app = client(&given);
    assert_eq!(app.profile.client_id, "app");
    assert_eq!(app.profile.auth, AuthMethod::ClientSecretBasic);
    assert_eq!(app.profile.scopes, ["read"]);
    let why = &given.left.first().expect("the assertion").why;
    assert!(why.contains("each time you get a token"), "{why}");
    assert!(!format!("{given:?}").contains(&assertion), "{given:?}");
}

#[test]
fn what_belongs_to_one_exchange_is_no_habit_of_the_client() {
    let found = understood(&format!(
        "{TOKEN} -u app:s3cret -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \
         -d subject_token=planted-subject -d actor_token=planted-actor \
         -d subject_token_type=urn:ietf:params:oauth:token-type:access_token \
         -d requested_token_type=urn:ietf:params:oauth:token-type:jwt \
         -d audience=billing -d resource=https://api.example.org -d scope=read -d tenant=7"
    ));
    let client = client(&found);
    assert_eq!(client.grants, [GrantType::TokenExchange]);
    assert_eq!(client.profile.scopes, ["read"]);
    let extras: Vec<_> = client.profile.extras.iter().map(|one| &one.name).collect();
    assert_eq!(extras, ["tenant"], "only what is no part of the exchange");
    for what in [
        "subject_token",
        "actor_token",
        "subject_token_type=",
        "requested_token_type=",
        "audience=billing",
        "resource=https://api.example.org",
    ] {
        assert!(left(&found, what), "{what}: {:?}", found.left);
    }
    assert!(!format!("{found:?}").contains("planted"), "{found:?}");
}

#[test]
fn both_requests_of_a_device_name_their_endpoint() {
    for address in [
        "https://id.example.org/oauth/device_authorization",
        "https://id.example.org/login/device/code",
        "https://id.example.org/realms/a/protocol/openid-connect/auth/device",
    ] {
        let found = understood(&format!(
            "curl -X POST {address} -d client_id=tv -d 'scope=read write'"
        ));
        assert_eq!(found.kinds, [Kind::DeviceRequest], "{address}");
        let ends = &server(&found).profile.endpoints;
        assert_eq!(url(ends.device.as_ref()), address);
        assert_eq!(ends.token, None, "that is another");
        let client = client(&found);
        assert_eq!(client.profile.client_id, "tv");
        assert_eq!(client.profile.scopes, ["read", "write"]);
        assert_eq!(client.grants, [GrantType::DeviceCode]);
        assert!(client.is_whole(), "a public client");
    }
    let both = read(&[
        "curl https://id.example.org/oauth/device -d client_id=tv -d scope=read",
        "curl https://id.example.org/oauth/token -d client_id=tv -d device_code=planted \
         -d grant_type=urn:ietf:params:oauth:grant-type:device_code",
    ])
    .expect("both are read");
    let ends = &server(&both).profile.endpoints;
    assert_eq!(
        url(ends.device.as_ref()),
        "https://id.example.org/oauth/device"
    );
    assert_eq!(
        url(ends.token.as_ref()),
        "https://id.example.org/oauth/token"
    );
    assert_eq!(client(&both).grants, [GrantType::DeviceCode]);
    assert!(!format!("{both:?}").contains("planted"), "{both:?}");

    let call =
        understood("curl -X POST https://api.example.org/devices -H 'Authorization: Bearer at-1'");
    assert_eq!(call.kinds, [Kind::ApiCall], "a device of the API's own");
}

#[test]
fn a_password_is_never_taken() {
    let found = understood(&format!(
        "{TOKEN} -d grant_type=password -d client_id=old -d username=me -d password=planted-word"
    ));
    let client = client(&found);
    assert_eq!(client.grants, [GrantType::Password]);
    assert_eq!(client.profile.client_id, "old");
    assert!(client.profile.extras.is_empty(), "{found:?}");
    for what in ["username", "password"] {
        assert!(left(&found, what), "{what}: {:?}", found.left);
    }
    assert!(!format!("{found:?}").contains("planted"), "{found:?}");
}

#[test]
fn a_postman_block_with_an_assertion_is_understood_too() {
    let parameter = |name: &str, value: &str| json!({"key": name, "value": value, "enabled": true, "send_as": "request_body"});
    let field =
        |name: &str, value: serde_json::Value| json!({"key": name, "value": value, "type": "any"});
    let signed = unsigned(&json!({"iss": "robot"}));
    let collection = json!({
        "info": {"name": "Robots", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [],
        "auth": {"type": "oauth2", "oauth2": [
            field("grant_type", "client_credentials".into()),
            field("accessTokenUrl", "https://id.example.org/token".into()),
            field("tokenRequestParams", json!([
                parameter("client_assertion", &signed),
                parameter("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                parameter("audience", "billing"),
            ])),
        ]},
    });
    let found = understood(&collection.to_string());
    let client = client(&found);
    assert_eq!(client.profile.auth, AuthMethod::PrivateKeyJwt);
    assert_eq!(client.profile.client_id, "robot");
    let extras: Vec<_> = client.profile.extras.iter().map(|one| &one.name).collect();
    assert_eq!(extras, ["audience"]);
    assert!(left(&found, "client_assertion"), "{:?}", found.left);
}
