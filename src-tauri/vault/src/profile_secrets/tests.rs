use url::Url;

use crate::profile_secrets::*;
use tokenry_model::server::{Extra, ExtraPlace, ExtraStep};

fn url(text: &str) -> Url {
    Url::parse(text).expect("a test's address parses")
}

fn extra(place: ExtraPlace, name: &str, value: &str) -> Extra {
    Extra {
        on: ExtraStep::Token,
        place,
        name: name.into(),
        value: value.into(),
    }
}

fn profile() -> ServerProfile {
    let mut profile = ServerProfile::at("photos", url("https://u:S3CRET1@photos.example/"));
    profile.endpoints.token = Some(url(
        "https://id:S3CRET2@id.example/token?a=b&Subscription-Key=S3CRET3",
    ));
    profile.endpoints.jwks = Some(url("https://id.example/keys?sig=S3CRET4&v=1#x"));
    profile.endpoints.introspection = Some(url("https://id.example/a;apikey=S3CRET11;v=2/b;c"));
    profile.habits.extras = vec![
        extra(ExtraPlace::Header, "Ocp-Apim-Subscription-Key", "S3CRET5"),
        extra(ExtraPlace::Body, "clientsecret", "S3CRET6"),
        extra(ExtraPlace::Body, "clientsecret", "S3CRET7"),
        extra(ExtraPlace::Body, "audience", "https://api.example.org"),
        extra(
            ExtraPlace::Query,
            "plain",
            "ghp_S3CRET8aaaaaaaaaaaaaaaaaaaa",
        ),
        extra(ExtraPlace::Query, "elsewhere", "stored-S3CRET9"),
    ];
    profile.mtls_aliases.insert(
        "token_endpoint".into(),
        url("https://mtls.example/token?key=S3CRET10"),
    );
    profile
}

fn parted(profile: &ServerProfile, before: &Kept) -> Result<(ServerProfile, Kept), NothingBehind> {
    part(profile, before, &|value| value == "stored-S3CRET9")
}

#[test]
fn every_secret_of_a_profile_is_taken_out_and_comes_back() {
    let profile = profile();
    let (stored, kept) = parted(&profile, &Kept::default()).expect("nothing is masked yet");
    let text = serde_json::to_string(&stored).expect("it has a JSON form");
    assert!(!text.contains("S3CRET"), "{text}");
    assert_eq!(
        stored.endpoints.token.as_ref().map(Url::as_str),
        Some("https://id.example/token?a=b&Subscription-Key=[redacted]")
    );
    assert_eq!(
        stored.endpoints.jwks.as_ref().map(Url::as_str),
        Some("https://id.example/keys?sig=[redacted]&v=1#x")
    );
    assert_eq!(stored.habits.extras[3].value, "https://api.example.org");
    assert!(!format!("{kept:?}").contains("S3CRET"), "{kept:?}");

    let kept = Kept::from_bytes(&kept.to_bytes()).expect("it is read again");
    assert_eq!(whole(&stored, &kept), profile, "nothing is lost");
    assert_eq!(
        stored.endpoints.introspection.as_ref().map(Url::as_str),
        Some("https://id.example/a;apikey=[redacted];v=2/b;c")
    );
    assert_eq!(kept.secrets().count(), 11, "each of them");
    let shown = serde_json::to_string(&shown(&profile)).expect("it has a JSON form");
    assert!(
        !shown.replace("stored-S3CRET9", "").contains("S3CRET"),
        "{shown}"
    );
}

#[test]
fn what_stays_redacted_in_a_form_stays_stored() {
    let (mut stored, kept) = parted(&profile(), &Kept::default()).expect("nothing is masked yet");
    stored.habits.extras.remove(1);
    stored.habits.extras[0].value = "S3CRET-NEW".into();
    let (again, kept) = parted(&stored, &kept).expect("what is masked is stored");
    let used = whole(&again, &kept);
    assert_eq!(again.habits.extras[0].value, MASK);
    assert_eq!(used.habits.extras[0].value, "S3CRET-NEW");
    assert_eq!(used.endpoints, profile().endpoints);
    assert_eq!(used.base_url, profile().base_url);
}

#[test]
fn a_secret_of_an_address_does_not_follow_it_to_another_origin() {
    let (mut stored, kept) = parted(&profile(), &Kept::default()).expect("nothing is masked yet");
    stored.base_url = url("https://elsewhere.example/");
    let (moved, kept_still) = parted(&stored, &kept).expect("nothing masked moved");
    assert_eq!(whole(&moved, &kept_still).base_url, stored.base_url);

    stored.endpoints.jwks = Some(url("https://evil.example/keys?sig=[redacted]"));
    let error = parted(&stored, &kept).expect_err("it has no secret for evil.example");
    assert_eq!(error.place, "endpoints.jwks https://evil.example?sig");
}

#[test]
fn a_redirect_uri_stays_letter_for_letter() {
    for uri in [
        "http://127.0.0.1/callback",
        "app.tokenry:/callback",
        "urn:ietf:wg:oauth:2.0:oob",
        "HTTPS://App.Example/Callback?tenant=%7Bx%7D&a",
        "https://app.example?x=1",
    ] {
        let mut value = Value::from(uri);
        walk(&mut value, &mut String::new(), &mut TakingOut::default());
        assert_eq!(value, uri);
    }
    let mut value = Value::from("https://App.Example/cb?token=S3CRET&b=1");
    walk(&mut value, &mut String::new(), &mut TakingOut::default());
    assert_eq!(value, "https://App.Example/cb?token=[redacted]&b=1");
}
