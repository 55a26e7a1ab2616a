//! Extra parameters and headers.

use super::{GRANTS, Grant, STYLES, client, prepare, seen, server};
use crate::error::TokenError;
use tokenry_model::{
    client::AuthMethod,
    server::{Extra, ExtraPlace, ExtraStep, TokenStyle},
};

fn extra(on: ExtraStep, place: ExtraPlace, name: &str, value: &str) -> Extra {
    Extra {
        on,
        place,
        name: name.into(),
        value: value.into(),
    }
}

#[test]
fn extras_stand_where_they_are_placed_and_only_at_their_step() {
    for style in STYLES {
        for grant in GRANTS {
            let (own, other) = match grant {
                Grant::Refresh => (ExtraStep::Refresh, ExtraStep::Token),
                _ => (ExtraStep::Token, ExtraStep::Refresh),
            };
            let mut server = server(style);
            server.habits.extras = vec![
                extra(own, ExtraPlace::Header, "X-Tenant", "t1"),
                extra(own, ExtraPlace::Query, "q", "1 2"),
                extra(own, ExtraPlace::Body, "audience", "https://api.example"),
                extra(own, ExtraPlace::Body, "empty", ""),
                extra(other, ExtraPlace::Body, "stray", "x"),
                extra(ExtraStep::Authorize, ExtraPlace::Query, "prompt", "login"),
            ];
            let what = format!("{style:?} {grant:?}");
            let prepared = prepare(&server, &client(AuthMethod::None), None, grant);
            let seen = seen(&prepared.expect(&what));
            assert_eq!(seen.headers["x-tenant"], "t1", "{what}");
            assert_eq!(seen.query["q"], "1 2", "{what}");
            let body = seen.json.as_ref().or(seen.form.as_ref()).expect("a body");
            assert_eq!(body["audience"], "https://api.example", "{what}");
            let all = format!("{seen:?}");
            for absent in ["stray", "empty", "prompt"] {
                assert!(!all.contains(absent), "{absent} in {what}: {all}");
            }
        }
    }
}

#[test]
fn a_clients_extra_replaces_the_servers_and_the_protocols() {
    let mut server = server(TokenStyle::Form);
    server.habits.extras = vec![
        extra(ExtraStep::Token, ExtraPlace::Body, "audience", "server"),
        extra(ExtraStep::Token, ExtraPlace::Header, "X-A", "server"),
        extra(ExtraStep::Token, ExtraPlace::Body, "resource", "server"),
    ];
    let mut client = client(AuthMethod::None);
    client.extras = vec![
        extra(ExtraStep::Token, ExtraPlace::Body, "audience", "client"),
        extra(ExtraStep::Token, ExtraPlace::Body, "resource", ""),
        extra(
            ExtraStep::Token,
            ExtraPlace::Body,
            "grant_type",
            "urn:example:other",
        ),
        extra(ExtraStep::Token, ExtraPlace::Header, "Accept", "*/*"),
    ];
    let prepared = prepare(&server, &client, None, Grant::Code).expect("prepared");
    let seen = seen(&prepared);
    let form = seen.form.expect("a form");
    assert_eq!(form["audience"], "client");
    assert_eq!(form["grant_type"], "urn:example:other");
    assert_eq!(form.get("resource"), None, "taken away by an empty value");
    assert_eq!(seen.headers["x-a"], "server");
    assert_eq!(seen.headers["accept"], "*/*");
}

#[test]
fn a_header_that_would_break_the_request_is_refused() {
    for (name, value) in [
        ("X-A", "a\r\nX-B: c"),
        ("X-A", "a\0b"),
        ("X A", "b"),
        ("X-A\r\n", "b"),
        ("", "b"),
    ] {
        let mut server = server(TokenStyle::Form);
        server.habits.extras = vec![extra(ExtraStep::Token, ExtraPlace::Header, name, value)];
        let refused = prepare(&server, &client(AuthMethod::None), None, Grant::Code);
        assert!(
            matches!(refused, Err(TokenError::BadExtra { .. })),
            "{name:?}: {value:?}"
        );
    }
}
