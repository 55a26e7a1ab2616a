//! Secrets stay out of debug output and transcripts.

use super::{METHODS, SECRET, STYLES, client, requests, server};
use crate::token_endpoint::TokenEndpoint;
use tokenry_model::{
    client::AuthMethod,
    clock::Ambient,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep},
};
use url::Url;

fn secret_extra(place: ExtraPlace) -> Extra {
    Extra {
        on: ExtraStep::Token,
        place,
        name: "X-Api-Key".into(),
        value: "3xtra-key".into(),
    }
}

#[test]
fn no_debug_print_shows_a_secret() {
    let (ambient, secret) = (Ambient::system(), Secret::new(SECRET));
    let asked = [("audience".to_owned(), "a5ked".to_owned())];
    for auth in METHODS {
        for style in STYLES {
            let mut server = server(style);
            let address = "https://anna:p4ssphrase@id.example/token";
            server.endpoints.token = Some(Url::parse(address).expect("an address"));
            let mut profile = client(auth);
            profile.extras = vec![
                secret_extra(ExtraPlace::Header),
                secret_extra(ExtraPlace::Query),
                secret_extra(ExtraPlace::Body),
            ];
            let endpoint =
                TokenEndpoint::of(&server, &profile, Some(&secret), &ambient).expect("one");
            let endpoint = endpoint.asking(&asked);
            for request in requests::all() {
                let parameters = request.parameters(&endpoint).expect("parameters");
                let prepared = request.prepare(&endpoint).expect("prepared");
                let shown = format!("{endpoint:?} {request:?} {parameters:?} {prepared:?}");
                let more = [SECRET, "p%2Bw", "3xtra-key", "p4ssphrase", "a5ked"];
                for planted in requests::PLANTED.into_iter().chain(more) {
                    assert!(!shown.contains(planted), "{planted} in {shown}");
                }
                assert!(shown.contains("grant_type"), "the rest is shown: {shown}");
                assert!(shown.contains("id.example"), "the rest is shown: {shown}");
            }
        }
    }
}

#[test]
fn what_goes_on_the_wire_is_redacted_in_the_transcript() {
    let (ambient, secret) = (Ambient::system(), Secret::new(SECRET));
    for auth in METHODS {
        for style in STYLES {
            let (server, profile) = (server(style), client(auth));
            let endpoint =
                TokenEndpoint::of(&server, &profile, Some(&secret), &ambient).expect("one");
            for request in requests::all() {
                let prepared = request.prepare(&endpoint).expect("prepared");
                let redactor = prepared.redactor();
                let request = &prepared.request;
                let body = request
                    .body()
                    .and_then(reqwest::Body::as_bytes)
                    .expect("a body");
                let shown = format!(
                    "{} {:?} {}",
                    redactor.url(request.url()),
                    redactor.headers(request.headers()),
                    crate::http::recorded_body(redactor, request.headers(), body)
                );
                let more = ["c0de", "r3fresh", "pa55", "p+w", "p%2Bw", "cCUyQnc"];
                for planted in requests::PLANTED.into_iter().chain(more) {
                    assert!(!shown.contains(planted), "{planted} in {shown}");
                }
                assert!(shown.contains("grant_type"), "the rest is shown: {shown}");
            }
        }
    }
}

#[test]
fn the_header_of_basic_is_marked() {
    let (ambient, secret) = (Ambient::system(), Secret::new(SECRET));
    for auth in [
        AuthMethod::ClientSecretBasic,
        AuthMethod::ClientSecretBasicRaw,
    ] {
        let (server, profile) = (server(STYLES[0]), client(auth));
        let endpoint = TokenEndpoint::of(&server, &profile, Some(&secret), &ambient).expect("one");
        let prepared = requests::refresh_token().prepare(&endpoint).expect("one");
        let header = &prepared.request.headers()["authorization"];
        assert!(header.is_sensitive(), "{auth:?}");
        assert_eq!(format!("{header:?}"), "Sensitive", "{auth:?}");
    }
}
