//! Tokens in URL fragments, and fragments that are not accepted.

use super::{NotOurs, STATE, judge_address, pending, refusal};
use crate::callback::CallbackVerdict;
use crate::callback::Pending;
use crate::callback::judge_paste;
use crate::reply::ReplyRules;
use crate::token_endpoint::ReplyContext;
use tokenry_model::{jwt, redact::Redactor};

const LANDING: &str = "https://app.example/landing";

fn implicit() -> Pending {
    Pending {
        implicit: true,
        ..pending(LANDING)
    }
}

fn not_ours(text: &str) -> Option<NotOurs> {
    refusal(judge_paste(&implicit(), text))
}

#[test]
fn the_token_is_read_from_the_address_or_its_end() {
    let end =
        format!("access_token=t%2B1&token_type=bearer&expires_in=60&scope=a%20b&state={STATE}");
    for text in [
        format!("{LANDING}#{end}"),
        format!("{LANDING}?theirs=1#{end}&refresh_token=r"),
        format!(" '{LANDING}#{end}' "),
        format!("#{end}"),
        end.clone(),
    ] {
        let verdict = judge_paste(&implicit(), &text);
        let CallbackVerdict::Token(reply) = verdict else {
            panic!("{text}: {verdict:?}");
        };
        let reply = reply.parse(ReplyContext {
            scopes: &[],
            redactor: &Redactor::new(),
            proven: false,
            reading: ReplyRules::default(),
        });
        let reply = reply.expect("a token");
        assert_eq!(reply.access.expose(), "t+1");
        assert_eq!(reply.expires_in().map(|left| left.as_secs()), Some(60));
        assert_eq!(
            reply.scopes.as_deref(),
            Some(["a".to_owned(), "b".to_owned()].as_slice())
        );
        assert!(reply.refresh.is_none(), "never from an address");
        assert!(reply.deviations.is_empty(), "{:?}", reply.deviations);
    }
    let address = format!("{LANDING}#{end}");
    let delivered = judge_address(&implicit(), &address);
    assert!(matches!(delivered, CallbackVerdict::Token(_)), "by a link");
}

#[test]
fn another_logins_token_changes_nothing() {
    let token = "access_token=t&token_type=bearer";
    let cases = [
        (format!("{LANDING}#{token}"), NotOurs::NoState),
        (format!("{token}&expires_in=9"), NotOurs::NoState),
        (
            format!("{LANDING}#{token}&state=other"),
            NotOurs::OtherState,
        ),
        (
            format!("https://evil.example/landing#{token}&state={STATE}"),
            NotOurs::OtherAddress,
        ),
        (
            format!("{LANDING}#{token}&state={STATE}&iss=https%3A%2F%2Fevil.example"),
            NotOurs::OtherIssuer {
                found: "https://evil.example".into(),
            },
        ),
        (
            format!("{LANDING}#{token}&state={STATE}&access_token=u"),
            NotOurs::Twice {
                name: "access_token".into(),
            },
        ),
    ];
    for (text, reason) in cases {
        assert_eq!(not_ours(&text), Some(reason), "{text}");
    }
}

#[test]
fn what_is_no_token_is_told_in_words() {
    let cases = [
        (LANDING.to_owned(), NotOurs::NoFragment),
        (format!("{LANDING}#"), NotOurs::NoFragment),
        (format!("{LANDING}#top"), NotOurs::NoFragment),
        (
            format!("{LANDING}?code=c&state={STATE}"),
            NotOurs::CodeInstead,
        ),
        (
            format!("{LANDING}#code=c&state={STATE}"),
            NotOurs::CodeInstead,
        ),
        (format!("{LANDING}#state={STATE}"), NotOurs::NoToken),
        ("ya29.A0ARrdaM".to_owned(), NotOurs::NotWhole),
    ];
    for (text, reason) in cases {
        assert_eq!(not_ours(&text), Some(reason), "{text}");
    }
    for text in [
        format!("{LANDING}#error=access_denied&state={STATE}"),
        format!("{LANDING}?error=access_denied&state={STATE}"),
        format!("#error=access_denied&state={STATE}"),
    ] {
        let verdict = judge_paste(&implicit(), &text);
        let denied =
            matches!(&verdict, CallbackVerdict::Denied(denial) if denial.error == "access_denied");
        assert!(denied, "{text}: {verdict:?}");
    }
    let other = format!("{LANDING}#error=access_denied&state=other");
    assert_eq!(not_ours(&other), Some(NotOurs::OtherState));
}

#[test]
fn an_id_token_beside_it_names_the_server() {
    let promising = Pending {
        promises_iss: true,
        ..implicit()
    };
    let judged = |issuer: Option<&str>| {
        let id_token = issuer.map(|iss| jwt::unsigned(&serde_json::json!({"iss": iss})));
        let id_token = id_token.map(|token| format!("&id_token={token}"));
        let end = format!(
            "access_token=t&state={STATE}{}",
            id_token.unwrap_or_default()
        );
        judge_paste(&promising, &format!("{LANDING}#{end}"))
    };
    let good = judged(Some("https://id.example"));
    assert!(matches!(good, CallbackVerdict::Token(_)), "{good:?}");
    let evil = NotOurs::OtherIssuer {
        found: "https://evil.example".into(),
    };
    assert_eq!(refusal(judged(Some("https://evil.example"))), Some(evil));
    assert_eq!(refusal(judged(None)), Some(NotOurs::NoIssuer));
}
