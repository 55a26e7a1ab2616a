//! Doorkeeper: the out-of-band page and the odd ways of asking for a token.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokenry_stage::{Browser, Doorkeeper, DoorkeeperOptions};

use crate::oauth::{VERIFIER, authorize_url, get, http, parameter};

const OOB: &str = "urn:ietf:wg:oauth:2.0:oob";

#[tokio::test]
async fn a_code_is_read_off_the_page_and_taken_in_every_form() {
    let server = Doorkeeper::start(DoorkeeperOptions::default())
        .await
        .expect("a server");
    let browser = Browser::start(None).await.expect("a browser");
    let authorize = authorize_url(
        &server.url("/oauth/authorize"),
        DoorkeeperOptions::CLIENT,
        OOB,
        "read",
    );

    for via in ["query", "json", "form"] {
        browser.goto(&authorize).await.expect("the page");
        browser.login_doorkeeper("alice").await.expect("a login");
        let code = browser.read_oob_code().await.expect("a code");
        let parameters = json!({
            "grant_type": "authorization_code",
            "client_id": DoorkeeperOptions::CLIENT,
            "client_secret": DoorkeeperOptions::SECRET,
            "redirect_uri": OOB,
            "code": code,
            "code_verifier": VERIFIER,
        });
        let mut url = server.url("/oauth/token");
        let request = match via {
            "query" => {
                for (name, value) in parameters.as_object().expect("an object") {
                    url.query_pairs_mut()
                        .append_pair(name, value.as_str().expect("text"));
                }
                http().post(url)
            }
            "json" => http().post(url).json(&parameters),
            _ => http().post(url).form(&parameters),
        };
        let response = request.send().await.expect("an answer");
        let status = response.status();
        let reply: Value = response.json().await.expect("JSON");
        assert_eq!(status, StatusCode::OK, "{reply}");
        assert_eq!(
            (&reply["expires_in"], &reply["refresh_token"]),
            (&Value::Null, &Value::Null)
        );
        assert!(reply["created_at"].is_i64());

        let token = reply["access_token"].as_str().expect("a token");
        let mut verify = server.url("/api/v1/accounts/verify_credentials");
        assert_eq!(get(verify.clone(), token).await.1["username"], "alice");
        verify.query_pairs_mut().append_pair("access_token", token);
        let me: Value = http()
            .get(verify)
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON");
        assert_eq!(me["username"], "alice");
        browser.forget_cookies().await.expect("forgotten");
    }
    let posts = server.token_posts().await.expect("the log");
    assert_eq!(
        posts
            .iter()
            .map(|post| post.via.as_str())
            .collect::<Vec<_>>(),
        ["query", "json", "form"]
    );
    assert!(posts.iter().all(|post| post.status == 200));
}

#[tokio::test]
async fn refresh_tokens_and_loopback_work_too() {
    let options = DoorkeeperOptions {
        refresh_tokens: true,
        expires_in: Some(7200),
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("a server");
    let browser = Browser::start(None).await.expect("a browser");
    let callback = "http://127.0.0.1:9/callback";
    let authorize = authorize_url(
        &server.url("/oauth/authorize"),
        DoorkeeperOptions::CLIENT,
        callback,
        "read",
    );
    browser.goto(&authorize).await.expect("the page");
    let landed = browser.login_doorkeeper("alice").await.expect("a login");
    let form = json!({
        "grant_type": "authorization_code",
        "client_id": DoorkeeperOptions::CLIENT,
        "client_secret": DoorkeeperOptions::SECRET,
        "redirect_uri": callback,
        "code": parameter(&landed, "code").expect("a code"),
        "code_verifier": VERIFIER,
    });
    let reply: Value = http()
        .post(server.url("/oauth/token"))
        .form(&form)
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(reply["expires_in"], 7200);
    assert!(reply["refresh_token"].is_string());
    browser.forget_cookies().await.expect("forgotten");
    browser.goto(&authorize).await.expect("the page");
    let refused = browser.deny_doorkeeper("bob").await.expect("a refusal");
    assert_eq!(
        parameter(&refused, "error").as_deref(),
        Some("access_denied")
    );

    server.revoke_everything().await.expect("control");
    let verify = server.url("/api/v1/accounts/verify_credentials");
    assert_eq!(
        get(verify, reply["access_token"].as_str().expect("a token"))
            .await
            .0,
        StatusCode::UNAUTHORIZED
    );

    let app = json!({ "client_name": "a new one", "redirect_uris": OOB, "scopes": "read write" });
    let made: Value = http()
        .post(server.url("/api/v1/apps"))
        .json(&app)
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert!(made["client_secret"].is_string(), "{made}");
}
