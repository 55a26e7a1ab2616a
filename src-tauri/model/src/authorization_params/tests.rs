//! Accepted parameters, and those a repeated login keeps.

use super::*;

fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    given.iter().map(own).collect()
}

fn of(given: &[(&str, &str)]) -> Result<AuthorizationParams, BadParam> {
    AuthorizationParams::of(&pairs(given))
}

#[test]
fn resources_are_whole_addresses_and_each_stands_once() {
    let (one, two) = ("https://api.example/v1?x=1", "urn:example:billing");
    let given = [
        (RESOURCE, one),
        (RESOURCE, ""),
        (RESOURCE, two),
        (RESOURCE, one),
    ];
    let further = of(&given).expect("addresses");
    assert_eq!(further.resources, [one, two]);
    assert_eq!(further.all(), pairs(&[(RESOURCE, one), (RESOURCE, two)]));
    for bad in ["api.example", "/v1", "https://api.example/#part"] {
        let error = of(&[(RESOURCE, one), (RESOURCE, bad)]).expect_err(bad);
        assert!(error.to_string().contains(bad), "{error}");
    }
}

#[test]
fn details_are_a_list_of_objects_with_a_type() {
    let good = r#"[{"type":"payment","amount":"3"}]"#;
    let further = of(&[(DETAILS, good), ("audience", "x")]).expect("details");
    let all = further.all();
    assert_eq!(all[0], ("audience".to_owned(), "x".to_owned()));
    let sent: Value = serde_json::from_str(&all[1].1).expect("JSON");
    assert_eq!(sent[0]["amount"], "3");
    assert!(further.later().is_empty(), "agreed to by then");
    let fault = of(&[(DETAILS, "[{type: payment}]")]).expect_err("no JSON");
    assert!(matches!(fault, BadParam::NotJson(_)));
    assert!(fault.to_string().contains("line 1 column 3"), "{fault}");
    for wrong in ["{}", "[]", "[1]", r#"[{"kind":"x"}]"#, r#"[{"type":""}]"#] {
        let fault = of(&[(DETAILS, wrong)]).expect_err(wrong);
        assert!(matches!(fault, BadParam::Details), "{wrong}");
    }
}

#[test]
fn prompts_are_one_list_and_none_stands_alone() {
    let further = of(&[("prompt", "login"), ("a", "b"), ("prompt", "consent login")]);
    let params = further.expect("prompts").params;
    assert_eq!(params, pairs(&[("a", "b"), ("prompt", "login consent")]));
    for bad in [
        [("prompt", "none"), ("prompt", "login")],
        [("prompt", "login none"), ("a", "b")],
    ] {
        assert!(matches!(of(&bad), Err(BadParam::Prompt { .. })), "{bad:?}");
    }
    assert_eq!(of(&[("prompt", "none")]).expect("it").params.len(), 1);
    let hint = |name| of(&[(name, "x")]).expect_err("reserved").hint();
    assert!(hint("scope").contains("--scope"));
    assert!(hint("redirect_uri").contains("--redirect"));
    assert!(hint("response_type").contains("--implicit"));
}

#[test]
fn what_is_ours_cannot_be_set() {
    for name in RESERVED {
        let refused = of(&[(name, "x")]);
        assert!(matches!(refused, Err(BadParam::Reserved { .. })), "{name}");
    }
}

#[test]
fn only_a_client_that_asks_for_itself_names_its_redirect_uri() {
    let given = [
        ("redirect_uri", "https://app.example/back"),
        ("audience", "x"),
    ];
    let alone = AuthorizationParams::of_client_itself(&pairs(&given)).expect("it");
    assert_eq!(
        alone.all(),
        pairs(&[
            ("audience", "x"),
            ("redirect_uri", "https://app.example/back")
        ])
    );
    assert!(of(&given).is_err());
    for name in ["code", "client_secret", "grant_type", "scope"] {
        let refused = AuthorizationParams::of_client_itself(&pairs(&[(name, "x")]));
        assert!(matches!(refused, Err(BadParam::Reserved { .. })), "{name}");
    }
    let before = alone.remembered();
    for (client_itself, kept) in [(true, 2), (false, 1)] {
        let mut next = AuthorizationParams::default();
        next.keep(&before, &[], client_itself);
        assert_eq!(next.params.len(), kept, "{client_itself}");
    }
    for (given, sent) in [
        (vec![], Some("urn:own")),
        (vec![("redirect_uri", "")], None),
        (vec![("redirect_uri", "urn:said")], Some("urn:said")),
    ] {
        let given = pairs(&given);
        let mut further = AuthorizationParams::of_client_itself(&given).expect("it");
        further.name_redirect("urn:own", &given);
        let named = further.params.first().map(|(_, uri)| uri.as_str());
        assert_eq!(named, sent, "{given:?}");
    }
}

#[test]
fn a_login_again_asks_for_the_same_unless_it_says_otherwise() {
    let first = pairs(&[
        (RESOURCE, "urn:a"),
        (DETAILS, r#"[{"type":"t"}]"#),
        ("audience", "a"),
        ("acr_values", "2"),
        ("prompt", "consent"),
        ("id_token_hint", "eyJ"),
    ]);
    let before = AuthorizationParams::of(&first).expect("it").remembered();
    assert_eq!(
        before.params,
        pairs(&[("audience", "a"), ("acr_values", "2")])
    );

    let again = pairs(&[(RESOURCE, ""), ("acr_values", "3")]);
    let mut next = AuthorizationParams::of(&again).expect("it");
    next.keep(&before, &again, false);
    assert_eq!(next.resources, Vec::<String>::new(), "said: none");
    assert_eq!(next.details, before.details);
    assert_eq!(
        next.params,
        pairs(&[("acr_values", "3"), ("audience", "a")])
    );
}
