//! Paste instead of type: what documentation shows becomes a server and a client, and the secret
//! in it is nowhere in the page.

use tokenry_stage::{Keyring, OidcOptions};

use super::scene::{Scene, click, fill, gone, look, says, shows};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_request_becomes_a_server_and_a_client_that_gets_tokens() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let command = format!(
        "curl -sS -X POST {}token \\\n  -u '{}:{}' \\\n  -d grant_type=client_credentials",
        with_slash(scene.server.issuer()),
        OidcOptions::ROBOT,
        OidcOptions::ROBOT_SECRET,
    );
    click(&window, "add-server").await;
    click(&window, "server-paste").await;
    look(&window, "paste").await;
    fill(&window, "import-text", "hello there").await;
    click(&window, "import-read").await;
    says(&window, "problem", "neither a curl command").await;
    look(&window, "paste-refused").await;
    fill(&window, "import-text", &command).await;
    click(&window, "import-read").await;
    says(&window, "import-kinds", "asks for a token").await;
    says(&window, "import-ignored", "-s").await;
    shows(&window, &["import-secret"]).await;
    look(&window, "paste-read").await;
    let source = window.client().source().await.expect("the page");
    assert!(
        !source.contains(OidcOptions::ROBOT_SECRET),
        "the page has no secret"
    );
    fill(&window, "server-name", "Pasted").await;
    click(&window, "import-store").await;
    gone(&window, "import-store").await;
    click(&window, "client-credentials").await;
    says(&window, "token-state", "alid").await;
    click(&window, "nav-servers").await;
    says(&window, "server-row", "Pasted").await;
    scene.close(window).await;
}

fn with_slash(issuer: &str) -> String {
    format!("{}/", issuer.trim_end_matches('/'))
}
