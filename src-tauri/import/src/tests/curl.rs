//! curl commands and authorize URLs, as documentation and browsers write them.

use super::{client, left, secret, server, understood, url};
use crate::Kind;
use tokenry_model::{
    client::AuthMethod,
    grant_type::GrantType,
    server::{ExtraPlace, ExtraStep, Placement, TokenStyle},
};

const TOKEN_URL: &str = "https://id.example.org/oauth/token";

#[test]
fn a_token_request_tells_endpoint_style_and_method() {
    for (command, style, auth) in [
        (
            r#"curl --location --request POST "https://id.example.org/oauth/token" \
                --header "Content-Type: application/x-www-form-urlencoded" \
                --data-urlencode "grant_type=client_credentials" \
                --data-urlencode "client_id=my-app" \
                --data-urlencode "client_secret=s3cr&t=" "#,
            TokenStyle::Form,
            AuthMethod::ClientSecretPost,
        ),
        (
            "$ curl -X POST -u 'my-app:s3cr&t=' -d grant_type=client_credentials https://id.example.org/oauth/token",
            TokenStyle::Form,
            AuthMethod::ClientSecretBasic,
        ),
        (
            "curl https://id.example.org/oauth/token -H 'Authorization: Basic bXktYXBwOnMzY3ImdD0=' -d 'grant_type=client_credentials'",
            TokenStyle::Form,
            AuthMethod::ClientSecretBasic,
        ),
        (
            r#"curl \
              -H 'Content-Type: application/json' \
              -d '{
                    "client_id": "my-app",
                    "client_secret": "s3cr&t=",
                    "grant_type": "client_credentials"
                  }' \
              'https://id.example.org/oauth/token'"#,
            TokenStyle::Json,
            AuthMethod::ClientSecretPost,
        ),
        (
            "curl -X POST 'https://id.example.org/oauth/token?grant_type=client_credentials&client_id=my-app&client_secret=s3cr%26t%3D'",
            TokenStyle::Query,
            AuthMethod::ClientSecretPost,
        ),
        (
            "curl -G -d grant_type=client_credentials -d client_id=my-app --data-urlencode client_secret='s3cr&t=' https://id.example.org/oauth/token",
            TokenStyle::Query,
            AuthMethod::ClientSecretPost,
        ),
        (
            "curl -X POST -F grant_type=client_credentials -F 'client_id=my-app' -F 'client_secret=s3cr&t=' https://id.example.org/oauth/token",
            TokenStyle::Form,
            AuthMethod::ClientSecretPost,
        ),
        (
            "client_id='my-app'\nclient_secret='s3cr&t='\n\ncurl -XPOST https://id.example.org/oauth/token -d grant_type=client_credentials --data-urlencode \"client_id=${client_id}\" --data-urlencode \"client_secret=$client_secret\"",
            TokenStyle::Form,
            AuthMethod::ClientSecretPost,
        ),
    ] {
        let understood = understood(command);
        assert_eq!(understood.kinds, [Kind::TokenRequest], "{command}");
        let found = server(&understood);
        assert_eq!(
            url(found.profile.endpoints.token.as_ref()),
            TOKEN_URL,
            "{command}"
        );
        assert_eq!(found.profile.base_url.as_str(), "https://id.example.org/");
        assert_eq!(found.profile.habits.token_style, style, "{command}");
        let client = client(&understood);
        assert_eq!(client.profile.client_id, "my-app", "{command}");
        assert_eq!(client.profile.auth, auth, "{command}");
        assert_eq!(secret(client), "s3cr&t=", "{command}");
        assert_eq!(client.grants, [GrantType::ClientCredentials], "{command}");
    }
}

#[test]
fn the_code_of_a_login_is_not_taken_and_its_redirect_is() {
    let understood = understood(
        "curl -s -X POST https://id.example.org/oauth/token \\\n  -d grant_type=authorization_code \\\n  -d code=SplxlOBeZQQYbYS6WxSbIA \\\n  -d redirect_uri=https%3A%2F%2Fapp.example%2Fcb \\\n  -d client_id=s6BhdRkqt3 -d code_verifier=dBjftJeZ4CVP \\\n  -d audience=https://api.example.org -d scope='read write' -d empty= | jq .",
    );
    let client = client(&understood);
    assert_eq!(client.profile.auth, AuthMethod::None, "a public client");
    assert_eq!(client.profile.redirect_uri, "https://app.example/cb");
    assert_eq!(client.profile.scopes, ["read", "write"]);
    assert_eq!(client.grants, [GrantType::AuthorizationCode]);
    let extra = client.profile.extras.first().expect("an extra");
    assert_eq!(
        (extra.on, extra.place),
        (ExtraStep::Token, ExtraPlace::Body)
    );
    assert_eq!(
        (extra.name.as_str(), extra.value.as_str()),
        ("audience", "https://api.example.org")
    );
    assert_eq!(client.profile.extras.len(), 1, "an empty parameter is none");
    for what in ["code", "code_verifier", "-s", "| jq"] {
        assert!(left(&understood, what), "{what}: {:?}", understood.left);
    }
    let shown = format!("{understood:?}");
    assert!(
        !shown.contains("SplxlOBe") && !shown.contains("dBjft"),
        "{shown}"
    );
}

#[test]
fn what_documentation_leaves_to_its_reader_is_listed() {
    let understood = understood(
        "curl -X POST https://id.example.org/oauth/token -H 'Content-Type: application/json' -d '{\"grant_type\": \"authorization_code\", \"client_id\": \"YOUR_CLIENT_ID\", \"client_secret\": \"${client_secret}\", \"code\": \"<code>\"}'",
    );
    let client = client(&understood);
    assert_eq!(client.profile.client_id, "");
    assert_eq!(
        client.profile.auth,
        AuthMethod::ClientSecretPost,
        "as the request shows"
    );
    assert!(client.secret.is_none() && !client.is_whole());
    assert_eq!(
        understood.unresolved,
        ["YOUR_CLIENT_ID", "${client_secret}"]
    );
}

#[test]
fn a_browsers_copy_for_bash_is_read() {
    let understood = understood(
        "curl 'https://id.example.org/oauth/token' \\\n  -H 'accept: application/json, text/plain, */*' \\\n  -H 'accept-language: en-GB,en;q=0.9' \\\n  -H 'content-type: application/x-www-form-urlencoded' \\\n  -b 'session=verysecretcookie' \\\n  -H 'origin: https://app.example' \\\n  -H 'sec-ch-ua: \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"' \\\n  -H 'sec-fetch-mode: cors' \\\n  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \\\n  --data-raw $'grant_type=refresh_token&refresh_token=rt-1&client_id=it\\'s\\u0021' \\\n  --compressed",
    );
    let client = client(&understood);
    assert_eq!(client.profile.client_id, "it's!");
    assert!(
        client.profile.extras.is_empty(),
        "{:?}",
        client.profile.extras
    );
    for what in ["-b", "origin", "sec-ch-ua", "user-agent", "--compressed"] {
        assert!(left(&understood, what), "{what}");
    }
    assert!(!left(&understood, "refresh_token"), "it is taken");
    let refresh = client.refresh.as_ref();
    assert!(refresh.is_some_and(|it| it.same_as("rt-1")));
    let shown = format!("{understood:?}");
    assert!(
        !shown.contains("verysecretcookie") && !shown.contains("rt-1"),
        "{shown}"
    );
}

#[test]
fn a_browsers_copy_for_windows_is_read() {
    for command in [
        // Since 2023 every special character has its caret.
        "curl ^\"https://id.example.org/oauth/token^\" ^\r\n  -H ^\"accept: */*^\" ^\r\n  -H ^\"content-type: application/json^\" ^\r\n  --data-raw ^\"^{^\\^\"grant_type^\\^\":^\\^\"client_credentials^\\^\",^\\^\"client_id^\\^\":^\\^\"my-app^\\^\",^\\^\"client_secret^\\^\":^\\^\"50^% ^& more^\\^\"^}^\" ^\r\n  --compressed",
        // Earlier the quotes were cmd's own.
        "curl \"https://id.example.org/oauth/token\" ^\n  -H \"accept: */*\" ^\n  -H \"content-type: application/json\" ^\n  --data-raw \"{\\\"grant_type\\\":\\\"client_credentials\\\",\\\"client_id\\\":\\\"my-app\\\",\\\"client_secret\\\":\\\"50% & more\\\"}\" ^\n  --compressed",
        "C:\\Users\\me>curl \"https://id.example.org/oauth/token\" ^\n  -d \"grant_type=client_credentials\" ^\n  -u \"my-app:50% & more\"",
    ] {
        let understood = understood(command);
        let client = client(&understood);
        assert_eq!(client.profile.client_id, "my-app", "{command}");
        assert_eq!(secret(client), "50% & more", "{command}");
    }
}

#[test]
fn powershells_and_lost_line_ends_do_no_harm() {
    for command in [
        "curl.exe -X POST https://id.example.org/oauth/token `\n  -d grant_type=client_credentials `\n  -d client_id=my-app",
        "curl -X POST https://id.example.org/oauth/token \\  \n  -d grant_type=client_credentials \\ \n  -d client_id=my-app",
        "# Don't do this twice\ncurl -X POST https://id.example.org/oauth/token\n  -d grant_type=client_credentials\n  -d client_id=my-app # the app's",
        "# curl https://id.example.org/oauth/token -dgrant_type=client_credentials -dclient_id=my-app",
        "curl https://id.example.org/oauth/token --data=grant_type=client_credentials --data=client_id=my-app; echo done",
    ] {
        let understood = understood(command);
        assert_eq!(client(&understood).profile.client_id, "my-app", "{command}");
    }
}

#[test]
fn an_api_call_gives_its_server_and_its_token() {
    for (command, placement) in [
        (
            "curl -H 'Authorization: Bearer at-1' https://api.example.org/v1/me",
            Placement::default(),
        ),
        (
            "curl https://api.example.org/v1/me?access_token=at-1",
            Placement::Query {
                name: "access_token".into(),
            },
        ),
        (
            "curl -H 'PRIVATE-TOKEN: at-1' https://api.example.org/v1/me",
            Placement::Header {
                name: "PRIVATE-TOKEN".into(),
                prefix: String::new(),
            },
        ),
        (
            "curl -d access_token=at-1 api.example.org/v1/me",
            Placement::Body {
                name: "access_token".into(),
            },
        ),
    ] {
        let understood = understood(command);
        assert_eq!(understood.kinds, [Kind::ApiCall], "{command}");
        let server = server(&understood);
        assert_eq!(server.profile.base_url.as_str(), "https://api.example.org/");
        assert_eq!(server.profile.habits.placement, placement, "{command}");
        let [token] = server.tokens.as_slice() else {
            panic!("one token: {command}");
        };
        assert_eq!(token.access.expose(), "at-1");
        assert!(
            !format!("{understood:?}").contains("at-1"),
            "{understood:?}"
        );
    }
    let basic = understood("curl -u me:pw https://api.example.org/me");
    assert!(server(&basic).tokens.is_empty(), "it is a password");
    let docs = understood(
        "curl 'https://api.example.org/v1' -H 'Authorization: Bearer [Personal Auth Token]'",
    );
    assert!(server(&docs).tokens.is_empty());
    assert_eq!(docs.unresolved, ["[Personal Auth Token]"]);
}

#[test]
fn a_registration_names_the_endpoint_and_fills_the_form() {
    for (body, redirects, scopes) in [
        (
            r#"-H 'Content-Type:application/json' -d '{"client_name": "x", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write", "website": "https://x.example"}'"#,
            &["urn:ietf:wg:oauth:2.0:oob"][..],
            &["read", "write"][..],
        ),
        (
            r#"--json '{"client_name": "x", "redirect_uris": ["http://127.0.0.1/a", "app:/b"], "scope": "read write", "client_uri": "https://x.example"}'"#,
            &["http://127.0.0.1/a", "app:/b"],
            &["read", "write"],
        ),
        (
            "-F client_name=x -F redirect_uris=app:/b -F website=https://x.example",
            &["app:/b"],
            &[],
        ),
    ] {
        let text = format!("curl -X POST {body} 'https://social.example/api/v1/apps'");
        let understood = understood(&text);
        assert_eq!(understood.kinds, [Kind::Registration]);
        let ends = &server(&understood).profile.endpoints;
        assert_eq!(
            url(ends.registration.as_ref()),
            "https://social.example/api/v1/apps"
        );
        let shown = server(&understood).registration.as_ref().expect("a form");
        assert_eq!(
            (shown.name.as_str(), shown.website.as_str()),
            ("x", "https://x.example")
        );
        assert_eq!(shown.redirect_uris, redirects);
        assert_eq!(shown.scopes, scopes);
    }
}

#[test]
fn an_authorize_url_gives_its_client() {
    let address = "https://id.example.org/oauth/authorize?response_type=code&client_id=my-app&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb&scope=read%20write&state=xyz&code_challenge=E9&code_challenge_method=S256&prompt=consent&audience=https://api.example.org";
    for text in [
        address.to_owned(),
        format!("<{address}>"),
        format!("curl -v '{address}'"),
    ] {
        let understood = understood(&text);
        assert_eq!(understood.kinds, [Kind::AuthorizeUrl]);
        let ends = &server(&understood).profile.endpoints;
        assert_eq!(
            url(ends.authorize.as_ref()),
            "https://id.example.org/oauth/authorize"
        );
        let client = client(&understood);
        assert_eq!(client.profile.client_id, "my-app");
        assert_eq!(client.profile.redirect_uri, "http://localhost:3000/cb");
        assert_eq!(client.profile.scopes, ["read", "write"]);
        let extras: Vec<_> = client
            .profile
            .extras
            .iter()
            .map(|extra| extra.name.as_str())
            .collect();
        assert_eq!(extras, ["prompt", "audience"]);
        for what in ["state", "code_challenge"] {
            assert!(left(&understood, what), "{what}");
        }
    }
}

#[test]
fn every_option_that_is_passed_over_is_named() {
    let understood = understood(
        "curl -sSLk --max-time 10 -o out.json -x http://me:pw@proxy:3128 --cacert ca.pem --retry 3 -w '%{http_code}' -d @body.json --next https://id.example.org/oauth/token?grant_type=client_credentials https://other.example/",
    );
    for what in [
        "-s",
        "-S",
        "-L",
        "-k",
        "--max-time 10",
        "-o out.json",
        "--cacert ca.pem",
        "--retry 3",
        "-w %{http_code}",
        "-d @body.json",
        "--next",
        "https://other.example/",
    ] {
        assert!(left(&understood, what), "{what}: {:?}", understood.left);
    }
    assert!(!left(&understood, "me:pw"), "{:?}", understood.left);
    let mut left = understood.left.iter();
    let insecure = left.find(|left| left.what == "-k").expect("it is named");
    assert!(insecure.why.contains("every certificate"), "{insecure:?}");
}

#[test]
fn a_type_without_a_body_is_no_unreadable_body() {
    let call = "curl https://api.example.org/me -H 'Content-Type: application/json' \
                -H 'Authorization: Bearer abc'";
    let plan = understood(call);
    assert!(!left(&plan, "the body"), "{:?}", plan.left);
}
