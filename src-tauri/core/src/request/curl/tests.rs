//! Tests that run the commands in a real shell, with `curl` replaced by a function that prints its
//! arguments.

use std::process::Command;

use super::curl;
use crate::request::{
    Carriage, prepare,
    testing::{draft, field},
};
use tokenry_model::{
    request::{Body, Draft, FormPart, PartContent},
    server::{Placement, ServerProfile},
};

const TOKEN: &str = "t'o\"k $HOME `id` \\ end";

fn command(draft: &Draft, placement: Option<&Placement>) -> String {
    let server = ServerProfile::at("S", "https://api.example".parse().expect("a URL"));
    let carriage = placement.map(|placement| Carriage {
        token_name: "t",
        placement,
        server: &server,
        bound: false,
    });
    let loaded = prepare(draft, carriage).expect("it composes");
    curl(&loaded, draft.settings.follow_redirects)
}

/// The arguments that curl would receive.
fn arguments(command: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{command}\n");
    let output = Command::new("sh")
        .args(["-eu", "-c", &script])
        .env("ACCESS_TOKEN", TOKEN)
        .output()
        .expect("there is a shell");
    assert!(output.status.success(), "{command}\n{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut arguments: Vec<String> = text.split('\0').map(str::to_owned).collect();
    assert_eq!(arguments.pop().as_deref(), Some(""), "curl was called");
    arguments
}

fn placed(name: &str) -> Placement {
    Placement::Query { name: name.into() }
}

#[test]
fn curl_receives_exactly_what_would_be_sent() {
    let nasty = "it's \"$HOME\" `id` \\ ! * ~ \u{1f600}";
    let mut request = draft("PATCH", "https://api.example/a?filter[x]=1");
    request.headers = vec![field("X-Odd", nasty), field("X-Empty", "")];
    request.body = Body::Text {
        text: format!("@{nasty}\nline 2\n"),
    };
    let got = arguments(&command(&request, Some(&Placement::default())));
    assert_eq!(
        got,
        [
            "--request",
            "PATCH",
            "--globoff",
            "https://api.example/a?filter[x]=1",
            "--header",
            &format!("X-Odd: {nasty}"),
            "--header",
            "X-Empty;",
            "--header",
            "Content-Type: text/plain; charset=utf-8",
            "--header",
            &format!("Authorization: Bearer {TOKEN}"),
            "--data-raw",
            &format!("@{nasty}\nline 2\n"),
        ]
    );
}

#[test]
fn the_token_is_sent_where_the_server_expects_it() {
    let get = draft("GET", "https://api.example/me?a=1");
    assert_eq!(
        arguments(&command(&get, Some(&placed("access_token")))),
        [
            "--location",
            "https://api.example/me?a=1",
            "--url-query",
            &format!("access_token={TOKEN}")
        ]
    );
    let odd = Placement::Header {
        name: "X-Token".into(),
        prefix: "a\"$b`".into(),
    };
    assert_eq!(
        arguments(&command(&get, Some(&odd))),
        [
            "https://api.example/me?a=1",
            "--header",
            &format!("X-Token: a\"$b` {TOKEN}")
        ],
        "and curl is not told to follow where it would take the token along"
    );
    let bare = Placement::Header {
        name: "X-Token".into(),
        prefix: String::new(),
    };
    assert_eq!(
        arguments(&command(&get, Some(&bare)))[2],
        format!("X-Token: {TOKEN}")
    );

    let mut post = draft("POST", "https://api.example/me");
    post.body = Body::Form {
        fields: vec![field("a", "b c")],
    };
    let placement = Placement::Body {
        name: "access_token".into(),
    };
    let got = arguments(&command(&post, Some(&placement)));
    assert_eq!(
        got[got.len() - 4..],
        [
            "--data-raw",
            "a=b+c",
            "--data-urlencode",
            &format!("access_token={TOKEN}")
        ]
    );
    post.body = Body::None;
    let got = arguments(&command(&post, Some(&placement)));
    assert!(!got.contains(&"--data-raw".to_owned()), "{got:?}");
    assert!(
        !got.contains(&"--request".to_owned()),
        "data makes it a POST: {got:?}"
    );
}

#[test]
fn forms_and_files_use_the_syntax_of_curl() {
    let part = |name: &str, content, media_type: &str| FormPart {
        name: name.into(),
        content,
        media_type: media_type.into(),
        enabled: true,
    };
    let text = |text: &str| PartContent::Text { text: text.into() };
    let file = |path: &str, name: &str| PartContent::File {
        path: path.into(),
        file_name: name.into(),
    };
    let mut post = draft("POST", "https://api.example/files");
    post.body = Body::Multipart {
        parts: vec![
            part("a", text("@it's;`id` $HOME"), ""),
            part("b", text("1\"\\"), "text/x"),
            part("f", file("a b;c.png", ""), ""),
            part("g", file("x", "y\"z"), "image/png"),
        ],
    };
    assert_eq!(
        arguments(&command(&post, None))[1..],
        [
            "--form-string",
            "a=@it's;`id` $HOME",
            "--form",
            "b=\"1\\\"\\\\\";type=text/x",
            "--form",
            "f=@\"a b;c.png\"",
            "--form",
            "g=@\"x\";filename=\"y\\\"z\";type=image/png",
        ]
    );
    post.method = "PUT".into();
    post.body = Body::File {
        path: "it's.json".into(),
        media_type: String::new(),
    };
    assert_eq!(
        arguments(&command(&post, None)),
        [
            "--request",
            "PUT",
            "https://api.example/files",
            "--header",
            "Content-Type: application/json",
            "--data-binary",
            "@it's.json",
        ]
    );
}

#[test]
fn the_method_is_given_only_if_curl_would_choose_another() {
    let plain = |method: &str| arguments(&command(&draft(method, "https://api.example/"), None));
    assert_eq!(plain("GET"), ["--location", "https://api.example/"]);
    assert_eq!(
        plain("HEAD"),
        ["--head", "--location", "https://api.example/"]
    );
    assert_eq!(
        plain("DELETE"),
        ["--request", "DELETE", "--location", "https://api.example/"]
    );
    assert_eq!(plain("POST")[..2], ["--request", "POST"]);
}

#[test]
fn the_command_omits_a_typed_header_that_the_token_replaces() {
    let mut request = draft("GET", "https://api.example/");
    request.headers = vec![field("authorization", "Bearer typed-by-hand")];
    let text = command(&request, Some(&Placement::default()));
    assert!(!text.contains("typed-by-hand"), "{text}");
    assert!(text.contains("$ACCESS_TOKEN"), "{text}");
}

#[test]
fn the_command_for_a_bound_token_explains_the_proof() {
    let server = ServerProfile::at("S", "https://api.example".parse().expect("a URL"));
    let carriage = Carriage {
        token_name: "al'ice\nx",
        placement: &tokenry_oauth::dpop::placement(),
        server: &server,
        bound: true,
    };
    let request = draft("GET", "https://api.example/a?b=1");
    let loaded = prepare(&request, Some(carriage)).expect("it composes");
    let command = curl(&loaded, true);
    assert!(command.contains("valid once"), "{command}");
    let make = r"tokenry token proof 'al'\''ice x' GET 'https://api.example/a')";
    assert!(command.contains(make), "{command}");
    let script = format!("DPOP_PROOF=pr00f\n{command}");
    let got = arguments(&script);
    assert!(
        got.contains(&format!("Authorization: DPoP {TOKEN}")),
        "{got:?}"
    );
    assert!(got.contains(&"DPoP: pr00f".to_owned()), "{got:?}");
}
