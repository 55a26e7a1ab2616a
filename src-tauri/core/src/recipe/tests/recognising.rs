//! The recognition of kinds of servers.

use std::collections::BTreeSet;

use super::{every, url};
use crate::recipe::{Recipe, probe::host_matches};

#[test]
fn no_two_recipes_match_the_same_host() {
    for one in every() {
        for other in every().iter().filter(|other| other.id != one.id) {
            for (a, b) in one
                .recognise
                .hosts
                .iter()
                .flat_map(|a| other.recognise.hosts.iter().map(move |b| (a, b)))
            {
                let (plain_a, plain_b) = (a.replace('*', "x"), b.replace('*', "x"));
                assert!(
                    !host_matches(a, &plain_b) && !host_matches(b, &plain_a),
                    "{a} of {} and {b} of {}",
                    one.id,
                    other.id
                );
            }
            for name in &one.recognise.nodeinfo {
                assert!(!other.recognise.nodeinfo.contains(name), "{name}");
            }
        }
    }
}

#[test]
fn no_probe_matches_the_server_of_another_recipe() {
    let base = url("https://server.example");
    let probes_of = |recipe: &Recipe| {
        let placed = recipe.at(&base, &[]).expect("it fits");
        let probes = recipe.recognise.probes.iter();
        let probes =
            probes.map(|probe| (placed.address(&probe.url).expect("a URL"), probe.clone()));
        probes.collect::<Vec<_>>()
    };
    let mut compared = BTreeSet::new();
    for one in every() {
        for other in every().iter().filter(|other| other.id != one.id) {
            for (_, probe) in probes_of(&one) {
                for (_, theirs) in probes_of(other) {
                    if probe.url != theirs.url {
                        continue;
                    }
                    assert!(
                        !probe.recognises(theirs.status, &theirs.example),
                        "{} recognises {}",
                        one.id,
                        other.id
                    );
                    compared.insert((one.id.clone(), other.id.clone()));
                }
            }
        }
    }
    for (one, other) in [("mastodon", "gotosocial"), ("gitlab", "gitea")] {
        let pair = (one.to_owned(), other.to_owned());
        assert!(compared.contains(&pair), "{pair:?} of {compared:?}");
    }
}

#[test]
fn no_probe_matches_a_generic_response() {
    let mut asked = 0;
    for recipe in every() {
        for probe in &recipe.recognise.probes {
            for any in [
                "",
                "null",
                "{}",
                "[]",
                "OK",
                r#"{"error": "not_found"}"#,
                r#"{"status": "ok", "name": "A server"}"#,
                r#"{"issuer": "https://id.example", "authorization_endpoint": "https://id.example/authorize", "token_endpoint": "https://id.example/token"}"#,
                "<!doctype html><title>Welcome</title><p>Log in</p>",
            ] {
                let taken = probe.recognises(probe.status, any);
                assert!(!taken, "{}: {} takes {any:?}", recipe.id, probe.url);
                asked += 1;
            }
            assert!(!probe.recognises(404, &probe.example), "{}", recipe.id);
        }
    }
    assert!(asked >= 9 * 5, "{asked}");
}

#[test]
fn known_hosts_are_recognised_and_no_others() {
    let recipes = every();
    for (address, id) in [
        ("https://github.com", Some("github")),
        ("https://api.github.com/user", Some("github")),
        ("https://dev-1.eu.auth0.com", Some("auth0")),
        (
            "https://photos.auth.eu-west-1.amazoncognito.com",
            Some("cognito"),
        ),
        ("https://APP.firmafon.dk", Some("firmafon")),
        ("https://auth0.com.evil.example", None),
        ("https://notgithub.com", None),
        ("https://auth0.com", None),
        ("https://id.example", None),
    ] {
        let found = recipes
            .iter()
            .find(|recipe| recipe.knows_host(&url(address)));
        let found = found.map(|recipe| recipe.id.clone());
        assert_eq!(found.as_deref(), id, "{address}");
    }
}
