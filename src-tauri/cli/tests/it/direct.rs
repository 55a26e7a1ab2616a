//! `tokenry login …` by the grants that send nobody to a browser.

use serde_json::Value;
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, assert_nowhere};

const REPLY: &str = r#"{"access_token":"at-1","token_type":"Bearer"}"#;
const EC: &str = r#"{"kty":"EC","crv":"P-256","kid":"robot-1",
    "x":"jg6FNuMu4d3SaKRm9Gp_Zzv2RUDDYdmbTEfIOWkEFbg",
    "y":"HfMTNEGzOEMH_5pxFz3rnJIap__NvYcA_eWMkrXmlPQ",
    "d":"JgGX24ZuhMNRg882CwbnANFaAJ_2OzfQsRa9YHwYIf0"}"#;

fn server() -> TestServer {
    TestServer::new(|_| Reply::json(REPLY))
}

fn home(server: &TestServer) -> Home {
    let home = Home::new();
    let token = server.url("/token");
    let base = server.url("");
    home.done([
        "server",
        "add",
        &base,
        "--name",
        "old",
        "--token-url",
        &token,
    ]);
    home.done([
        "client", "add", "old", "--id", "app", "--name", "app", "--scope", "read",
    ]);
    home
}

/// The form of the last token request.
fn sent(server: &TestServer) -> Vec<(String, String)> {
    let asked = server.asked();
    let last = asked.iter().rfind(|one| one.line.starts_with("POST"));
    let body = &last.expect("a token request").body;
    url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    expected.iter().map(own).collect()
}

#[test]
fn a_name_and_password_are_sent_once_and_not_kept() {
    let server = server();
    let home = home(&server);
    let login = ["login", "app", "--as", "me", "--password", "--username"];
    let whole = [&login[..], &["alice", "--password-stdin", "--json"]].concat();
    let token = home.fed(whole, "p+w & more\n").done();
    let token: Value = serde_json::from_str(&token).expect("JSON");
    assert_eq!(token["grant"], "password");
    let expected = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "p+w & more"),
        ("scope", "read"),
        ("client_id", "app"),
    ];
    assert_eq!(sent(&server), pairs(&expected));
    assert_nowhere(&home.data(), "p+w & more");
    let unnamed = ["login", "app", "--as", "me", "--password"];
    let error = home.run(unnamed).failed(2);
    assert!(error.contains("--username"), "{error}");
}

#[test]
fn other_scopes_than_were_asked_for_are_warned_of() {
    let server = TestServer::new(|asked| {
        let scope = match asked.body.as_str() {
            body if body.contains("read+write") => "read",
            body if body.contains("offline_access") => "read",
            _ => "read admin",
        };
        let refresh = asked.body.contains("offline_access").then_some("rt-1");
        Reply::json(
            &serde_json::json!({
                "access_token": "at", "scope": scope, "refresh_token": refresh,
            })
            .to_string(),
        )
    });
    let home = home(&server);
    for (scopes, warned) in [
        (
            "read write",
            Some("Fewer scopes were granted than requested: not write."),
        ),
        (
            "read",
            Some("More scopes were granted than requested: also admin."),
        ),
        ("read admin", None),
        // Not named, and given all the same.
        ("read offline_access", None),
    ] {
        let login = [
            "login",
            "app",
            "--client-credentials",
            "--scope",
            scopes,
            "--as",
            scopes,
        ];
        let run = home.run(login);
        match warned {
            Some(words) => assert!(run.err.contains(words), "{}", run.err),
            None => assert!(!run.err.contains("Warning"), "{}", run.err),
        }
        run.done();
    }
}

#[test]
fn one_token_for_another() {
    let server = server();
    let home = home(&server);
    let add = ["token", "add", "old", "--as", "alice", "--stdin"];
    home.fed(add, "at-of-alice").done();
    let login = ["login", "app", "--as", "narrow", "--exchange", "alice"];
    let whole = [&login[..], &["--audience", "billing", "--json"]].concat();
    let token: Value = serde_json::from_str(&home.done(whole)).expect("JSON");
    assert_eq!(token["grant"], "token_exchange");
    let expected = [
        (
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ),
        ("scope", "read"),
        ("client_id", "app"),
        ("subject_token", "at-of-alice"),
        (
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
        ),
        ("audience", "billing"),
    ];
    assert_eq!(sent(&server), pairs(&expected));
    let unknown = ["login", "app", "--as", "x", "--exchange", "nobody"];
    home.run(unknown).failed(5);
}

#[test]
fn a_jwt_that_the_client_signs_is_signed_anew_for_each_token() {
    let server = server();
    let home = home(&server);
    let bad = ["client", "edit", "app", "auth=private-key-jwt"];
    let bad = [&bad[..], &["--secret-stdin"]].concat();
    let error = home.fed(bad.clone(), "no key").failed(1);
    assert!(error.contains("neither PEM nor a JWK"), "{error}");
    home.fed(bad, EC).done();

    let login = ["login", "app", "--as", "robot", "--jwt-bearer"];
    home.done([&login[..], &["--subject", "alice"]].concat());
    let first = sent(&server);
    let assertion = |sent: &[(String, String)]| {
        let found = sent.iter().find(|(name, _)| name == "assertion");
        found.expect("an assertion").1.clone()
    };
    let claims = claims(&assertion(&first));
    assert_eq!(claims["iss"], "app");
    assert_eq!(claims["sub"], "alice");
    assert_eq!(claims["aud"], server.url("/token"));
    assert_eq!(claims["scope"], "read");
    assert!(
        first.contains(&(
            "grant_type".to_owned(),
            "urn:ietf:params:oauth:grant-type:jwt-bearer".to_owned()
        )),
        "{first:?}"
    );
    home.done(["token", "refresh", "robot"]);
    let second = sent(&server);
    assert_ne!(assertion(&first), assertion(&second));
    assert_eq!(self::claims(&assertion(&second))["sub"], "alice");
}

#[test]
fn an_assertion_from_elsewhere() {
    let server = server();
    let home = home(&server);
    let login = ["login", "app", "--as", "given", "--assertion-stdin"];
    home.fed(login, "eyJ.from.elsewhere\n").done();
    let assertion = ("assertion".to_owned(), "eyJ.from.elsewhere".to_owned());
    assert!(sent(&server).contains(&assertion));
    assert_nowhere(&home.data(), "eyJ.from.elsewhere");
}

fn claims(jwt: &str) -> Value {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let part = jwt.split('.').nth(1).expect("a JWT");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// GoToSocial wants it, against RFC 6749 §4.4.2.
#[test]
fn client_credentials_name_the_redirect_uri_where_the_recipe_or_a_person_says_so() {
    let server = server();
    let home = home(&server);
    let base = server.url("");
    let add = ["server", "add", &base, "--recipe", "gotosocial", "--name"];
    home.done([&add[..], &["social"]].concat());
    let client = ["client", "add", "social", "--id", "bot", "--name", "bot"];
    home.fed(
        [
            &client[..],
            &["--redirect", "urn:ietf:wg:oauth:2.0:oob", "--secret-stdin"],
        ]
        .concat(),
        "s3cret",
    )
    .done();
    let login = ["login", "bot", "--as", "bot", "--client-credentials"];
    home.done(login);
    let body = || -> Value {
        let asked = server.asked();
        let last = asked.iter().rfind(|one| one.line.starts_with("POST"));
        serde_json::from_str(&last.expect("a token request").body).expect("JSON")
    };
    assert_eq!(body()["redirect_uri"], "urn:ietf:wg:oauth:2.0:oob");
    assert_eq!(body()["grant_type"], "client_credentials");
    let other = [
        &login[..],
        &["--param", "redirect_uri=https://x.example/back"],
    ]
    .concat();
    home.done(other);
    assert_eq!(body()["redirect_uri"], "https://x.example/back");
    home.done(["token", "refresh", "bot"]);
    assert_eq!(
        body()["redirect_uri"],
        "https://x.example/back",
        "asked for again"
    );

    // Where no recipe says so: only a person's own.
    let plain = ["login", "app", "--as", "me", "--client-credentials"];
    home.done(plain);
    assert!(!sent(&server).iter().any(|(name, _)| name == "redirect_uri"));
    let told = [&plain[..], &["--param", "redirect_uri=urn:x"]].concat();
    home.done(told);
    assert!(sent(&server).contains(&("redirect_uri".to_owned(), "urn:x".to_owned())));
    let by_person = [
        "login",
        "app",
        "--as",
        "you",
        "--no-browser",
        "--param",
        "redirect_uri=urn:x",
    ];
    let refused = home.run(by_person);
    assert!(refused.err.contains("--redirect"), "{refused:?}");
}
