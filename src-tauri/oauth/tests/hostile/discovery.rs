//! Discovery at a typed URL, with servers of every kind.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use tokenry_doubles::{Play, TestServer};
use tokenry_oauth::{
    discovery::{Discovery, discover},
    http::Http,
};

use crate::{
    grants,
    reply::{answer, head, json},
};

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

fn nothing() -> Play {
    Play::say(answer("404 Not Found", &[], "nothing here"))
}

/// A double with these documents, in which `{me}` stands for its own URL.
fn serving(documents: &[(&str, &str)]) -> TestServer {
    playing(documents, &[])
}

/// The same, with other behaviours at other paths.
fn playing(documents: &[(&str, &str)], others: &[(&str, Play)]) -> TestServer {
    let own = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    let documents: HashMap<String, String> = documents.iter().map(own).collect();
    let own = |(path, play): &(&str, Play)| ((*path).to_owned(), play.clone());
    let others: HashMap<String, Play> = others.iter().map(own).collect();
    TestServer::new(move |asked| match documents.get(asked.path()) {
        Some(text) => Play::say(json("200 OK", &text.replace("{me}", &asked.origin()))),
        None => others.get(asked.path()).cloned().unwrap_or_else(nothing),
    })
}

fn document(issuer: &str) -> String {
    format!(
        r#"{{"issuer":"{issuer}","authorization_endpoint":"{{me}}/authorize",
            "token_endpoint":"{{me}}/token","userinfo_endpoint":"{{me}}/me",
            "jwks_uri":"{{me}}/jwks","scopes_supported":["openid","read"],
            "token_endpoint_auth_methods_supported":["none","client_secret_basic"],
            "authorization_response_iss_parameter_supported":true}}"#
    )
}

async fn look(typed: &str) -> Discovery {
    let http = Http::with(grants::settings());
    discover(&http, typed).await.expect("an address")
}

#[tokio::test]
async fn a_typed_url_is_enough_for_a_profile() {
    for (path, issuer) in [(OPENID, "{me}"), (OPENID, "{me}/"), (OAUTH, "{me}")] {
        let double = serving(&[(path, &document(issuer))]);
        let typed = format!("127.0.0.1:{}", double.port());
        let found = look(&typed).await;
        assert!(found.reached);
        let profile = found
            .found
            .unwrap_or_else(|| panic!("{path}: {:?}", found.tried));
        assert_eq!(profile.name, "127.0.0.1");
        assert_eq!(profile.base_url.as_str(), double.url("/"));
        assert_eq!(
            profile.issuer,
            Some(issuer.replace("{me}", &double.url("")))
        );
        let endpoint = |url: Option<url::Url>| url.map(String::from);
        assert_eq!(
            endpoint(profile.endpoints.authorize),
            Some(double.url("/authorize"))
        );
        assert_eq!(
            endpoint(profile.endpoints.token),
            Some(double.url("/token"))
        );
        assert_eq!(
            endpoint(profile.endpoints.userinfo),
            Some(double.url("/me"))
        );
        assert_eq!(profile.scopes, ["openid", "read"]);
        assert_eq!(profile.auth_methods, ["none", "client_secret_basic"]);
        assert!(profile.promises_iss);
        for heard in double.asked() {
            let head = heard.head().to_lowercase();
            assert!(head.starts_with("get "), "{head}");
            assert!(
                !head.contains("authorization:") && !head.contains("cookie:"),
                "{head}"
            );
        }
    }
}

#[tokio::test]
async fn an_issuer_with_a_path_is_found_at_all_four_urls() {
    for path in [
        "/realms/x/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/realms/x",
        "/.well-known/openid-configuration/realms/x",
        "/realms/x/.well-known/oauth-authorization-server",
    ] {
        let double = serving(&[(path, &document("{me}/realms/x"))]);
        let found = look(&double.url("/realms/x")).await;
        assert_eq!(found.tried.len(), 6, "all places are asked");
        assert!(found.found.is_some(), "{path}: {:?}", found.tried);
        // The URL of the metadata leads to the same server.
        assert!(look(&double.url(path)).await.found.is_some(), "{path}");
    }
}

#[tokio::test]
async fn an_api_url_leads_to_the_metadata_of_its_host() {
    let double = serving(&[(OPENID, &document("{me}"))]);
    let found = look(&double.url("/api/v1")).await;
    let profile = found.found.expect("found at the root");
    assert_eq!(
        profile.base_url.as_str(),
        double.url("/api/v1"),
        "the API stays where it was typed"
    );
}

#[tokio::test]
async fn invalid_metadata_is_reported_precisely() {
    let big = format!("{{\"issuer\":\"{}\"}}", "x".repeat(20 << 20));
    for (case, play, said) in [
        ("nothing", nothing(), "Nothing there (404)."),
        (
            "HTML",
            Play::say(answer(
                "200 OK",
                &[("Content-Type", "text/html")],
                "<!doctype html>",
            )),
            "a web page",
        ),
        (
            "20 MB",
            Play::say(json("200 OK", &big)),
            "larger than 1024 KiB",
        ),
        (
            "not JSON",
            Play::say(json("200 OK", "hello")),
            "not the metadata",
        ),
        (
            "a list",
            Play::say(json("200 OK", "[]")),
            "not the metadata",
        ),
        (
            "no issuer",
            Play::say(json("200 OK", "{}")),
            "names no issuer",
        ),
        (
            "other issuer",
            Play::say(json("200 OK", r#"{"issuer":"https://evil.example"}"#)),
            "speaks for https://evil.example",
        ),
        (
            "server error",
            Play::say(answer("500 Oops", &[], "")),
            "answered 500",
        ),
        (
            "other host",
            Play::say(answer(
                "302 Found",
                &[("Location", "https://evil.example/x")],
                "",
            )),
            "redirects to https://evil.example",
        ),
        (
            "loop",
            Play::say(answer("302 Found", &[("Location", "/again")], "")),
            "in circles",
        ),
        ("garbage", Play::say(b"\0\0\0\0".to_vec()), "not HTTP"),
        (
            "reset",
            Play::reset(head("200 OK", &[("Content-Length", "10")])),
            "broke off",
        ),
    ] {
        let double = TestServer::saying(play);
        let found = look(&double.url("")).await;
        assert!(found.found.is_none(), "{case}");
        assert_eq!(found.tried.len(), 2, "{case}");
        for tried in &found.tried {
            assert!(tried.outcome.contains(said), "{case}: {}", tried.outcome);
            assert!(tried.outcome.ends_with('.'), "{case}: {}", tried.outcome);
        }
        assert!(!found.summary().is_empty(), "{case}");
    }
}

#[tokio::test]
async fn metadata_without_useful_endpoints_is_ignored() {
    let double = serving(&[(
        OPENID,
        r#"{"issuer":"{me}","token_endpoint":"ftp://x/","authorization_endpoint":7}"#,
    )]);
    let found = look(&double.url("")).await;
    assert!(found.found.is_none());
    assert!(
        found.tried[0].outcome.contains("not a web URL"),
        "{}",
        found.tried[0].outcome
    );
}

#[tokio::test]
async fn a_redirect_within_the_server_is_followed() {
    let moved = Play::say(answer("301 Moved", &[("Location", "/real")], ""));
    let double = playing(&[("/real", &document("{me}"))], &[(OPENID, moved)]);
    let found = look(&double.url("")).await;
    assert!(found.found.is_some(), "{:?}", found.tried);
}

#[tokio::test]
async fn an_unreachable_server_is_reported_once_with_advice() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = gone.local_addr().expect("its address").port();
    drop(gone);
    let found = look(&format!("http://127.0.0.1:{port}")).await;
    assert!(!found.reached);
    let summary = found.summary();
    assert!(
        summary.contains(&format!("refuses connections on port {port}")),
        "{summary}"
    );
    assert!(
        summary.contains("whether the server is running"),
        "{summary}"
    );
}

#[tokio::test]
async fn a_good_response_does_not_wait_for_a_bad_one() {
    let silent = Play::stall(Vec::new());
    let double = playing(&[(OAUTH, &document("{me}"))], &[(OPENID, silent)]);
    let found = look(&double.url("")).await;
    assert!(found.found.is_some(), "{:?}", found.tried);
    assert!(
        found.tried[0].outcome.starts_with("Not waited for"),
        "{}",
        found.tried[0].outcome
    );
}

#[tokio::test]
async fn a_server_that_never_responds_gets_five_seconds() {
    let double = TestServer::saying(Play::stall(Vec::new()));
    let begun = Instant::now();
    let found = look(&double.url("/x")).await;
    let took = begun.elapsed();
    assert!(took >= Duration::from_secs(5), "{took:?}");
    assert!(found.found.is_none() && !found.reached);
    assert_eq!(found.summary(), "No answer within 5 seconds.");
}
