//! Unusual curl commands of services, authors and signing tools.

use super::{client, left, understood};
use crate::Kind;
use tokenry_model::{
    client::AuthMethod,
    grant_type::GrantType,
    server::{ExtraPlace, ExtraStep},
};

#[test]
fn what_a_signature_is_made_with_does_not_go_over_the_wire() {
    for (option, reason) in [
        ("--aws-sigv4 aws:amz:us-east-1:execute-api", "--aws-sigv4"),
        ("--digest", "--digest"),
        ("--ntlm", "--ntlm"),
    ] {
        let understood = understood(&format!(
            "curl {option} -u AKIA:s3cret https://api.example.org/v1/me"
        ));
        let request = understood.requests.first().expect("a request");
        assert!(request.draft.headers.is_empty(), "{option}");
        assert!(left(&understood, reason), "{option}");
    }
    let plain = understood("curl --basic -u me:s3cret https://api.example.org/v1/me");
    assert_eq!(plain.requests[0].draft.headers.len(), 1);
}

#[test]
fn a_client_id_may_have_the_services_own_name() {
    for (command, id, extra) in [
        (
            "curl https://id.example.org/v2/oauth/token/ -d client_key=ck -d client_secret=s -d grant_type=client_credentials",
            "ck",
            "client_key",
        ),
        (
            "curl 'https://id.example.org/oauth2/access_token?appid=wx1&secret=s&code=c&grant_type=authorization_code'",
            "wx1",
            "appid",
        ),
    ] {
        let understood = understood(command);
        let client = client(&understood);
        assert_eq!(client.profile.client_id, id, "{command}");
        for step in [ExtraStep::Token, ExtraStep::Authorize] {
            let sent = client.profile.extras.iter();
            let mut sent = sent.filter(|one| one.on == step && one.name == extra);
            assert!(sent.next().is_some_and(|one| one.value == id), "{step:?}");
        }
    }
}

#[test]
fn what_writers_and_notebooks_make_of_a_command_is_undone() {
    for command in [
        "curl “https://id.example.org/oauth/token” –d grant_type=client_credentials —data client_id=my-app",
        "!curl https://id.example.org/oauth/token -d grant_type=client_credentials -d client_id=my-app",
        "curl &quot;https://id.example.org/oauth/token&quot; -d &#39;grant_type=client_credentials&amp;client_id=my-app&#39;",
    ] {
        let understood = understood(command);
        assert_eq!(client(&understood).profile.client_id, "my-app", "{command}");
    }
}

#[test]
fn a_requests_name_holds_no_secret_of_its_path() {
    let understood = understood(
        "curl https://api.example.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1/getMe",
    );
    let request = understood.requests.first().expect("a request");
    assert_eq!(request.name, "GET /[redacted]/getMe");
    assert!(request.draft.url.contains("AAHdqTcv"), "it is sent");
}

#[test]
fn a_token_request_is_known_under_the_services_own_names() {
    for (command, id, grant, sent) in [
        (
            r#"curl https://id.example.org/login -H 'content-type: application/json' -d '{"clientId":"c1","clientSecret":"S","code":"abc","grantType":"authorization_code"}'"#,
            "c1",
            GrantType::AuthorizationCode,
            &["clientId", "clientSecret", "grantType"][..],
        ),
        (
            r#"curl https://id.example.org/oauth/token -H 'content-type: application/json' -d '{"clientId":"c1","clientSecret":"S","grantType":"client_credentials"}'"#,
            "c1",
            GrantType::ClientCredentials,
            &["clientId", "clientSecret", "grantType"],
        ),
        (
            r#"curl https://id.example.org/auth/v3/tenant_access_token/internal -H 'content-type: application/json' -d '{"app_id":"cli_a","app_secret":"S"}'"#,
            "cli_a",
            GrantType::ClientCredentials,
            &["app_id", "app_secret"],
        ),
        (
            "curl https://id.example.org/oauth/token -d grantType=client_credentials -d clientId=c1 -d clientSecret=S",
            "c1",
            GrantType::ClientCredentials,
            &["grantType", "clientId", "clientSecret"],
        ),
    ] {
        let understood = understood(command);
        assert_eq!(understood.kinds, [Kind::TokenRequest], "{command}");
        let client = client(&understood);
        assert_eq!(client.profile.client_id, id, "{command}");
        assert_eq!(client.grants, [grant], "{command}");
        assert!(client.is_whole(), "{command}");
        for name in sent {
            let on = |step| {
                let mut extras = client.profile.extras.iter();
                extras.any(|one| one.on == step && one.name == *name)
            };
            assert!(on(ExtraStep::Token), "{name}: {command}");
            assert_eq!(on(ExtraStep::Refresh), *name != "grantType", "{name}");
        }
        let notes = understood.notes.concat();
        assert!(notes.contains("its own names"), "{notes}");
    }
    let found = understood(
        r#"curl https://id.example.org/oauth/token -H 'content-type: application/json' -d '{"clientId":"c1","clientSecret":"S","refreshToken":"planted","grantType":"refresh_token"}'"#,
    );
    let why = found.left.iter().find(|left| left.what == "refreshToken");
    let why = &why.expect("reported").why;
    assert!(why.contains("as refresh_token"), "{why}");
    assert!(!format!("{found:?}").contains("planted"), "{found:?}");
    // Registering or listing clients is not a token request.
    for command in [
        r#"curl https://id.example.org/api/clients -H 'content-type: application/json' -d '{"name":"x","grantType":"client_credentials"}'"#,
        r#"curl https://id.example.org/api/apps -H 'content-type: application/json' -d '{"appId":"a","secret":"S"}'"#,
    ] {
        assert_eq!(understood(command).kinds, [Kind::ApiCall], "{command}");
    }
}

#[test]
fn basic_is_read_as_people_write_it() {
    for credential in [
        "YzE6WlpTRUNhYQ==",
        "YzE6WlpTRUNhYQ",
        "c1:ZZSECaa",
        " YzE6WlpTRUNhYQ== ",
    ] {
        let found = understood(&format!(
            "curl https://id.example.org/token -H 'Authorization: Basic {credential}' -d grant_type=client_credentials"
        ));
        let client = client(&found);
        assert_eq!(client.profile.client_id, "c1", "{credential}");
        assert_eq!(
            client.profile.auth,
            AuthMethod::ClientSecretBasic,
            "{credential}"
        );
        assert_eq!(super::secret(client), "ZZSECaa", "{credential}");
        assert!(client.profile.extras.is_empty(), "{credential}");
    }
}

#[test]
fn an_empty_secret_is_sent_as_it_stands() {
    for proof in ["-u c1:", "-H 'Authorization: Basic YzE6'"] {
        let found = understood(&format!(
            "curl https://id.example.org/api/v1/access_token {proof} -d grant_type=https://oauth.example.org/grants/installed_client -d device_id=DEV1"
        ));
        let client = client(&found);
        assert_eq!(client.profile.client_id, "c1", "{proof}");
        assert_eq!(client.profile.auth, AuthMethod::None, "{proof}");
        assert!(client.is_whole(), "{proof}");
        let mut extras = client.profile.extras.iter();
        assert!(
            extras.any(|one| one.on == ExtraStep::Token
                && one.place == ExtraPlace::Header
                && one.value == "Basic YzE6"),
            "{proof}"
        );
        assert!(found.notes.concat().contains("secret is empty"), "{proof}");
    }
    let plan =
        understood("curl https://id.example.org/token -u c1 -d grant_type=client_credentials");
    assert!(!client(&plan).is_whole(), "curl asks for the password");
}
