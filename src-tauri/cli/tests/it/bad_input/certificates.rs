//! A server whose certificate nobody vouches for: it hears no request at all.

use tokenry_doubles::{Certificate, Reply, TestServer};

use super::{assert_says, stocked, stored, turning};

#[test]
fn a_self_signed_certificate_stops_everything_before_a_secret_is_sent() {
    let server =
        TestServer::with_certificate(Certificate::self_signed(), |_| Reply::json(super::GOOD));
    let address = format!("https://localhost:{}", server.port());
    let reason = "self-signed or comes from an authority this computer does not trust";
    let next = "add its certificate authority";

    let working = turning(Reply::json(super::GOOD));
    let home = stocked(&working);
    let before = stored(&home);
    let told = home.run(["server", "add", &address]).failed(1);
    assert_says(
        &told,
        &[reason, next, "Nothing was stored", "--no-discovery"],
    );
    assert_eq!(stored(&home), before, "{told}");

    let token_url = format!("token-url={address}/token");
    home.done(["server", "edit", "api", &token_url, "--yes"]);
    let before = stored(&home);
    let told = home
        .run(["login", "bot", "--as", "robot", "--client-credentials"])
        .failed(1);
    assert_says(&told, &["not safe", reason, next, "posing as it"]);
    let told = home.run(["token", "refresh", "robot"]).failed(1);
    assert_says(
        &told,
        &["could not be refreshed", reason, "The token is kept."],
    );
    let paste = ["login", "bot", "--as", "me", "--no-browser", "--paste"];
    let run = home.fed(paste, "the-code\n");
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_says(&run.err, &[reason, next]);
    assert_eq!(home.done(["token", "get", "robot"]), "first-token\n");
    let after = stored(&home);
    assert_eq!(after[..2], before[..2], "servers and clients");
    assert_eq!(after[3..], before[3..], "tokens");

    assert!(server.calls() >= 4, "it was called");
    assert!(server.asked().is_empty(), "and told nothing");
}
