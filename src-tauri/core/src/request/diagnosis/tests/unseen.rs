//! Tokens that were not sent, tokens in the wrong place, and login pages.

use super::*;

const LOGIN: &str = r#"<!doctype html><html><head><title>Sign in to Photos</title></head>
    <body><form method="post"><input name="user"><input type="password"></form></body></html>"#;

fn without_token(status: u16) -> Call {
    Call {
        token: None,
        ..call(status)
    }
}

#[test]
fn a_matching_token_is_offered_if_none_was_sent() {
    let found = without_token(401)
        .challenge("Bearer")
        .other_token("alice@photos", &["read"])
        .diagnosis();
    assert_eq!(found.cause, Cause::NoToken);
    assert!(matches!(found.repair, Some(Repair::PickToken { name, .. }) if name == "alice@photos"));
    assert!(found.meaning.contains("Photos"), "{}", found.meaning);
}

#[test]
fn an_unknown_origin_is_offered_as_a_new_server() {
    let mut nowhere = without_token(401).challenge(
        r#"Bearer resource_metadata="https://api.photos.example/.well-known/oauth-protected-resource""#,
    );
    nowhere.known = false;
    let found = nowhere.diagnosis();
    assert_eq!(
        found.repair,
        Some(Repair::AddServer {
            address: "https://api.photos.example".into()
        })
    );
    assert!(
        found.remarks[0].contains("oauth-protected-resource"),
        "{found:?}"
    );
}

#[test]
fn a_typed_credential_counts_as_a_credential() {
    let mut typed = without_token(401);
    typed.asked.typed_credential = true;
    assert_eq!(typed.diagnosis().cause, Cause::TypedCredential);
}

#[test]
fn a_token_in_the_query_is_moved_to_the_header() {
    let mut query = call(401).challenge(r#"Bearer realm="api""#);
    query.placement = Placement::Query {
        name: "access_token".into(),
    };
    let found = query.diagnosis();
    assert_eq!(found.cause, Cause::NotSeen);
    assert_eq!(
        found.repair,
        Some(Repair::Place {
            placement: Placement::default()
        })
    );
    assert!(found.meaning.contains("access_token"), "{}", found.meaning);
}

#[test]
fn the_placement_of_the_recipe_is_offered_first() {
    let own = Placement::Header {
        name: "X-Api-Token".into(),
        prefix: String::new(),
    };
    let mut elsewhere = call(401);
    elsewhere.of_recipe = Some(own.clone());
    let found = elsewhere.diagnosis();
    assert_eq!(found.repair, Some(Repair::Place { placement: own }));
}

#[test]
fn the_scheme_of_the_challenge_is_offered() {
    let found = call(401)
        .challenge(r#"Token realm="api""#)
        .json(&json!({"detail": "Authentication credentials were not provided."}))
        .diagnosis();
    assert_eq!(
        found.repair,
        Some(Repair::Place {
            placement: Placement::Header {
                name: "Authorization".into(),
                prefix: "Token".into()
            }
        })
    );
}

#[test]
fn a_token_dropped_by_a_redirect_is_reported_with_the_new_origin() {
    for status in [401, 403] {
        let mut redirected = call(status).challenge("Bearer");
        redirected.answer.left_behind = true;
        redirected.answer.url = "https://new.photos.example/v2/me".into();
        let found = redirected.diagnosis();
        assert_eq!(
            found.cause,
            Cause::LeftBehind {
                origin: "https://new.photos.example".into()
            }
        );
        assert_eq!(
            found.repair,
            Some(Repair::SendThere {
                url: "https://new.photos.example/v2/me".into()
            })
        );
    }
}

#[test]
fn a_login_page_is_a_refusal() {
    let page = call(200).html(LOGIN);
    let found = page.diagnosis();
    assert_eq!(found.cause, Cause::LoginPage);
    assert_eq!(found.said.as_deref(), Some("Sign in to Photos"));
    assert_eq!(
        found.repair,
        Some(Repair::AddHeader {
            name: "Accept".into(),
            value: "application/json".into()
        })
    );
    let mut again = call(200).html(LOGIN);
    again.asked.accept = true;
    assert_eq!(again.diagnosis().repair, Some(Repair::Refresh));

    let laravel = call(302)
        .header("Location", "https://api.photos.example/login?next=%2Fme")
        .diagnosis();
    assert_eq!(
        laravel.cause,
        Cause::LoginPage,
        "a redirect that was not followed"
    );
}

#[test]
fn a_page_that_mentions_a_login_is_not_always_a_login_page() {
    let page = call(200).html("<title>Photos</title><p>How to log in: see the manual</p>");
    assert_eq!(page.look(), None);
    let data = call(200).json(&json!({"title": "Log in", "type": "password"}));
    assert_eq!(data.look(), None);
}
