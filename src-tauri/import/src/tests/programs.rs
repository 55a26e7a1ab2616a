//! Commands of programs other than curl, as in documentation, and curl's input files.

use super::{client, left, secret, server, understood, url};
use crate::{ImportPlan, Kind, call};
use tokenry_model::{
    client::AuthMethod,
    grant_type::GrantType,
    request::{Body, Draft, FormPart, PartContent},
    server::{Placement, TokenStyle},
};

const TOKEN: &str = "https://id.example.org/oauth/token";

fn draft(text: &str) -> Draft {
    call(text, &[]).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn is_the_client_itself(text: &str, style: TokenStyle, auth: AuthMethod) -> ImportPlan {
    let found = understood(text);
    assert_eq!(found.kinds, [Kind::TokenRequest], "{text}");
    let profile = &server(&found).profile;
    assert_eq!(url(profile.endpoints.token.as_ref()), TOKEN, "{text}");
    assert_eq!(profile.habits.token_style, style, "{text}");
    let client = client(&found);
    assert_eq!(client.profile.client_id, "cid1", "{text}");
    assert_eq!(secret(client), "sec1", "{text}");
    assert_eq!(client.profile.auth, auth, "{text}");
    assert_eq!(client.grants, [GrantType::ClientCredentials], "{text}");
    found
}

#[test]
fn a_token_request_of_wget_is_the_same_as_one_of_curl() {
    let post = AuthMethod::ClientSecretPost;
    for text in [
        "wget -qO- --post-data 'grant_type=client_credentials&client_id=cid1&client_secret=sec1' @",
        "wget --quiet --output-document=- --post-data='grant_type=client_credentials&client_id=cid1&client_secret=sec1' @",
        "TOKEN=$(wget -q -O - --method POST --body-data 'grant_type=client_credentials&client_id=cid1&client_secret=sec1' @ | jq -r .access_token)",
        "$ wget \\\n  --method=POST \\\n  --header='Content-Type: application/x-www-form-urlencoded' \\\n  --body-data='grant_type=client_credentials&client_id=cid1&client_secret=sec1' \\\n  @",
        "# wget -nv @ --post-data=grant_type=client_credentials\\&client_id=cid1\\&client_secret=sec1",
    ] {
        is_the_client_itself(&text.replace('@', TOKEN), TokenStyle::Form, post);
    }
    let json = "wget -O- @ --header 'Content-Type: application/json' --post-data '{\"grant_type\":\"client_credentials\",\"client_id\":\"cid1\",\"client_secret\":\"sec1\"}'";
    is_the_client_itself(&json.replace('@', TOKEN), TokenStyle::Json, post);
    for text in [
        "wget --user cid1 --password sec1 --auth-no-challenge --post-data grant_type=client_credentials @",
        "wget --http-user=cid1 --http-password=sec1 --post-data=grant_type=client_credentials @",
        "wget --header 'Authorization: Basic Y2lkMTpzZWMx' --post-data grant_type=client_credentials @",
    ] {
        is_the_client_itself(
            &text.replace('@', TOKEN),
            TokenStyle::Form,
            AuthMethod::ClientSecretBasic,
        );
    }
    let found = understood(&format!(
        "wget --no-check-certificate --tries 3 {TOKEN} --post-data 'grant_type=client_credentials&client_id=cid1&client_secret=sec1'"
    ));
    assert!(left(&found, "--no-check-certificate") && left(&found, "--tries 3"));
}

#[test]
fn a_token_request_of_httpie_is_the_same_as_one_of_curl() {
    let post = AuthMethod::ClientSecretPost;
    for text in [
        "http -f POST @ grant_type=client_credentials client_id=cid1 client_secret=sec1",
        "http --form @ grant_type=client_credentials client_id=cid1 client_secret=sec1",
        "$ https -f id.example.org/oauth/token grant_type=client_credentials client_id=cid1 client_secret=sec1",
        "TOKEN=$(http --form POST @ grant_type=client_credentials client_id=cid1 client_secret=sec1 | jq -r .access_token)",
        "http -vf post @ \\\n  grant_type=client_credentials \\\n  client_id=cid1 \\\n  client_secret=sec1",
        "http @ Content-Type:application/x-www-form-urlencoded --raw 'grant_type=client_credentials&client_id=cid1&client_secret=sec1'",
    ] {
        is_the_client_itself(&text.replace('@', TOKEN), TokenStyle::Form, post);
    }
    for text in [
        "http POST @ grant_type=client_credentials client_id=cid1 client_secret=sec1",
        "http @ grant_type=client_credentials client_id=cid1 client_secret=sec1 Accept:application/json",
        "echo '{\"grant_type\":\"client_credentials\",\"client_id\":\"cid1\",\"client_secret\":\"sec1\"}' | http POST @",
    ] {
        is_the_client_itself(&text.replace('@', TOKEN), TokenStyle::Json, post);
    }
    for text in [
        "http -f -a cid1:sec1 POST @ grant_type=client_credentials",
        "http --form --auth-type=basic --auth=cid1:sec1 @ grant_type=client_credentials",
        "http -f @ 'Authorization:Basic Y2lkMTpzZWMx' grant_type=client_credentials",
    ] {
        is_the_client_itself(
            &text.replace('@', TOKEN),
            TokenStyle::Form,
            AuthMethod::ClientSecretBasic,
        );
    }
    let query = format!(
        "http POST {TOKEN} grant_type==client_credentials client_id==cid1 client_secret==sec1"
    );
    is_the_client_itself(&query, TokenStyle::Query, post);
}

#[test]
fn a_call_of_either_is_a_request_with_its_token() {
    for text in [
        "wget -qO- --header 'Authorization: Bearer at1' https://api.example.org/v1/me",
        "wget --header='Authorization: Bearer at1' 'https://api.example.org/v1/me'",
        "http https://api.example.org/v1/me 'Authorization: Bearer at1'",
        "http GET https://api.example.org/v1/me Authorization:'Bearer at1'",
        "https -A bearer -a at1 api.example.org/v1/me",
        "http --auth-type bearer --auth at1 https://api.example.org/v1/me",
    ] {
        let found = understood(text);
        assert_eq!(found.kinds, [Kind::ApiCall], "{text}");
        assert_eq!(server(&found).tokens[0].access.expose(), "at1", "{text}");
        let request = &found.requests[0];
        assert_eq!(request.draft.method, "GET", "{text}");
        assert_eq!(request.draft.url, "https://api.example.org/v1/me", "{text}");
        assert!(
            request.with_token && request.draft.headers.is_empty(),
            "{text}"
        );
        let placement = Placement::default();
        assert_eq!(server(&found).profile.habits.placement, placement, "{text}");
    }
}

#[test]
fn what_httpie_says_with_its_items_is_sent() {
    let sent = draft(
        r#"http PUT :3000/albums/7 X-Trace:abc q==a\&b name=Holiday public:=true tags:='["a"]' Accept:"#,
    );
    assert_eq!(sent.method, "PUT");
    assert_eq!(sent.url, r"http://localhost:3000/albums/7?q=a%26b");
    let Body::Json { text } = &sent.body else {
        panic!("{:?}", sent.body);
    };
    let body: serde_json::Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(
        body,
        serde_json::json!({"name": "Holiday", "public": true, "tags": ["a"]})
    );
    assert!(
        sent.headers
            .iter()
            .any(|one| one.name == "X-Trace" && one.value == "abc")
    );

    let sent =
        draft(r"http -f https://api.example.org/up title=x photo@me.png\;type=image/png 'a\=b=c'");
    let Body::Multipart { parts } = &sent.body else {
        panic!("{:?}", sent.body);
    };
    let named = |name: &str| parts.iter().find(|part| part.name == name).expect("a part");
    assert_eq!(
        *named("photo"),
        FormPart {
            name: "photo".into(),
            content: PartContent::File {
                path: "me.png".into(),
                file_name: String::new(),
            },
            media_type: "image/png".into(),
            enabled: true,
        }
    );
    assert_eq!(named("a=b").content, PartContent::Text { text: "c".into() });

    for (text, named) in [
        ("http https://api.example.org a=@text.txt", "a=@text.txt"),
        (
            "http https://api.example.org a:=@text.json",
            "a:=@text.json",
        ),
        ("http https://api.example.org a[b]=1 c=2", "a[b]"),
        ("http https://api.example.org what", "what"),
        ("http https://api.example.org a:=nonsense", "a:=nonsense"),
        ("http --verify=no https://api.example.org", "--verify=no"),
        ("http -A digest -a me:pw https://api.example.org", "--auth"),
    ] {
        let found = understood(text);
        assert!(left(&found, named), "{text}: {:?}", found.left);
    }
}

#[test]
fn prose_and_addresses_are_no_commands() {
    for text in [
        "https://api.example.org/v1",
        "http is a protocol, and https is as well",
        "Use http or https.",
        "We support http / https",
    ] {
        let read = super::read(&[text]);
        assert!(read.is_err(), "{text}: {read:?}");
    }
}

#[test]
fn what_curl_takes_from_files_is_the_bodys_or_named() {
    let sent = draft("curl --json @body.json https://api.example.org/v1");
    assert_eq!(
        sent.body,
        Body::File {
            path: "body.json".into(),
            media_type: "application/json".into()
        }
    );
    assert_eq!(sent.method, "POST");
    assert!(
        sent.headers
            .iter()
            .any(|one| one.name == "Accept" && one.value == "application/json")
    );
    let sent =
        draft("curl --data-binary @a.bin -H 'Content-Type: image/png' https://api.example.org/v1");
    let media_type = "image/png".to_owned();
    assert_eq!(
        sent.body,
        Body::File {
            path: "a.bin".into(),
            media_type
        }
    );
    let sent = draft(
        "wget --post-file=a.json --header='Content-Type: application/json' https://api.example.org/v1",
    );
    let media_type = "application/json".to_owned();
    assert_eq!(
        sent.body,
        Body::File {
            path: "a.json".into(),
            media_type
        }
    );

    let sent = draft(
        "curl -F 'photo=@me.png;type=image/png;filename=\"a b.png\"' -F 'title=x;type=text/plain' https://api.example.org/v1",
    );
    let Body::Multipart { parts } = &sent.body else {
        panic!("{:?}", sent.body);
    };
    let content = PartContent::File {
        path: "me.png".into(),
        file_name: "a b.png".into(),
    };
    assert_eq!(
        (&parts[0].content, &*parts[0].media_type),
        (&content, "image/png")
    );
    assert_eq!(parts[1].media_type, "text/plain");

    for text in [
        "curl -F 'story=<hugefile.txt' -F a=b https://api.example.org/v1",
        "curl -F 'story=<hugefile.txt;type=text/plain' -F a=b https://api.example.org/v1",
        "curl --data-urlencode story@hugefile.txt -d a=b https://api.example.org/v1",
        "curl --data-urlencode @hugefile.txt -d a=b https://api.example.org/v1",
        "curl --url-query story@hugefile.txt -d a=b https://api.example.org/v1",
        "curl --url-query @hugefile.txt -d a=b https://api.example.org/v1",
    ] {
        let found = understood(text);
        assert!(left(&found, "hugefile.txt"), "{text}: {:?}", found.left);
        let sent = format!("{:?}", found.requests[0].draft);
        assert!(
            !sent.contains("hugefile") && !sent.contains("story"),
            "{text}: {sent}"
        );
    }
}

#[test]
fn a_query_by_itself_is_written_as_curl_has_it() {
    for (typed, query) in [
        ("--url-query name=a&b", "name=a%26b"),
        ("--url-query =a=b", "a%3Db="),
        ("--url-query +name=a%20b", "name=a+b"),
        ("--url-query a=1 --url-query b=2", "a=1&b=2"),
        ("-G --data-urlencode 'q=a b'", "q=a+b"),
        ("--url-query 'mail=me@example.org'", "mail=me%40example.org"),
    ] {
        let typed = if typed.contains('\'') {
            typed.to_owned()
        } else {
            typed.replace("name=a&b", "'name=a&b'")
        };
        let sent = draft(&format!("curl {typed} https://api.example.org/v1"));
        assert_eq!(
            sent.url,
            format!("https://api.example.org/v1?{query}"),
            "{typed}"
        );
    }
}
