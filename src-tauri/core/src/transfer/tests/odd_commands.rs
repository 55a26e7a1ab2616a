//! curl commands as services, writers and signers of their own have them.

use super::{client, left, understood};
use crate::server::ExtraStep;

#[test]
fn what_a_signature_is_made_with_does_not_go_over_the_wire() {
    for (option, told) in [
        ("--aws-sigv4 aws:amz:us-east-1:execute-api", "--aws-sigv4"),
        ("--digest", "--digest"),
        ("--ntlm", "--ntlm"),
    ] {
        let understood = understood(&format!(
            "curl {option} -u AKIA:s3cret https://api.example.org/v1/me"
        ));
        let request = understood.requests.first().expect("a request");
        assert!(request.draft.headers.is_empty(), "{option}");
        assert!(left(&understood, told), "{option}");
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
