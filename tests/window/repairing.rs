//! A login that the server refuses for the client's sake: the window says which character of the
//! redirect URI differs, falls back where a port is taken, and tries the other authentication
//! method with one button.

use std::net::TcpListener;

use tokenry_stage::{Keyring, OidcOptions, Window};
use url::Url;

use super::scene::{Scene, choose_login, click, fill, look, says};

const REFUSED: &str = "http://127.0.0.1/somewhere";
const REGISTERED: &str = "http://127.0.0.1/callback";

/// Adds a client of the first server; answers its id.
const ADD: &str = "const [client_id, secret, auth, redirect_uri, further, done] = arguments;
    const { invoke } = window.__TAURI_INTERNALS__;
    const add = async () => {
        const [server] = await invoke('list_servers');
        const [known] = server.clients;
        const form = { ...known.form, name: client_id, client_id, secret, auth, redirect_uri,
            further_redirects: further };
        return (await invoke('add_client', { serverId: server.id, form })).id;
    };
    add().then(done, (error) => done({ error }));";

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_does_not_take_is_explained_and_mended_with_one_button() {
    let busy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = busy.local_addr().expect("its address").port();
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let [wrong] = scene.prepare(&window, [REFUSED]).await;
    refused_redirect(&window, &scene, &wrong).await;
    let taken = format!("http://127.0.0.1:{port}/callback");
    fallen_back(&window, &scene, &taken).await;
    other_method(&window, &scene).await;
    scene.close(window).await;
}

/// The server never sends the browser back, and says why to whoever asks for its page.
async fn refused_redirect(window: &Window, scene: &Scene, client: &str) {
    scene.start_login(window, client).await;
    click(window, "login-page-error").await;
    says(window, "page-explained", "refuses the redirect URI").await;
    fill(window, "page-registered", &format!("{REGISTERED}/")).await;
    click(window, "page-explain").await;
    says(window, "page-differences", "The path differs").await;
    look(window, "login-page-explained").await;
    fill(window, "page-registered", REGISTERED).await;
    click(window, "page-explain").await;
    says(window, "page-differences", "/callback is registered").await;
    click(window, "page-use-registered").await;
    let address = scene.sent_to().await;
    assert_eq!(redirect_of(&address).path(), "/callback");
    scene.come_back(&address, "alice").await;
    says(window, "token-name", "lice").await;
}

/// The first redirect URI cannot work now; the login takes the next and says why.
async fn fallen_back(window: &Window, scene: &Scene, taken: &str) {
    let further = vec![REGISTERED];
    let client = add(window, OidcOptions::NATIVE, None, "none", taken, further).await;
    choose_login(window, &client).await;
    click(window, "login").await;
    let address = scene.sent_to().await;
    says(window, "login-remark", "in use by another program").await;
    let used = redirect_of(&address);
    assert_ne!(used.as_str(), taken);
    assert_eq!(used.path(), "/callback");
    look(window, "login-fallen-back").await;
    scene.come_back(&address, "bob").await;
    says(window, "token-name", "ob").await;
}

async fn other_method(window: &Window, scene: &Scene) {
    let secret = Some(OidcOptions::BASIC_SECRET);
    let method = "none";
    let client = add(
        window,
        OidcOptions::BASIC,
        secret,
        method,
        REGISTERED,
        vec![],
    )
    .await;
    let address = scene.start_login(window, &client).await;
    scene.come_back(&address, "carol").await;
    says(window, "problem", "invalid_client").await;
    says(window, "other-method-try", "client_secret_basic").await;
    look(window, "login-other-method").await;
    click(window, "other-method-try").await;
    let address = scene.sent_to().await;
    scene.come_back(&address, "carol").await;
    says(window, "token-name", "arol").await;
}

async fn add(
    window: &Window,
    id: &str,
    secret: Option<&str>,
    auth: &str,
    redirect: &str,
    further: Vec<&str>,
) -> String {
    let arguments = vec![
        id.into(),
        secret.into(),
        auth.into(),
        redirect.into(),
        further.into(),
    ];
    let added = window.execute_async(ADD, arguments).await;
    let added = added.expect("the page runs a script");
    let id = added.as_str();
    id.unwrap_or_else(|| panic!("it is not added: {added}"))
        .to_owned()
}

fn redirect_of(address: &Url) -> Url {
    let mut pairs = address.query_pairs();
    let (_, redirect) = pairs.find(|(name, _)| name == "redirect_uri").expect("one");
    Url::parse(&redirect).expect("an address")
}
