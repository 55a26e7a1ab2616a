use super::{normalise, places};

#[test]
fn the_places_to_look_are_those_of_both_standards() {
    let listed = |typed: &str| -> Vec<String> {
        let address = normalise(typed).expect("an address");
        places(&address)
            .into_iter()
            .map(|place| place.url.to_string())
            .collect()
    };
    assert_eq!(
        listed("id.example"),
        [
            "https://id.example/.well-known/openid-configuration",
            "https://id.example/.well-known/oauth-authorization-server",
        ]
    );
    assert_eq!(
        listed("id.example/realms/x"),
        [
            "https://id.example/realms/x/.well-known/openid-configuration",
            "https://id.example/.well-known/oauth-authorization-server/realms/x",
            "https://id.example/.well-known/openid-configuration/realms/x",
            "https://id.example/realms/x/.well-known/oauth-authorization-server",
            "https://id.example/.well-known/openid-configuration",
            "https://id.example/.well-known/oauth-authorization-server",
        ]
    );
}
