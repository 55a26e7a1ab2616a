//! The surroundings of commands in documentation, and curl options with their own syntax.

mod calls;

use super::{client, left, secret, server, understood, url};
use crate::{ImportError, Kind, Options, decoded};
use tokenry_model::{
    client::AuthMethod,
    grant_type::GrantType,
    request::{Body, PartContent},
    server::{ExtraPlace, ExtraStep, Placement, TokenStyle},
    variables::Variable,
};

const TOKEN: &str = "https://id.example.org/oauth/token";
const CALL: &str = "curl -s -X POST https://id.example.org/oauth/token -u cid1:sec1 -d grant_type=client_credentials";

fn is_the_token_request(text: &str) {
    let found = understood(text);
    assert!(
        found.kinds.contains(&Kind::TokenRequest),
        "{text}: {:?}",
        found.kinds
    );
    let ends = &server(&found).profile.endpoints;
    assert_eq!(url(ends.token.as_ref()), TOKEN, "{text}");
    let client = client(&found);
    assert_eq!(client.profile.client_id, "cid1", "{text}");
    assert_eq!(secret(client), "sec1", "{text}");
    assert_eq!(client.profile.auth, AuthMethod::ClientSecretBasic, "{text}");
    assert!(
        found.unresolved.is_empty(),
        "{text}: {:?}",
        found.unresolved
    );
}

#[test]
fn a_command_is_found_within_what_surrounds_it() {
    for around in [
        "TOKEN=$(@ | jq -r .access_token)",
        "export TOKEN=$(@)",
        "RESPONSE=\"$(@ | jq .)\"",
        "RESPONSE=`@`",
        "`@`",
        "```bash\n@\n```",
        "```\n$ @\n{\"access_token\": \"x\"}\n```",
        "Get a token first:\n\n~~~ shell\n@ | jq\n~~~\n\nThen don't lose it.",
        "$ @",
        "> @",
        "# @",
        "PS C:\\Users\\me> @",
        "me@host:~/src$ @",
        "@ && echo done",
        "@ > token.json",
        "set -e; @",
        "cd /tmp && @",
        "if ! @; then echo failed; fi",
        "sudo @",
        "docker run --rm curlimages/curl @",
        "echo $(@)",
        "(@)",
        "# First, get a token\n\n@\n\n# and there it's",
        "@ 2>/dev/null",
    ] {
        is_the_token_request(&around.replace('@', CALL));
    }
}

#[test]
fn a_command_over_several_lines_goes_on() {
    for text in [
        "curl -s \\ \n  -X POST https://id.example.org/oauth/token \\\n  -u cid1:sec1 \\\n  -d grant_type=client_credentials",
        "$ curl -s https://id.example.org/oauth/token \\\n> -u cid1:sec1 \\\n> -d grant_type=client_credentials",
        "> curl https://id.example.org/oauth/token\n> -u cid1:sec1\n> -d grant_type=client_credentials",
        "curl.exe `\n  -u cid1:sec1 `\n  -d grant_type=client_credentials `\n  https://id.example.org/oauth/token",
        "curl https://id.example.org/oauth/token -u cid1:sec1 -d @- <<EOF\ngrant_type=client_credentials\nEOF",
        "echo grant_type=client_credentials | curl https://id.example.org/oauth/token -u cid1:sec1 -d @-",
        "curl -d @- https://id.example.org/oauth/token -u cid1:sec1 <<< 'grant_type=client_credentials'",
        "curl “https://id.example.org/oauth/token” -u ‘cid1:sec1’ -d “grant_type=client_credentials”",
    ] {
        is_the_token_request(text);
    }
}

#[test]
fn id_and_secret_are_found_where_documentation_makes_the_header() {
    for made in [
        "$(echo -n 'cid1:sec1' | base64)",
        "$(echo -n cid1:sec1|base64)",
        "$(echo cid1:sec1 | base64 -w 0)",
        "$(printf 'cid1:sec1' | base64)",
        "$(printf '%s:%s' cid1 sec1 | base64 --wrap=0 | tr -d '\\n')",
        "$(printf \"%s\" \"cid1:sec1\" | openssl base64 -A)",
        "$(base64 <<< cid1:sec1)",
        "$(base64 -w0 <<< 'cid1:sec1')",
        "`echo -n cid1:sec1 | base64`",
        "$([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('cid1:sec1')))",
        "Y2lkMTpzZWMx",
    ] {
        is_the_token_request(&format!(
            "curl -X POST {TOKEN} -H \"Authorization: Basic {made}\" -d grant_type=client_credentials"
        ));
    }
    for text in [
        "ID=cid1\nSECRET=sec1\ncurl @ -H \"Authorization: Basic $(echo -n $ID:$SECRET | base64)\" -d grant_type=client_credentials",
        "ID=cid1; SECRET=sec1; AUTH=$(echo -n \"$ID:${SECRET}\" | base64)\ncurl @ -H \"Authorization: Basic $AUTH\" -d grant_type=client_credentials",
        "export ID=cid1\nexport SECRET=\"sec1\"\ncurl @ -u $ID:$SECRET -d grant_type=client_credentials",
        "ID=cid1 && SECRET=sec1 && TOKEN=$(curl @ -u \"$ID:$SECRET\" -d grant_type=client_credentials | jq -r .access_token)",
        "curl @ --user cid1:sec1 -d grant_type=client_credentials",
        "curl --variable ID=cid1 @ --expand-user '{{ID}}:sec1' -d grant_type=client_credentials",
    ] {
        is_the_token_request(&text.replace('@', TOKEN));
    }
    let open = understood(&format!(
        "curl {TOKEN} -H \"Authorization: Basic $(echo -n $ID:$SECRET | base64)\" -d grant_type=client_credentials"
    ));
    assert_eq!(open.unresolved, ["$ID", "$SECRET"]);
    let values = [("ID", "cid1"), ("SECRET", "sec1")];
    let values = values.map(|(name, value)| Variable {
        name: name.into(),
        value: value.into(),
    });
    let options = Options {
        values: values.into(),
        ..Options::default()
    };
    let text = format!("curl {TOKEN} -u $ID:$SECRET -d grant_type=client_credentials");
    let given = crate::read(&[&text], &options).expect("a command");
    assert_eq!(secret(client(&given)), "sec1");
}

#[test]
fn several_commands_are_read_each_by_itself() {
    let found = understood(&format!(
        "{CALL}\n\ncurl https://api.example.org/v1/me -H \"Authorization: Bearer $TOKEN\"\ncurl -X POST"
    ));
    assert_eq!(found.kinds, [Kind::TokenRequest, Kind::ApiCall]);
    assert_eq!(found.requests.len(), 1);
    assert!(left(&found, "a command"), "{:?}", found.left);
}

#[test]
fn a_token_request_is_known_by_all_its_parameters() {
    for (text, style, grant) in [
        (
            "curl -X GET \"@?client_id=cid1&redirect_uri=https://app.example.org/cb&client_secret=sec1&code=abc\"",
            TokenStyle::Query,
            GrantType::AuthorizationCode,
        ),
        (
            "curl -F code=1234 -F client_id=cid1 -F client_secret=sec1 @",
            TokenStyle::Form,
            GrantType::AuthorizationCode,
        ),
        (
            "curl -X POST @ -d 'client_id=cid1&client_secret=sec1&code=abc'",
            TokenStyle::Form,
            GrantType::AuthorizationCode,
        ),
        (
            "curl -X POST @ -H 'Content-Type: application/json' -d '{\"client_id\":\"cid1\",\"client_secret\":\"sec1\",\"code\":\"abc\"}'",
            TokenStyle::Json,
            GrantType::AuthorizationCode,
        ),
        (
            "curl @ --json '{\"client_id\":\"cid1\",\"client_secret\":\"sec1\",\"refresh_token\":\"rt\"}'",
            TokenStyle::Json,
            GrantType::RefreshToken,
        ),
        (
            "curl -u cid1:sec1 @ -d code=abc",
            TokenStyle::Form,
            GrantType::AuthorizationCode,
        ),
        (
            "curl -G @ -d client_id=cid1 -d client_secret=sec1 -d device_code=d",
            TokenStyle::Query,
            GrantType::DeviceCode,
        ),
        (
            "curl '@?client_id=cid1&client_secret=sec1'",
            TokenStyle::Query,
            GrantType::ClientCredentials,
        ),
    ] {
        let text = text.replace('@', "https://id.example.org/v19/access_token");
        let found = understood(&text);
        assert_eq!(found.kinds, [Kind::TokenRequest], "{text}");
        let ends = &server(&found).profile.endpoints;
        assert_eq!(
            url(ends.token.as_ref()),
            "https://id.example.org/v19/access_token",
            "{text}"
        );
        assert_eq!(ends.authorize, None, "{text}");
        assert_eq!(server(&found).profile.habits.token_style, style, "{text}");
        assert_eq!(client(&found).profile.client_id, "cid1", "{text}");
        assert_eq!(secret(client(&found)), "sec1", "{text}");
        assert_eq!(client(&found).grants, [grant], "{text}");
        assert!(
            client(&found).profile.extras.is_empty(),
            "{:?}",
            client(&found).profile.extras
        );
    }
    for text in [
        "curl -X POST https://api.example.org/orders -d client_id=7 -d amount=3",
        "curl https://api.example.org/promo -d code=SUMMER",
        "curl https://api.example.org/v1/clients?client_id=7",
    ] {
        assert_eq!(understood(text).kinds, [Kind::ApiCall], "{text}");
    }
}

#[test]
fn forms_of_curl_lose_their_quotes_and_types() {
    for form in [
        "--form 'grant_type=\"client_credentials\"' --form 'client_id=\"cid1\"' --form 'client_secret=\"sec1\"'",
        "-F 'grant_type=client_credentials;type=text/plain' -F client_id=cid1 -F client_secret=sec1",
        "-F 'grant_type=\"client_credentials\";type=text/plain;charset=utf-8' -F 'client_id=cid1; type=text/plain' -F 'client_secret=\"sec1\"'",
        "--form-string grant_type=client_credentials --form-string client_id=cid1 --form-string client_secret=sec1",
    ] {
        let found = understood(&format!("curl {TOKEN} {form}"));
        assert_eq!(client(&found).profile.client_id, "cid1", "{form}");
        assert_eq!(secret(client(&found)), "sec1", "{form}");
        assert_eq!(
            client(&found).grants,
            [GrantType::ClientCredentials],
            "{form}"
        );
    }
    let found = understood(
        "curl https://api.example.org/up -F 'a=\"b;\\\"c\\\\\";type=text/x' -F 'f=@a.png,\"b c.jpg\";type=image/jpeg;filename=\"x;y.jpg\"' --form-string 'q=\"z\";type=a' -F 'broken=\"b'",
    );
    let Body::Multipart { parts } = &found.requests[0].draft.body else {
        panic!("a form with files");
    };
    let text = |text: &str| PartContent::Text { text: text.into() };
    let file = |path: &str, name: &str| PartContent::File {
        path: path.into(),
        file_name: name.into(),
    };
    let all: Vec<_> = parts
        .iter()
        .map(|part| (part.name.as_str(), &part.content, part.media_type.as_str()))
        .collect();
    assert_eq!(
        all,
        [
            ("a", &text("b;\"c\\"), "text/x"),
            ("f", &file("a.png", ""), ""),
            ("f", &file("b c.jpg", "x;y.jpg"), "image/jpeg"),
            ("q", &text("\"z\";type=a"), ""),
            ("broken", &text("\"b"), ""),
        ]
    );
}

#[test]
fn a_grant_that_is_not_known_is_sent_all_the_same() {
    for (text, place) in [
        (
            "curl -X POST @ -d grant_type=account_credentials -d account_id=acc1 -u cid1:sec1",
            ExtraPlace::Body,
        ),
        (
            "curl @ --json '{\"grant_type\":\"account_credentials\",\"account_id\":\"acc1\",\"client_id\":\"cid1\",\"client_secret\":\"sec1\"}'",
            ExtraPlace::Body,
        ),
        (
            "curl -X POST '@?grant_type=account_credentials&account_id=acc1' -u cid1:sec1",
            ExtraPlace::Query,
        ),
    ] {
        let found = understood(&text.replace('@', TOKEN));
        let extras: Vec<_> = client(&found)
            .profile
            .extras
            .iter()
            .map(|extra| {
                (
                    extra.on,
                    extra.place,
                    extra.name.as_str(),
                    extra.value.as_str(),
                )
            })
            .collect();
        assert!(
            extras.contains(&(ExtraStep::Token, place, "grant_type", "account_credentials")),
            "{extras:?}"
        );
        assert!(
            extras.contains(&(ExtraStep::Token, place, "account_id", "acc1")),
            "{extras:?}"
        );
        assert_eq!(client(&found).grants, [GrantType::ClientCredentials]);
        assert!(
            found
                .notes
                .iter()
                .any(|note| note.contains("account_credentials")),
            "{:?}",
            found.notes
        );
    }
}
