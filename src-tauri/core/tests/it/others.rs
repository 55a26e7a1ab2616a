//! An open window and the command line: a change by one is announced to the other.

use tokenry_core::{events::Event, settings::Settings};
use tokenry_model::server::ServerProfile;

use crate::{bench::Scratch, drafts::typed};

/// The kinds of events sent so far, each once.
fn heard(events: &mut tokio::sync::broadcast::Receiver<Event>) -> Vec<String> {
    let mut kinds = Vec::new();
    while let Ok(event) = events.try_recv() {
        kinds.push(format!("{event:?}"));
    }
    kinds.sort();
    kinds.dedup();
    kinds
}

#[tokio::test]
async fn an_open_window_gets_events_of_other_processes() {
    let place = Scratch::new();
    let window = place.bench().await;
    let profile = ServerProfile::at("Photos", "https://photos.example".parse().expect("a URL"));
    let server = window
        .workbench
        .add_server(profile)
        .await
        .expect("a server");
    let terminal = place.bench().await;
    window.notice_others().await.expect("the first look");
    let mut events = window.events().listen();

    window.notice_others().await.expect("looks");
    assert_eq!(heard(&mut events), [""; 0], "nothing happened");

    let secret = tokenry_model::secret::Secret::new("t");
    let token = terminal.paste_token(server.id, "a", &secret, None).await;
    let token = token.expect("a token");
    window.notice_others().await.expect("looks");
    assert_eq!(heard(&mut events), ["TokensChanged"]);
    assert_eq!(window.tokens().await.expect("the list").len(), 1);

    terminal
        .save_request(None, None, "Me", typed("x").draft)
        .await
        .expect("saved");
    terminal
        .save_settings(&Settings::default())
        .await
        .expect("saved");
    let mut renamed = server.profile.clone();
    renamed.name = "Pictures".into();
    terminal
        .edit_server(server.id, renamed)
        .await
        .expect("edited");
    window.notice_others().await.expect("looks");
    // The first request created the key of what belongs to no server.
    assert_eq!(
        heard(&mut events),
        [
            "RequestsChanged",
            "ServersChanged",
            "SettingsChanged",
            "VaultChanged"
        ]
    );

    terminal
        .keep_draft(None, None, typed("d"))
        .await
        .expect("kept");
    terminal.forget_token(token.id).await.expect("forgotten");
    terminal.lock_vault().await.expect("locked");
    window.notice_others().await.expect("looks");
    assert_eq!(
        heard(&mut events),
        ["DraftsChanged", "TokensChanged", "VaultChanged"]
    );
}

#[tokio::test]
async fn its_own_changes_are_announced_once() {
    let place = Scratch::new();
    let window = place.bench().await;
    window.notice_others().await.expect("the first look");
    let mut events = window.events().listen();
    let profile = ServerProfile::at("Photos", "https://photos.example".parse().expect("a URL"));
    window
        .workbench
        .add_server(profile)
        .await
        .expect("a server");
    window
        .keep_draft(None, None, typed("x"))
        .await
        .expect("kept");
    assert_eq!(
        heard(&mut events),
        [
            "DraftsChanged",
            "ServersChanged",
            "TokensChanged",
            "VaultChanged"
        ]
    );
    window.notice_others().await.expect("looks");
    assert_eq!(heard(&mut events), [""; 0]);
    let terminal = place.bench().await;
    terminal.notice_others().await.expect("the first look");
    drop(terminal);
    window.notice_others().await.expect("looks");
    assert_eq!(heard(&mut events), [""; 0], "looking is no change");
}
