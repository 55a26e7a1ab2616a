//! The built-in recipes, and the server profiles that they produce.

mod attached;
mod own;
mod recognising;

use std::{collections::BTreeSet, fs, path::Path};

use url::Url;

use super::{Recipe, RecipeError, Recipes, folder::BUILT_IN};
use tokenry_model::server::{ExtraPlace, ExtraStep, Placement, ServerProfile, TokenStyle};

fn url(text: &str) -> Url {
    Url::parse(text).expect("a test's URL parses")
}

fn recipe(id: &str) -> Recipe {
    let none = Recipes::beside(Path::new("/nonexistent"));
    none.get(id).expect("a recipe of the program").recipe
}

fn every() -> Vec<Recipe> {
    BUILT_IN.iter().map(|(id, _)| recipe(id)).collect()
}

fn placed(id: &str, address: &str) -> ServerProfile {
    let recipe = recipe(id);
    let placed = recipe.at(&url(address), &[]).expect("it fits");
    placed.profile().expect("a profile")
}

#[test]
fn every_file_is_built_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recipes");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect();
    let known = BUILT_IN
        .iter()
        .map(|(id, _)| format!("{id}.toml"))
        .collect();
    assert_eq!(files, known);
}

#[test]
fn every_recipe_produces_a_server_with_urls() {
    for recipe in every() {
        let id = &recipe.id;
        let placed = recipe
            .at(&url("https://server.example"), &[])
            .expect("it fits");
        let profile = placed.profile().expect("a profile");
        assert_eq!(profile.recipe.as_ref(), Some(id));
        assert!(
            recipe.endpoints.is_empty() || profile.endpoints.token.is_some(),
            "{id}"
        );
        for (name, template) in recipe.endpoints.all() {
            let address = template
                .as_ref()
                .map(|text| placed.address(text).expect(name));
            assert!(
                address.is_none_or(|url| url.scheme() == "https" && url.has_host()),
                "{name} of {id}"
            );
        }
        let steps = placed
            .steps("My app", "http://127.0.0.1/callback")
            .expect("steps");
        assert!(
            !steps.steps.is_empty(),
            "{id} does not say how to register a client"
        );
        for step in &recipe.registration.steps {
            // Text between backticks can be copied, so backticks must come in pairs.
            let prose: String = step.split('`').step_by(2).collect();
            assert_eq!(step.matches('`').count() % 2, 0, "{id}: {step}");
            assert!(!prose.contains("{name}"), "{id}: {step}");
            assert!(!prose.contains("{redirect_uri}"), "{id}: {step}");
        }
        let told = steps.steps.join(" ");
        assert!(
            recipe.endpoints.authorize.is_none() || told.contains("http://127.0.0.1/callback"),
            "{id} does not say where the redirect URI goes"
        );
        if let Some(question) = placed.question().expect("a question") {
            assert!(
                profile.allows(&question.url),
                "{id}: its token may not go to {}",
                question.url
            );
        }
    }
}

#[test]
fn every_recipe_names_a_tried_version_or_its_source() {
    let mut tried = Vec::new();
    for recipe in every() {
        let id = &recipe.id;
        assert!(recipe.source.is_some(), "{id}");
        if !recipe.tried {
            assert_eq!(recipe.tried_with, None, "{id}");
            continue;
        }
        let with = recipe.tried_with.expect(id);
        let (_, date) = with.rsplit_once(", ").expect("a version and a date");
        assert!(date.parse::<jiff::civil::Date>().is_ok(), "{id}: {with}");
        tried.push(recipe.id);
    }
    assert_eq!(tried, ["doorkeeper", "jupyterhub", "openid"]);
}

#[test]
fn the_five_systems_follow_their_documentation() {
    let firefly = placed("firefly-iii", "https://money.example/firefly/api/v1/about");
    assert_eq!(
        firefly.base_url.as_str(),
        "https://money.example/firefly/api"
    );
    let ends = &firefly.endpoints;
    let text = |url: &Option<Url>| url.as_ref().map(Url::to_string);
    assert_eq!(
        text(&ends.authorize).as_deref(),
        Some("https://money.example/firefly/oauth/authorize")
    );
    assert_eq!(
        text(&ends.token).as_deref(),
        Some("https://money.example/firefly/oauth/token")
    );
    let recipe_of_firefly = recipe("firefly-iii");
    assert_eq!(
        recipe_of_firefly.redirect.ends_with.as_deref(),
        Some("/callback")
    );
    assert_eq!(
        recipe_of_firefly.headers["Accept"],
        "application/vnd.api+json"
    );
    assert!(firefly.auth_methods.contains(&"none".to_owned()));

    let social = placed("gotosocial", "https://example.org/@alice");
    assert_eq!(social.habits.token_style, TokenStyle::Json);
    assert_eq!(
        text(&social.endpoints.registration).as_deref(),
        Some("https://example.org/api/v1/apps")
    );
    let recipe_of_social = recipe("gotosocial");
    let suggested = recipe_of_social.redirect.suggested.as_deref();
    assert_eq!(suggested, Some("urn:ietf:wg:oauth:2.0:oob"));
    let question = recipe_of_social
        .of(&social)
        .question()
        .expect("fine")
        .expect("a call");
    assert_eq!(question.url.path(), "/api/v1/accounts/verify_credentials");

    let phone = placed("firmafon", "https://app.firmafon.dk");
    assert_eq!(phone.habits.token_style, TokenStyle::Query);
    assert_eq!(
        text(&phone.endpoints.authorize).as_deref(),
        Some("https://app.firmafon.dk/api/v2/authorize")
    );
    assert_eq!(
        text(&phone.endpoints.token).as_deref(),
        Some("https://app.firmafon.dk/api/v2/token")
    );
    assert_eq!(phone.habits.placement, Placement::default());
    assert_eq!(recipe("firmafon").wire.also[0].name, "access_token");

    let cents = placed(
        "financial-cents",
        "app.financial-cents.com"
            .replace("app", "https://app")
            .as_str(),
    );
    assert_eq!(cents.habits.token_style, TokenStyle::Query);
    assert_eq!(
        cents.base_url.as_str(),
        "https://app.financial-cents.com/api/v1"
    );
    let offers = &recipe("financial-cents").wire.offers[0];
    assert_eq!(
        (offers.on, offers.place, offers.name.as_str()),
        (ExtraStep::Authorize, ExtraPlace::Query, "prompt")
    );
    assert_eq!(offers.values, ["none", "consent", "login"]);

    let flow = placed("flexli", "https://auth.flexli.app/oauth2/token");
    assert_eq!(
        text(&flow.endpoints.token).as_deref(),
        Some("https://auth.flexli.app/oauth2/token")
    );
    assert_eq!(flow.endpoints.authorize, None);
    assert_eq!(
        (flow.habits.token_style, flow.auth_methods[0].as_str()),
        (TokenStyle::Form, "client_secret_post")
    );
}

#[test]
fn variables_of_a_self_hosted_server_are_kept_in_its_url() {
    let flexli = recipe("flexli");
    let address = "https://auth.flexli.app".parse().expect("an address");
    for api in [
        "https://flexli.intern.example",
        "https://intern.example/flexli",
        "http://127.0.0.1:8080/",
    ] {
        let told = [("api".to_owned(), api.to_owned())];
        let placed = flexli.at(&address, &told).expect("it is placed");
        let profile = placed.profile().expect("a profile");
        let question = flexli.of(&profile).question().expect("it is known");
        let url = question.expect("a call").url;
        let expected = format!("{}/v1/connectors", api.trim_end_matches('/'));
        assert_eq!(url.as_str(), expected);
        assert!(profile.allows(&url));
    }
}

#[test]
fn variables_are_set_read_or_defaulted() {
    for (id, address, told, expected) in [
        (
            "entra",
            "https://login.microsoftonline.com/contoso.com/v2.0",
            None,
            "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token",
        ),
        (
            "entra",
            "https://graph.microsoft.com/v1.0/me",
            None,
            "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        ),
        (
            "entra",
            "https://login.microsoftonline.com",
            Some(("tenant", "t1")),
            "https://login.microsoftonline.com/t1/oauth2/v2.0/token",
        ),
        (
            "keycloak",
            "https://id.example/auth/realms/photos",
            None,
            "https://id.example/auth/realms/photos/protocol/openid-connect/token",
        ),
        (
            "keycloak",
            "https://id.example",
            Some(("realm", "photos")),
            "https://id.example/realms/photos/protocol/openid-connect/token",
        ),
        (
            "okta",
            "https://dev-1.okta.com/oauth2/aus1",
            None,
            "https://dev-1.okta.com/oauth2/aus1/v1/token",
        ),
        (
            "github",
            "https://api.github.com/user",
            None,
            "https://github.com/login/oauth/access_token",
        ),
    ] {
        let recipe = recipe(id);
        let told: Vec<(String, String)> = told
            .map(|(n, v): (&str, &str)| (n.into(), v.into()))
            .into_iter()
            .collect();
        let profile = recipe
            .at(&url(address), &told)
            .expect("it fits")
            .profile()
            .expect("a profile");
        let token = profile.endpoints.token.as_ref().map(Url::as_str);
        assert_eq!(token, Some(expected), "{id} at {address}");
        // They can be read from the stored server.
        let again = recipe
            .of(&profile)
            .address(recipe.endpoints.token.as_deref().expect("a token endpoint"));
        {
            assert_eq!(again.expect("fits").as_str(), expected, "{id} as stored");
        }
    }
    let keycloak = recipe("keycloak");
    let refused = keycloak.at(
        &url("https://id.example"),
        &[("colour".into(), "red".into())],
    );
    assert!(matches!(refused, Err(RecipeError::NoSuchVariable { .. })));
}

#[test]
fn recipes_offered_for_any_server_are_those_of_frameworks() {
    let general = every().into_iter().filter(|recipe| recipe.general);
    let mut ids: Vec<_> = general.map(|recipe| recipe.id).collect();
    ids.sort();
    assert_eq!(ids, ["doorkeeper", "openid", "passport"]);
}
