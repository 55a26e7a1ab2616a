//! CB-D of the threat model: what arrives by deep link or listener.

mod implicit;
mod other_names;
mod pasting;

use url::Url;

use super::{CallbackVerdict, Denial, NotOurs, Odd, Pending, judge_address, judge_form};
use tokenry_model::secret::Secret;

const STATE: &str = "pJ0xJ2nS8sYc9mVZ1yq3W5l7Q0kRtU4eA6hB8dC2fGg";

fn pending(redirect_uri: &str) -> Pending {
    Pending {
        redirect_uri: redirect_uri.into(),
        authorize_endpoint: Url::parse("https://id.example/authorize").expect("an address"),
        state: Secret::new(STATE),
        issuer: Some("https://id.example".into()),
        promises_iss: false,
        implicit: false,
        code_name: None,
    }
}

fn deep_link() -> Pending {
    pending("app.tokenry:/callback")
}

fn code(verdict: CallbackVerdict) -> Option<String> {
    match verdict {
        CallbackVerdict::Code(answered) => Some(answered.code.expose().to_owned()),
        _ => None,
    }
}

fn refusal(verdict: CallbackVerdict) -> Option<NotOurs> {
    match verdict {
        CallbackVerdict::NotOurs(reason) => Some(reason),
        _ => None,
    }
}

#[test]
fn our_answer_gives_the_code() {
    for uri in [
        "app.tokenry:/callback",
        "http://127.0.0.1:4711/callback",
        "https://example.org/cb?fixed=1",
    ] {
        let glue = if uri.contains('?') { '&' } else { '?' };
        let address = format!("{uri}{glue}code=c%2B1&state={STATE}&iss=https%3A%2F%2Fid.example");
        assert_eq!(
            code(judge_address(&pending(uri), &address)).as_deref(),
            Some("c+1"),
            "{uri}"
        );
    }
    // What a scheme's case is, the system decides.
    let address = format!("APP.Tokenry:/callback?code=c&state={STATE}");
    assert_eq!(
        code(judge_address(&deep_link(), &address)).as_deref(),
        Some("c"),
        "D11"
    );
}

#[test]
fn what_is_not_ours_is_ignored() {
    let long = format!(
        "app.tokenry:/callback?code={}&state={STATE}",
        "x".repeat(1 << 20)
    );
    for (case, address, reason) in [
        (
            "D1 unknown state",
            "app.tokenry:/callback?code=c&state=other".to_owned(),
            NotOurs::OtherState,
        ),
        (
            "D2 missing state",
            "app.tokenry:/callback?code=c".into(),
            NotOurs::NoState,
        ),
        (
            "D2 empty state",
            "app.tokenry:/callback?code=c&state=".into(),
            NotOurs::NoState,
        ),
        (
            "a signed answer",
            "app.tokenry:/callback?response=eyJhbGciOiJFUzI1NiJ9.eyJjb2RlIjoiYyJ9.c2ln".into(),
            NotOurs::Signed,
        ),
        (
            "an encrypted answer",
            "app.tokenry:/callback?response=eyJlbmMiOiJBMTI4In0.a.b.c.d".into(),
            NotOurs::Signed,
        ),
        (
            "another parameter of that name",
            "app.tokenry:/callback?response=ok".into(),
            NotOurs::NoState,
        ),
        (
            "D7 wrong iss",
            format!("app.tokenry:/callback?code=c&state={STATE}&iss=https://evil.example"),
            NotOurs::OtherIssuer {
                found: "https://evil.example".into(),
            },
        ),
        (
            "D10 other path",
            format!("app.tokenry:/other?code=c&state={STATE}"),
            NotOurs::OtherAddress,
        ),
        (
            "D10 other host",
            format!("app.tokenry://callback?code=c&state={STATE}"),
            NotOurs::OtherAddress,
        ),
        (
            "D10 longer path",
            format!("app.tokenry:/callback/x?code=c&state={STATE}"),
            NotOurs::OtherAddress,
        ),
        (
            "D11 encoded slash",
            format!("app.tokenry:%2Fcallback?code=c&state={STATE}"),
            NotOurs::OtherAddress,
        ),
        (
            "D11 path case",
            format!("app.tokenry:/Callback?code=c&state={STATE}"),
            NotOurs::OtherAddress,
        ),
        (
            "D12 code in fragment",
            format!("app.tokenry:/callback#code=c&state={STATE}"),
            NotOurs::Fragment,
        ),
        (
            "D15 error without state",
            "app.tokenry:/callback?error=access_denied".into(),
            NotOurs::DeniedWithoutState(Denial {
                error: "access_denied".into(),
                description: None,
                uri: None,
            }),
        ),
        (
            "D16 error, wrong state",
            "app.tokenry:/callback?error=access_denied&state=x".into(),
            NotOurs::OtherState,
        ),
        ("D18 1 MiB", long, NotOurs::TooLong),
        (
            "D19 CRLF",
            format!("app.tokenry:/callback?code=c\r\n&state={STATE}"),
            NotOurs::BadCharacter(Odd('\r')),
        ),
        (
            "D19 NUL",
            format!("app.tokenry:/callback?code=c\0&state={STATE}"),
            NotOurs::BadCharacter(Odd('\0')),
        ),
        (
            "D19 bidi",
            format!("app.tokenry:/callback?code=c\u{202e}&state={STATE}"),
            NotOurs::BadCharacter(Odd('\u{202e}')),
        ),
        (
            "D19 encoded CRLF in the code",
            format!("app.tokenry:/callback?code=c%0D%0A&state={STATE}"),
            NotOurs::BadCharacter(Odd('\r')),
        ),
        (
            "D24 token in fragment",
            format!("app.tokenry:/callback#access_token=t&state={STATE}"),
            NotOurs::Fragment,
        ),
        (
            "token in query",
            format!("app.tokenry:/callback?access_token=t&state={STATE}"),
            NotOurs::AccessToken,
        ),
        (
            "code twice",
            format!("app.tokenry:/callback?code=a&code=b&state={STATE}"),
            NotOurs::Twice {
                name: "code".into(),
            },
        ),
        (
            "state twice",
            format!("app.tokenry:/callback?code=a&state=x&state={STATE}"),
            NotOurs::Twice {
                name: "state".into(),
            },
        ),
        (
            "neither code nor error",
            format!("app.tokenry:/callback?state={STATE}"),
            NotOurs::NoCode,
        ),
        (
            "nothing at all",
            "app.tokenry:/callback".into(),
            NotOurs::NoState,
        ),
        ("no address", "hello".into(), NotOurs::OtherAddress),
    ] {
        assert_eq!(
            refusal(judge_address(&deep_link(), &address)),
            Some(reason),
            "{case}"
        );
    }
}

#[test]
fn the_issuer_is_checked_when_present_and_required_when_promised() {
    let mut pending = deep_link();
    let bare = format!("app.tokenry:/callback?code=c&state={STATE}");
    let named = format!("{bare}&iss=https://id.example");
    assert_eq!(code(judge_address(&pending, &bare)).as_deref(), Some("c"));
    assert_eq!(
        code(judge_address(&pending, &named)).as_deref(),
        Some("c"),
        "D9"
    );
    pending.promises_iss = true;
    assert_eq!(
        refusal(judge_address(&pending, &bare)),
        Some(NotOurs::NoIssuer),
        "D8"
    );
    assert_eq!(code(judge_address(&pending, &named)).as_deref(), Some("c"));
    let denied = format!("app.tokenry:/callback?error=access_denied&state={STATE}");
    assert_eq!(
        refusal(judge_address(&pending, &denied)),
        Some(NotOurs::NoIssuer)
    );
    pending.issuer = None;
    assert_eq!(
        code(judge_address(&pending, &named)).as_deref(),
        Some("c"),
        "nothing to compare with"
    );
}

#[test]
fn ten_thousand_wrong_links_change_nothing() {
    let pending = deep_link();
    for guess in 0..10_000 {
        let address = format!("app.tokenry:/callback?code=c&state={guess}");
        assert_eq!(
            refusal(judge_address(&pending, &address)),
            Some(NotOurs::OtherState)
        );
    }
    let address = format!("app.tokenry:/callback?code=c&state={STATE}");
    assert_eq!(
        code(judge_address(&pending, &address)).as_deref(),
        Some("c"),
        "D17"
    );
}

#[test]
fn a_no_is_quoted_without_tricks() {
    let address = format!(
        "app.tokenry:/callback?error=access_denied&state={STATE}\
         &error_description=%1b%5b31m%E2%80%AEno%0d%0a%3Cscript%3E&error_uri=javascript:alert(1)"
    );
    match judge_address(&deep_link(), &address) {
        CallbackVerdict::Denied(Denial {
            error,
            description,
            uri,
        }) => {
            assert_eq!(error, "access_denied");
            assert_eq!(description.as_deref(), Some("[31mno  <script>"));
            assert_eq!(uri, None, "only web addresses are offered");
        }
        other => panic!("denied, not {other:?}"),
    }
    // A server that echoes a code beside its error has still said no.
    let both = format!("app.tokenry:/callback?error=server_error&code=c&state={STATE}");
    assert!(matches!(
        judge_address(&deep_link(), &both),
        CallbackVerdict::Denied(_)
    ));
}

#[test]
fn what_comes_beside_is_kept_and_the_standards_own_is_not() {
    let address = format!(
        "app.tokenry:/callback?code=c&state={STATE}&iss=https://id.example&scope=a&session_state=s\
         &realmId=9130&accounts-server=https%3A%2F%2Faccounts.zoho.eu&shop=a.example&empty="
    );
    let CallbackVerdict::Code(answered) = judge_address(&deep_link(), &address) else {
        panic!("a code");
    };
    let beside: Vec<(&str, &str)> = answered
        .beside
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose()))
        .collect();
    assert_eq!(
        beside,
        [
            ("realmId", "9130"),
            ("accounts-server", "https://accounts.zoho.eu"),
            ("shop", "a.example"),
        ]
    );
    assert!(answered.remarks.is_empty());
}

#[test]
fn a_posted_form_is_judged_as_an_address_is() {
    let pending = deep_link();
    let form = format!("code=c%2B1&state={STATE}&user=%7B%22name%22%3A1%7D");
    let CallbackVerdict::Code(answered) = judge_form(&pending, &form) else {
        panic!("a code");
    };
    assert_eq!(answered.code.expose(), "c+1");
    assert_eq!(answered.beside.len(), 1);
    for (form, reason) in [
        ("code=c&state=x".to_owned(), NotOurs::OtherState),
        ("code=c".into(), NotOurs::NoState),
        (String::new(), NotOurs::NoState),
        (
            format!("code=a&code=b&state={STATE}"),
            NotOurs::Twice {
                name: "code".into(),
            },
        ),
        ("x".repeat(1 << 20), NotOurs::TooLong),
    ] {
        assert_eq!(
            refusal(judge_form(&pending, &form)),
            Some(reason),
            "{form:.60}"
        );
    }
}

#[test]
fn every_refusal_is_a_sentence() {
    for reason in [
        NotOurs::Nothing,
        NotOurs::NoState,
        NotOurs::OtherState,
        NotOurs::AccessToken,
    ] {
        assert!(reason.to_string().ends_with('.'), "{reason}");
        assert!(!reason.to_string().contains(STATE));
    }
}
