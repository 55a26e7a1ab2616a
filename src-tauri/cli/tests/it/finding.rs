//! One address in, a server out: what `tokenry server add` learns without credentials.

use std::{
    sync::{Mutex, mpsc},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokenry_doubles::{Asked, Reply, TestServer};

use crate::home::Home;

/// A server that answers these paths with these documents, `{base}` being its own address.
fn server(pages: &'static [(&'static str, &'static str)]) -> TestServer {
    TestServer::new(move |asked| {
        assert_eq!(
            asked.header("authorization"),
            None,
            "no credentials are sent"
        );
        let path = asked.line.strip_prefix("GET ").expect("nothing but GET");
        let page = pages.iter().find(|(known, _)| *known == path);
        page.map_or_else(
            || Reply::new("404 Not Found", "<html>"),
            |(_, text)| Reply::json(&text.replace("{base}", &base(asked))),
        )
    })
}

fn base(asked: &Asked) -> String {
    format!("http://{}", asked.header("host").expect("a host"))
}

fn added(server: &TestServer) -> (Value, String) {
    let home = Home::new();
    let run = home.run(["server", "add", &server.url(""), "--name", "it", "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    (serde_json::from_str(&run.out).expect("a document"), run.err)
}

#[test]
fn kinds_of_servers_tell_themselves_apart() {
    for (pages, recipe) in [
        (
            &[
                (
                    "/.well-known/nodeinfo",
                    r#"{"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": "{base}/nodeinfo/2.0"}]}"#,
                ),
                (
                    "/nodeinfo/2.0",
                    r#"{"version": "2.0", "software": {"name": "gotosocial", "version": "0.19.1"}}"#,
                ),
            ][..],
            Some("gotosocial"),
        ),
        (
            &[(
                "/api/v1/instance",
                r#"{"uri": "a", "account_domain": "a", "version": "0.19.1"}"#,
            )][..],
            Some("gotosocial"),
        ),
        (
            &[(
                "/api/v1/instance",
                r#"{"uri": "a", "version": "4.3.1", "stats": {"user_count": 7}}"#,
            )][..],
            Some("mastodon"),
        ),
        (
            &[(
                "/api/v1/instance",
                r#"{"uri": "a", "version": "2.7.2 (compatible; Pleroma 2.5)", "stats": {"user_count": 7}}"#,
            )][..],
            None,
        ),
        (
            &[(
                "/.well-known/nodeinfo",
                r#"{"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": "https://elsewhere.example/nodeinfo"}]}"#,
            )][..],
            None,
        ),
        (
            &[(
                "/status.php",
                r#"{"installed": true, "versionstring": "30.0.4", "productname": "Nextcloud"}"#,
            )][..],
            Some("nextcloud"),
        ),
        (
            &[(
                "/realms/master",
                r#"{"realm": "master", "token-service": "{base}/realms/master/protocol/openid-connect"}"#,
            )][..],
            Some("keycloak"),
        ),
        (
            &[("/manifest.webmanifest", r#"{"name": "Firefly III"}"#)][..],
            Some("firefly-iii"),
        ),
        (
            &[("/manifest.webmanifest", r#"{"name": "Another"}"#)][..],
            None,
        ),
        (
            &[("/hub/api/", r#"{"version": "5.2.1"}"#)][..],
            Some("jupyterhub"),
        ),
        (&[("/api/v1/version", r#"{"version": "1.22.3"}"#)][..], None),
        (
            &[(
                "/.well-known/openid-configuration",
                r#"{"issuer": "{base}", "authorization_endpoint": "{base}/login/oauth/authorize", "token_endpoint": "{base}/login/oauth/access_token"}"#,
            )][..],
            Some("gitea"),
        ),
    ] {
        let server = server(pages);
        let (document, said) = added(&server);
        assert_eq!(document["recipe"], json!(recipe), "{pages:?}: {said}");
        assert_eq!(said.contains("This is "), recipe.is_some(), "{said}");
        if recipe.is_none() {
            assert!(
                said.contains("tokenry server edit it authorize-url="),
                "{said}"
            );
            for tried in ["/status.php", "/api/v1/instance", "/openapi.json"] {
                assert!(said.contains(tried), "{tried} in {said}");
            }
        }
    }
}

#[test]
fn what_the_server_says_of_itself_wins_and_the_recipe_fills_its_gaps() {
    let server = server(&[
        (
            "/.well-known/oauth-authorization-server",
            r#"{"issuer": "{base}", "authorization_endpoint": "{base}/other/authorize", "token_endpoint": "{base}/other/token"}"#,
        ),
        (
            "/api/v1/instance",
            r#"{"uri": "a", "version": "4.3.1", "stats": {"user_count": 7}}"#,
        ),
    ]);
    let (document, _) = added(&server);
    assert_eq!(document["recipe"], "mastodon");
    let ends = &document["endpoints"];
    assert_eq!(ends["token"], server.url("/other/token"));
    assert_eq!(ends["revocation"], server.url("/oauth/revoke"));
    assert_eq!(ends["registration"], server.url("/api/v1/apps"));
}

#[test]
fn an_api_names_its_authorization_server() {
    let id = server(&[(
        "/.well-known/oauth-authorization-server",
        r#"{"issuer": "{base}", "authorization_endpoint": "{base}/authorize", "token_endpoint": "{base}/token"}"#,
    )]);
    let at = id.url("");
    let api = TestServer::new(move |asked| match asked.line.as_str() {
        "GET /v1" => Reply::new("401 Unauthorized", "").with(
            "WWW-Authenticate",
            format!(r#"Bearer resource_metadata="{}/described""#, base(asked)),
        ),
        "GET /described" => Reply::json(&format!(
            r#"{{"resource": "{}/v1", "authorization_servers": ["{at}"], "scopes_supported": ["photos"]}}"#,
            base(asked)
        )),
        _ => Reply::new("404 Not Found", ""),
    });
    let home = Home::new();
    let run = home.run(["server", "add", &api.url("/v1"), "--name", "it", "--json"]);
    // What led there is told, and what led nowhere is not.
    let pointer = format!("It points to its metadata: {}", api.url("/described"));
    assert!(run.err.contains(&pointer), "{run:?}");
    assert!(!run.err.contains("404"), "{run:?}");
    let document: Value = serde_json::from_str(&run.out).expect("a document");
    assert_eq!(document["base_url"], api.url("/v1"));
    assert_eq!(document["endpoints"]["token"], id.url("/token"));
    assert_eq!(document["scopes"], json!(["photos"]));
}

#[test]
fn a_server_that_says_nothing_is_there_for_pasted_tokens() {
    let server = server(&[]);
    let home = Home::new();
    let told = home.done(["server", "add", &server.url(""), "--name", "my api"]);
    let next = "tokenry token add 'my api' --as NAME --stdin";
    assert!(told.contains(next), "{told}");
    assert!(!told.contains("client add"), "{told}");
}

/// Whatever else it is asked, `page` it answers, and `silent` it does not answer for as long as the
/// sender lives; when it was asked, the receiver tells. The metadata is given once the page was asked
/// for.
fn server_with_a_silent_page(
    page: (&'static str, &'static str),
    silent: &'static str,
    metadata: Option<&'static str>,
) -> (mpsc::Sender<()>, TestServer, mpsc::Receiver<Instant>) {
    let (hold, held) = mpsc::channel::<()>();
    let (reached, wait) = mpsc::channel();
    let (asks, asked_at) = mpsc::channel();
    let (held, wait) = (Mutex::new(held), Mutex::new(wait));
    let server = TestServer::new(move |asked| {
        let path = asked.line.strip_prefix("GET ").expect("nothing but GET");
        if path == page.0 {
            let _ = reached.send(());
            return Reply::json(page.1);
        }
        if path == silent {
            let _ = asks.send(Instant::now());
            // Ends with an error, when the test does.
            let _ = held.lock().expect("no thread panicked").recv();
        }
        match metadata {
            Some(text) if path == "/.well-known/oauth-authorization-server" => {
                let _ = wait.lock().expect("no thread panicked").recv();
                Reply::json(&text.replace("{base}", &base(asked)))
            }
            _ => Reply::new("404 Not Found", ""),
        }
    });
    (hold, server, asked_at)
}

const FIREFLY: (&str, &str) = ("/manifest.webmanifest", r#"{"name": "Firefly III"}"#);

#[test]
fn one_page_that_never_answers_does_not_hide_what_the_others_say() {
    let (hold, server, silent_since) = server_with_a_silent_page(FIREFLY, "/status.php", None);
    let (document, said) = added(&server);
    let took = silent_since.recv().expect("it was asked").elapsed();
    assert_eq!(document["recipe"], "firefly-iii", "{said}");
    // The five seconds begin a little before the page is asked.
    assert!(took >= Duration::from_secs(4), "{took:?}");
    drop(hold);
}

#[test]
fn a_server_that_describes_itself_is_not_kept_waiting_for_and_its_kind_is_known() {
    let metadata = r#"{"issuer": "{base}", "authorization_endpoint": "{base}/a", "token_endpoint": "{base}/t"}"#;
    let (hold, server, silent_since) =
        server_with_a_silent_page(FIREFLY, "/status.php", Some(metadata));
    let (document, said) = added(&server);
    let took = silent_since.recv().expect("it was asked").elapsed();
    assert_eq!(document["endpoints"]["token"], server.url("/t"));
    assert_eq!(document["recipe"], "firefly-iii", "{said}");
    assert!(took < Duration::from_secs(5), "{took:?}");
    drop(hold);
}

#[test]
fn metadata_of_another_api_is_not_believed() {
    let server = server(&[(
        "/.well-known/oauth-protected-resource",
        r#"{"resource": "https://evil.example", "authorization_servers": ["https://evil.example"]}"#,
    )]);
    let (document, said) = added(&server);
    assert!(document["endpoints"]["token"].is_null());
    assert!(said.contains("It describes https://evil.example"), "{said}");
}

#[test]
fn an_openapi_document_names_the_endpoints() {
    for document in [
        r#"{"openapi": "3.1.0", "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "k"}, "login": {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "/oauth/authorize", "tokenUrl": "/oauth/token", "scopes": {"read": "Read"}}}}}}}"#,
        r#"{"swagger": "2.0", "securityDefinitions": {"login": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "{base}/oauth/authorize", "tokenUrl": "{base}/oauth/token", "scopes": {"read": "Read"}}}}"#,
    ] {
        let server = TestServer::new(move |asked| match asked.line.as_str() {
            "GET /swagger.json" => Reply::json(&document.replace("{base}", &base(asked))),
            _ => Reply::new("404 Not Found", ""),
        });
        let (added, _) = added(&server);
        assert_eq!(added["endpoints"]["token"], server.url("/oauth/token"));
        assert_eq!(
            added["endpoints"]["authorize"],
            server.url("/oauth/authorize")
        );
        assert_eq!(added["scopes"], json!(["read"]));
    }
}

#[test]
fn an_openapi_document_in_yaml_names_them_as_well() {
    let document = "openapi: 3.1.0\ninfo:\n  title: Photos\ncomponents:\n  securitySchemes:\n    key: {type: apiKey, in: header, name: k}\n    login:\n      type: oauth2\n      flows:\n        authorizationCode:\n          authorizationUrl: /oauth/authorize\n          tokenUrl: '{base}/oauth/token'\n          scopes:\n            read: Read\n            write: Write\n";
    let server = TestServer::new(move |asked| match asked.line.as_str() {
        "GET /openapi.yaml" => Reply::new("200 OK", document.replace("{base}", &base(asked))),
        _ => Reply::new("404 Not Found", ""),
    });
    let (added, _) = added(&server);
    assert_eq!(added["endpoints"]["token"], server.url("/oauth/token"));
    assert_eq!(
        added["endpoints"]["authorize"],
        server.url("/oauth/authorize")
    );
    assert_eq!(added["scopes"], json!(["read", "write"]));
}
