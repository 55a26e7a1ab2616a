//! Secrets that an older version stored in plain text in the profiles of servers and clients. They are
//! sealed when the vault is first opened, and are still sent.

use std::{fs, path::Path};

use tokenry_model::server::{Extra, ExtraPlace, ExtraStep};

use crate::{
    bench::{Scratch, login_form},
    double::Double,
    refresh::LATER,
    tampered::sql,
};

fn extra(on: ExtraStep, place: ExtraPlace, name: &str, value: &str) -> Extra {
    Extra {
        on,
        place,
        name: name.into(),
        value: value.into(),
    }
}

fn profile_of(table: &str, profile: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(profile).expect("it has a JSON form");
    format!(
        "UPDATE {table} SET profile = '{}'",
        text.replace('\'', "''")
    )
}

fn is_in(folder: &Path, needle: &str) -> bool {
    let entries = fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .any(|path| {
            if path.is_dir() {
                return is_in(&path, needle);
            }
            let bytes = fs::read(&path).expect("a file");
            bytes
                .windows(needle.len())
                .any(|part| part == needle.as_bytes())
        })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_of_older_profiles_are_sealed_on_first_open_and_still_sent() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let server = bench.add_server(&double).await;
    let client = bench.add_client(server.id).await;
    let token = bench.log_in_with(&double, login_form(client.id)).await;
    bench.close().await;

    // The format of the older version.
    let mut profile = server.profile.clone();
    profile.endpoints.token = Some(double.url("/token?sig=S3CRET-A"));
    profile.endpoints.jwks = Some(double.url("/keys?api_key=S3CRET-B"));
    profile.habits.extras = vec![
        extra(
            ExtraStep::Refresh,
            ExtraPlace::Header,
            "Ocp-Apim-Subscription-Key",
            "S3CRET-C",
        ),
        extra(ExtraStep::Refresh, ExtraPlace::Body, "audience", "plain"),
    ];
    sql(&place, &profile_of("servers", &profile)).await;
    let mut older = client.clone();
    older.profile.extras = vec![extra(
        ExtraStep::Refresh,
        ExtraPlace::Body,
        "user_password",
        "S3CRET-D",
    )];
    sql(&place, &profile_of("clients", &older.profile)).await;
    // Seal the rows in their current form, as the upgrade of an older format does.
    let bench = place.bench().await;
    bench.open_vault().await.expect("it opens");
    for changed in bench.changed().await.expect("the list") {
        bench.confirm_changed(&changed).await.expect("confirmed");
    }
    bench.close().await;
    assert!(is_in(&place.data(), "S3CRET"), "there is something to move");

    let bench = place.bench().await;
    bench.open_vault().await.expect("it opens");
    bench.close().await;
    assert!(
        !is_in(&place.data(), "S3CRET"),
        "nothing of it is left in the files"
    );

    let bench = place.bench().await;
    let shown = bench.server(server.id).await.expect("it is there").profile;
    let text = serde_json::to_string(&shown).expect("it has a JSON form");
    assert!(
        !text.contains("S3CRET") && text.contains("sig=[redacted]"),
        "{text}"
    );
    let whole = bench
        .reveal_server(server.id)
        .await
        .expect("it opens")
        .profile;
    assert_eq!(whole, profile, "nothing is lost");
    let whole = bench
        .reveal_client(client.id)
        .await
        .expect("it opens")
        .profile;
    assert_eq!(whole, older.profile, "nothing is lost");

    place.clock.advance(LATER);
    bench.get(token).await.expect("it is renewed");
    let posts = double.posts();
    let last = posts.last().expect("it was asked");
    let sent = [
        "POST /token?sig=S3CRET-A ",
        "ocp-apim-subscription-key: S3CRET-C",
        "user_password=S3CRET-D",
        "audience=plain",
    ];
    for part in sent {
        assert!(last.whole.contains(part), "{part}: {}", last.whole);
    }
    bench.close().await;
    assert!(
        !is_in(&place.data(), "S3CRET"),
        "nor does the renewal leave any"
    );
}
