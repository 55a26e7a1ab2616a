//! Recipes that are applied to stored servers, with and without variables.

use super::{recipe, url};
use tokenry_model::server::{Placement, ServerProfile, TokenStyle};

fn bare(address: &str) -> ServerProfile {
    ServerProfile::at("mine", url(address))
}

#[test]
fn a_bare_server_gets_everything_from_a_recipe() {
    for (id, address, token, base) in [
        (
            "passport",
            "https://x.example/",
            "https://x.example/oauth/token",
            "https://x.example/api",
        ),
        (
            "doorkeeper",
            "https://x.example/",
            "https://x.example/oauth/token",
            "https://x.example/",
        ),
        (
            "gotosocial",
            "https://x.example/",
            "https://x.example/oauth/token",
            "https://x.example/",
        ),
    ] {
        let (profile, left_out) = recipe(id).attach(&bare(address), None, &[]).expect(id);
        let ends = &profile.endpoints;
        assert_eq!(
            ends.token.as_ref().map(url::Url::as_str),
            Some(token),
            "{id}"
        );
        assert_eq!(profile.base_url.as_str(), base, "{id}");
        assert_eq!(
            (profile.recipe.as_deref(), profile.name.as_str()),
            (Some(id), "mine")
        );
        assert!(left_out.is_empty(), "{id}");
    }
}

#[test]
fn another_recipe_replaces_the_first_one_and_keeps_what_a_person_set() {
    let social = recipe("gotosocial");
    let (mut profile, _) = social
        .attach(&bare("https://x.example/"), None, &[])
        .expect("fits");
    assert_eq!(profile.habits.token_style, TokenStyle::Json);
    profile.endpoints.revocation = Some(url("https://x.example/own/revoke"));
    profile.habits.placement = Placement::Query { name: "t".into() };
    let keeper = recipe("doorkeeper");
    let (now, _) = keeper.attach(&profile, Some(&social), &[]).expect("fits");
    assert_eq!(now.recipe.as_deref(), Some("doorkeeper"));
    assert_eq!(now.habits.token_style, TokenStyle::Form, "the recipe's");
    assert_eq!(
        now.habits.placement,
        Placement::Query { name: "t".into() },
        "the person's"
    );
    assert_eq!(now.endpoints.registration, None, "doorkeeper has none");
    assert_eq!(
        now.endpoints.revocation,
        Some(url("https://x.example/own/revoke"))
    );
    assert_eq!(
        now.endpoints.introspection,
        Some(url("https://x.example/oauth/introspect"))
    );
    assert!(
        !now.scopes.contains(&"read:accounts".to_owned()),
        "{:?}",
        now.scopes
    );
}

#[test]
fn a_recipe_adds_no_other_destination_for_secrets() {
    let mut profile = bare("https://x.example/");
    profile.endpoints.token = Some(url("https://own.example/token"));
    let (now, left_out) = recipe("passport")
        .attach(&profile, None, &[])
        .expect("fits");
    assert_eq!(now.endpoints, profile.endpoints);
    assert_eq!(left_out.len(), 2, "authorize and device: {left_out:?}");
}

#[test]
fn a_variable_that_was_set_is_kept_for_the_verify_call() {
    let flexli = recipe("flexli");
    let told = [("api".to_owned(), "https://flow.example/api".to_owned())];
    let placed = flexli
        .at(&url("https://auth.flexli.app"), &told)
        .expect("fits");
    let profile = placed.profile().expect("a profile");
    let question = |profile: &ServerProfile| {
        let question = flexli
            .of(profile)
            .question()
            .expect("fits")
            .expect("a call");
        assert!(profile.allows(&question.url), "{}", question.url);
        question.url.to_string()
    };
    assert_eq!(question(&profile), "https://flow.example/api/v1/connectors");
    // Set later, or changed.
    let told = [("api".to_owned(), "https://other.example".to_owned())];
    let (moved, _) = flexli.attach(&profile, Some(&flexli), &told).expect("fits");
    assert_eq!(question(&moved), "https://other.example/v1/connectors");
    assert_eq!(moved.base_url.as_str(), "https://other.example/");
    let wrong = [("colour".to_owned(), "red".to_owned())];
    assert!(flexli.attach(&profile, Some(&flexli), &wrong).is_err());
}
