//! Pasted commands become requests. If the token in a command is a stored one, it is selected.

use tokenry_core::{
    request::FileFacts,
    workbench::{PastedRequest, SealedExtra, SecretPart, Workbench},
};
use tokenry_model::{
    request::Body,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, ServerProfile},
};

use crate::{
    bench::{Scratch, login_form},
    double::Double,
};

fn pairs(fields: &[tokenry_model::request::Field]) -> Vec<(&str, &str)> {
    let all = fields.iter();
    all.map(|one| (one.name.as_str(), one.value.as_str()))
        .collect()
}

async fn pasted(place: &Scratch, text: &str) -> PastedRequest {
    let bench = place.bench().await;
    let pasted = bench.pasted_request(&Secret::new(text)).await;
    bench.close().await;
    pasted.expect("it is read")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_becomes_the_request() {
    let place = Scratch::new();
    let made = pasted(
        &place,
        "$ curl -X POST 'https://api.example.org/v1/notes?draft=1&tag=a%20b' \\\n  -H 'Accept: application/json' \\\n  -H 'Content-Type: application/json' \\\n  -d '{\"title\": \"Lisbon\"}'",
    )
    .await;
    let draft = made.draft;
    assert_eq!(draft.method, "POST");
    assert_eq!(draft.url, "https://api.example.org/v1/notes");
    assert_eq!(
        pairs(&draft.parameters),
        [("draft", "1"), ("tag", "a b")],
        "the query is in its table"
    );
    assert!(pairs(&draft.headers).contains(&("Accept", "application/json")));
    let Body::Json { text } = &draft.body else {
        panic!("{:?}", draft.body);
    };
    assert_eq!(text, "{\"title\": \"Lisbon\"}");
    assert_eq!((draft.token, made.token), (None, None));
    assert_eq!(made.remarks, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_table_would_change_stays_in_the_address() {
    let place = Scratch::new();
    for address in [
        "https://api.example.org/list?flag",
        "https://api.example.org/list?flag&a=1",
        "https://api.example.org/list?name=%FF",
        "https://api.example.org/list?a=1#part",
    ] {
        let draft = pasted(&place, &format!("curl '{address}'")).await.draft;
        assert_eq!(draft.url, address);
        assert_eq!(draft.parameters, Vec::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_token_is_chosen_and_any_other_is_told() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let server = bench.add_server(&double).await;
    let client = bench.add_client(server.id).await;
    let token = bench.log_in_with(&double, login_form(client.id)).await;
    let secret = bench
        .reveal(token, SecretPart::Access)
        .await
        .expect("it opens");
    let secret = secret.expose();

    for command in [
        format!("curl https://api.example.org/me -H 'Authorization: Bearer {secret}'"),
        format!("curl https://api.example.org/me -H 'authorization: bearer {secret}'"),
        format!("curl 'https://api.example.org/me?access_token={secret}'"),
        format!("GET /me HTTP/1.1\nHost: api.example.org\nAuthorization: Bearer {secret}\n\n"),
    ] {
        let made = bench.pasted_request(&Secret::new(&*command)).await;
        let made = made.expect("it is read");
        assert_eq!(made.draft.token, Some(token), "{command}");
        assert!(made.token.is_some(), "its name is told");
        let text = format!("{:?}", made.draft);
        assert!(!text.contains(secret), "it stands nowhere else: {text}");
    }

    let other = "curl https://api.example.org/me -H 'Authorization: Bearer s0mebody-else5'";
    let made = bench.pasted_request(&Secret::new(other)).await;
    let made = made.expect("it is read");
    assert_eq!((made.draft.token, made.token), (None, None));
    assert!(pairs(&made.draft.headers).contains(&("Authorization", "Bearer s0mebody-else5")));
    assert!(
        made.remarks[0].contains("not stored here"),
        "{:?}",
        made.remarks
    );

    let open = "curl https://api.example.org/me -H 'Authorization: Bearer $ACCESS_TOKEN'";
    let made = bench.pasted_request(&Secret::new(open)).await;
    let made = made.expect("it is read");
    assert_eq!(made.draft.token, None);
    assert_eq!(
        pairs(&made.draft.headers),
        [],
        "nothing is sent in its place"
    );
    assert_eq!(
        made.remarks,
        ["The command has a placeholder for the token. Choose a token."]
    );
    bench.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_over_is_told_and_what_is_no_call_is_refused() {
    let place = Scratch::new();
    let token = "curl https://id.example.org/token -d grant_type=client_credentials -d client_id=x";
    let made = pasted(&place, token).await;
    assert!(
        made.remarks[0].starts_with("The command requests a token."),
        "{:?}",
        made.remarks
    );
    let two = "curl https://api.example.org/a\ncurl https://api.example.org/b";
    let made = pasted(&place, two).await;
    assert_eq!(made.draft.url, "https://api.example.org/a");
    assert!(
        made.remarks[0].starts_with("The text contains another call"),
        "{:?}",
        made.remarks
    );

    let bench = place.bench().await;
    for text in [
        "https://api.example.org",
        "hello world",
        "",
        "powershell https://a.example",
    ] {
        bench
            .pasted_request(&Secret::new(text))
            .await
            .expect_err(text);
    }
    bench.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sealed_extra_is_shown_and_no_other() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let url = "https://api.example.org".parse().expect("an address");
    let server = Workbench::add_server(&bench, ServerProfile::at("Photos", url))
        .await
        .expect("stored");
    let client = bench.add_client(server.id).await;
    let extra = |on, place, name: &str, value: &str| Extra {
        on,
        place,
        name: name.into(),
        value: value.into(),
    };
    let (header, body) = (ExtraPlace::Header, ExtraPlace::Body);
    let mut profile = server.profile.clone();
    profile.habits.extras = vec![
        extra(ExtraStep::Token, header, "X-Api-Key", "S3CRET-A"),
        extra(ExtraStep::Refresh, header, "X-Api-Key", "S3CRET-B"),
        extra(ExtraStep::Refresh, header, "X-Api-Key", "S3CRET-C"),
    ];
    let stored = bench.edit_server(server.id, profile).await.expect("stored");
    let shown = stored.profile.habits.extras.iter();
    assert!(shown.clone().all(|one| one.value == "[redacted]"), "sealed");
    let mut profile = client.profile.clone();
    profile.extras = vec![extra(ExtraStep::Token, body, "user_password", "S3CRET-D")];
    bench
        .edit_client(
            client.id,
            profile,
            tokenry_core::workbench::SecretChange::Keep,
        )
        .await
        .expect("stored");

    let which = |on, place, name: &str, nth| SealedExtra {
        on,
        place,
        name: name.into(),
        nth,
    };
    for (extra, value) in [
        (which(ExtraStep::Token, header, "X-Api-Key", 0), "S3CRET-A"),
        (
            which(ExtraStep::Refresh, header, "X-Api-Key", 0),
            "S3CRET-B",
        ),
        (
            which(ExtraStep::Refresh, header, "X-Api-Key", 1),
            "S3CRET-C",
        ),
    ] {
        let shown = bench.reveal_server_extra(server.id, &extra).await;
        assert_eq!(shown.expect("it opens").expose(), value);
    }
    let of_client = which(ExtraStep::Token, body, "user_password", 0);
    let shown = bench.reveal_client_extra(client.id, &of_client).await;
    assert_eq!(shown.expect("it opens").expose(), "S3CRET-D");
    for gone in [
        which(ExtraStep::Refresh, header, "X-Api-Key", 2),
        which(ExtraStep::Token, body, "X-Api-Key", 0),
    ] {
        bench
            .reveal_server_extra(server.id, &gone)
            .await
            .expect_err("there is none");
    }
    bench.close().await;
}

#[test]
fn a_file_is_checked_before_it_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let there = folder.path().join("a photo ü.jpg");
    std::fs::write(&there, vec![0_u8; 4321]).expect("written");
    let facts = FileFacts::of(&there.display().to_string());
    assert_eq!(facts.name, "a photo ü.jpg");
    assert_eq!(facts.length.expect("it can be sent"), 4321);
    for (path, why) in [
        (folder.path().join("gone.bin"), "it is not there"),
        (folder.path().to_owned(), "it is no file"),
    ] {
        let facts = FileFacts::of(&path.display().to_string());
        assert_eq!(facts.length.expect_err("it cannot").briefly(), why);
    }
    assert_eq!(
        FileFacts::of("").length.expect_err("it cannot").briefly(),
        "no file is named"
    );
}
