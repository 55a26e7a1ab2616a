//! `tokenry client register …` at a double of Mastodon's way, and at one of RFC 7591 and 7592. The
//! product's own tests register at a real server.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, assert_nowhere};

const SECRET: &str = "PLANTED-client-s3cret";
const MANAGING: &str = "PLANTED-managing-t0ken";

fn social(takes_json: bool) -> TestServer {
    TestServer::new(move |asked| {
        if asked.line != "POST /api/v1/apps" {
            return Reply::new("404 Not Found", "");
        }
        let is_json = asked.header("content-type") == Some("application/json");
        if is_json != takes_json {
            return Reply::new(
                "422 Unprocessable Entity",
                r#"{"error": "Validation failed"}"#,
            );
        }
        if is_json {
            let body: Value = serde_json::from_str(&asked.body).expect("JSON");
            assert_eq!(
                body,
                json!({"client_name": "app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"})
            );
        } else {
            assert!(
                asked
                    .body
                    .contains("redirect_uris=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob"),
                "{asked:?}"
            );
        }
        Reply::json(&format!(
            r#"{{"id": "1", "name": "app", "redirect_uri": "urn:ietf:wg:oauth:2.0:oob", "client_id": "c1", "client_secret": "{SECRET}"}}"#
        ))
    })
}

#[test]
fn the_way_of_mastodon_with_json_and_with_a_form() {
    for takes_json in [true, false] {
        let server = social(takes_json);
        let home = Home::new();
        home.done([
            "server",
            "add",
            &server.url(""),
            "--recipe",
            "gotosocial",
            "--name",
            "it",
        ]);
        let register = [
            "client",
            "register",
            "it",
            "--name",
            "app",
            "--scope",
            "read write",
        ];
        let shown = home.json(&[&register[..], &["--dry-run"]].concat());
        assert_eq!(shown["url"], server.url("/api/v1/apps"));
        assert_eq!(shown["body"]["client_name"], "app");
        assert_eq!(home.json(&["client", "list"]), json!([]), "only shown");

        let client = home.json(&register);
        assert_eq!(
            (&client["client_id"], &client["auth"]),
            (&json!("c1"), &json!("client_secret_post"))
        );
        assert_eq!(client["redirect_uri"], "urn:ietf:wg:oauth:2.0:oob");
        assert_eq!(client["has_secret"], true);
        assert_nowhere(&home.data(), SECRET);
        let said = home.run(register).failed(1);
        assert!(
            said.contains("already named") && said.contains("Nothing was sent"),
            "{said}"
        );
    }
}

#[test]
fn a_registration_is_made_read_changed_and_deleted() {
    let kept: Arc<Mutex<Option<Value>>> = Arc::default();
    let state = kept.clone();
    let server = TestServer::new(move |asked| {
        let mut kept = state.lock().expect("nobody panicked");
        let base = format!("http://{}", asked.header("host").expect("a host"));
        let bearer = asked.header("authorization").map(str::to_owned);
        let (expected, status) = match asked.line.as_str() {
            "POST /register" => ("Bearer PLANTED-initial", "201 Created"),
            _ => ("Bearer PLANTED-managing-t0ken", "200 OK"),
        };
        if bearer.as_deref() != Some(expected) {
            return Reply::new("401 Unauthorized", r#"{"error": "invalid_token"}"#);
        }
        match asked.line.as_str() {
            "POST /register" | "PUT /register/c1" => {
                let mut body: Value = serde_json::from_str(&asked.body).expect("JSON");
                assert!(
                    body.get("registration_access_token").is_none(),
                    "not sent back"
                );
                body["client_id"] = "c1".into();
                body["client_secret"] = SECRET.into();
                *kept = Some(body);
            }
            "GET /register/c1" => {}
            "DELETE /register/c1" => {
                *kept = None;
                return Reply::new("204 No Content", "");
            }
            _ => return Reply::new("404 Not Found", ""),
        }
        let mut body = kept.clone().expect("registered");
        body["registration_client_uri"] = format!("{base}/register/c1").into();
        body["registration_access_token"] = MANAGING.into();
        body["client_secret_expires_at"] = 0.into();
        Reply::new(status, body.to_string()).with("Content-Type", "application/json")
    });
    let home = Home::new();
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "it",
        "--no-discovery",
    ]);
    let said = home.run(["client", "register", "it"]).failed(1);
    assert!(
        said.contains("does not offer client registration"),
        "{said}"
    );
    let endpoint = format!("registration-url={}", server.url("/register"));
    home.done(["server", "edit", "it", &endpoint]);

    let said = home
        .run(["client", "register", "it", "--name", "app"])
        .failed(1);
    assert!(said.contains("initial access token"), "{said}");
    let register = [
        "client",
        "register",
        "it",
        "--name",
        "app",
        "--scope",
        "read",
        "--initial-token-stdin",
    ];
    home.fed(register, "PLANTED-initial").done();
    assert_eq!(
        home.json(&["client", "show", "app"])["auth"],
        "client_secret_basic"
    );

    let shown = home.json(&["client", "registration", "show", "app"]);
    assert_eq!(
        (&shown["said"]["scope"], &shown["said"]["client_secret"]),
        (&json!("read"), &json!("[redacted]"))
    );
    assert_eq!(
        (&shown["differences"], &shown["new_secret"]),
        (&json!([]), &json!(false))
    );
    let known = home.json(&["client", "show", "app"]);
    assert_eq!(known["registration"]["way"], "dynamic");
    assert_eq!(
        known["registration"]["registration_client_uri"],
        server.url("/register/c1")
    );
    the_servers_word_is_stored_only_where_it_is_accepted(&home, &kept);
    let update = [
        "client",
        "registration",
        "update",
        "app",
        "--scope",
        "read write",
        "--redirect",
        "app.tokenry:/callback",
        "--redirect",
        "http://127.0.0.1/callback",
    ];
    let proposed = home.json(&[&update[..], &["--dry-run"]].concat());
    assert_eq!(proposed["body"]["scope"], "read write");
    let updated = home.json(&update);
    assert_eq!(updated["scopes"], json!(["read", "write"]));
    assert_eq!(updated["redirect_uri"], "app.tokenry:/callback");
    {
        let kept = kept.lock().expect("nobody panicked");
        assert_eq!(
            kept.as_ref().expect("there")["redirect_uris"],
            json!(["app.tokenry:/callback", "http://127.0.0.1/callback"])
        );
        assert_eq!(
            kept.as_ref().expect("there")["contacts"],
            json!(["ops@example.org"]),
            "kept"
        );
        assert_eq!(
            *kept.as_ref().expect("there"),
            proposed_and_given(&proposed["body"])
        );
    }
    for secret in [SECRET, MANAGING, "PLANTED-initial"] {
        assert_nowhere(&home.data(), secret);
    }
    home.done(["client", "registration", "delete", "app", "--yes"]);
    assert_eq!(home.json(&["client", "list"]), json!([]));
    assert!(
        kept.lock().expect("nobody panicked").is_none(),
        "gone at the server too"
    );

    home.done(["client", "add", "it", "--id", "x", "--name", "byhand"]);
    let said = home
        .run(["client", "registration", "show", "byhand"])
        .failed(1);
    assert!(said.contains("not registered by Tokenry"), "{said}");
}

/// What was proposed, with the secret that the double gives out.
fn proposed_and_given(proposed: &Value) -> Value {
    let mut body = proposed.clone();
    body["client_secret"] = SECRET.into();
    body
}

fn the_servers_word_is_stored_only_where_it_is_accepted(
    home: &Home,
    kept: &Arc<Mutex<Option<Value>>>,
) {
    {
        let mut kept = kept.lock().expect("nobody panicked");
        let body = kept.as_mut().expect("registered");
        body["scope"] = "read follow".into();
        body["redirect_uris"] = json!(["https://elsewhere.example/callback"]);
        body["contacts"] = json!(["ops@example.org"]);
    }
    let show = ["client", "registration", "show", "app"];
    let told = home.done(show);
    assert!(
        told.contains("read follow") && told.contains("--accept"),
        "{told}"
    );
    let differs = home.json(&show);
    assert_eq!(
        differs["differences"],
        json!([
            {"what": "redirect URIs", "here": "http://127.0.0.1/callback",
             "there": "https://elsewhere.example/callback"},
            {"what": "scopes", "here": "read", "there": "follow read"},
        ])
    );
    assert_eq!(
        home.json(&["client", "show", "app"])["scopes"],
        json!(["read"])
    );
    assert_eq!(
        home.json(&[&show[..], &["--accept"]].concat())["accepted"],
        true
    );
    let client = home.json(&["client", "show", "app"]);
    assert_eq!(client["scopes"], json!(["read", "follow"]));
    assert_eq!(client["redirect_uri"], "https://elsewhere.example/callback");
    assert_eq!(home.json(&show)["differences"], json!([]));
}

/// A server that knows who logs in often refuses a login that asks for nothing.
#[test]
fn the_scopes_of_a_login_are_asked_for_where_the_server_knows_them() {
    let server = TestServer::new(|asked| {
        let base = format!("http://{}", asked.header("host").expect("a host"));
        if asked.line != "GET /.well-known/openid-configuration" {
            return Reply::new("404 Not Found", "");
        }
        let known = json!({
            "issuer": base, "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "registration_endpoint": format!("{base}/register"),
            "scopes_supported": ["openid", "photos", "email"],
        });
        Reply::json(&known.to_string())
    });
    let home = Home::new();
    home.done(["server", "add", &server.url(""), "--name", "it"]);
    let register = ["client", "register", "it", "--dry-run"];
    let proposed = home.json(&register);
    assert_eq!(proposed["body"]["scope"], "openid email", "{proposed}");
    let none = home.json(&[&register[..], &["--scope", ""]].concat());
    assert_eq!(none["body"].get("scope"), None, "{none}");

    let uri = "urn:ietf:wg:oauth:2.0:oob";
    home.done(["client", "add", "it", "--id", "by-hand", "--redirect", uri]);
    let login = ["login", "it", "--as", "me", "--no-browser", "--paste"];
    let told = home.fed(login, "\n").err;
    assert!(
        told.contains("No scopes are asked for. If the server wants some: --scope 'openid email'"),
        "{told}"
    );
}

const GIVEN: &str = r#"{"kty":"EC","crv":"P-256","kid":"robot-1",
    "x":"jg6FNuMu4d3SaKRm9Gp_Zzv2RUDDYdmbTEfIOWkEFbg",
    "y":"HfMTNEGzOEMH_5pxFz3rnJIap__NvYcA_eWMkrXmlPQ",
    "d":"JgGX24ZuhMNRg882CwbnANFaAJ_2OzfQsRa9YHwYIf0"}"#;

/// A client that signs: its public key goes to the server, its private one stays here.
#[test]
fn a_client_that_signs_is_registered_with_its_key() {
    let server = TestServer::new(|asked| match asked.line.as_str() {
        "POST /register" => {
            let mut body: Value = serde_json::from_str(&asked.body).expect("JSON");
            body["client_id"] = body["client_name"].clone();
            // Some servers give one out to everybody.
            body["client_secret"] = SECRET.into();
            Reply::json(&body.to_string())
        }
        "POST /token" => Reply::json(r#"{"access_token": "at", "token_type": "Bearer"}"#),
        _ => Reply::new("404 Not Found", ""),
    });
    let home = Home::new();
    let (base, token) = (server.url(""), server.url("/token"));
    home.done([
        "server",
        "add",
        &base,
        "--name",
        "it",
        "--token-url",
        &token,
    ]);
    let endpoint = format!("registration-url={}", server.url("/register"));
    home.done(["server", "edit", "it", &endpoint]);
    for (name, given) in [("made", None), ("given", Some(GIVEN))] {
        let mut args = vec![
            "client",
            "register",
            "it",
            "--name",
            name,
            "--auth",
            "private-key-jwt",
            "--grant",
            "client-credentials",
            "--json",
        ];
        let run = match given {
            Some(key) => {
                args.push("--key-stdin");
                home.fed(&args, key)
            }
            None => home.run(&args),
        };
        let client: Value = serde_json::from_str(&run.done()).expect("a document");
        assert_eq!(client["auth"], "private_key_jwt", "{client}");
        let asked = server.asked();
        let sent = asked.iter().rfind(|one| one.line == "POST /register");
        let sent: Value = serde_json::from_str(&sent.expect("sent").body).expect("JSON");
        assert_eq!(sent["grant_types"], json!(["client_credentials"]));
        assert_eq!(sent["token_endpoint_auth_method"], "private_key_jwt");
        let key = &sent["jwks"]["keys"][0];
        assert_eq!((&key["kty"], &key["alg"]), (&json!("EC"), &json!("ES256")));
        assert_eq!(key.get("d"), None, "nothing private");
        if given.is_some() {
            assert_eq!(key["kid"], "robot-1");
        }
        home.done(["login", name, "--as", name, "--client-credentials"]);
        let asked = server.asked();
        let body = &asked.last().expect("asked").body;
        let form: std::collections::BTreeMap<_, _> = url::form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        let jwt = &form["client_assertion"];
        assert!(!form.contains_key("client_secret"), "{body}");
        assert_eq!(
            header(jwt)["kid"],
            key["kid"],
            "signed with the key that was sent"
        );
    }
    assert_nowhere(&home.data(), SECRET);
}

fn header(jwt: &str) -> Value {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let header = jwt.split('.').next().expect("three parts");
    let bytes = URL_SAFE_NO_PAD.decode(header).expect("base64");
    serde_json::from_slice(&bytes).expect("JSON")
}
