//! What the tests of the window share: a server before a [`Seat`], and how a screen is looked at.

use std::{ops::Deref, path::PathBuf};

use tokenry_stage::{Keyring, OidcOptions, OidcServer, Window};
use url::Url;

use super::seat::{SIZES, Seat};

const SCOPES: [&str; 4] = ["openid", "profile", "email", "notes:read"];

/// What the forms of server and client ask of the program.
const STORE: &str = "const [address, client_id, scopes, redirects, done] = arguments;
    const { invoke } = window.__TAURI_INTERNALS__;
    const store = async () => {
        const { form } = await invoke('discover_server', { address });
        const server = await invoke('add_server', { form: { ...form, name: 'Notes' } });
        const ids = [];
        for (const redirect_uri of redirects) {
            const client = { name: redirect_uri, client_id, auth: 'none', redirect_uri, scopes,
                further_redirects: [],
                token_style: null, placement: null, extras: [], secret: null,
                hardening: { signing_alg: '', signing_key_id: '', audience_is_issuer: false,
                    pushed: false, dpop: false } };
            ids.push((await invoke('add_client', { serverId: server.id, form: client })).id);
        }
        return ids;
    };
    store().then(done, (error) => done({ error }));";

pub(super) struct Scene {
    pub(super) server: OidcServer,
    seat: Seat,
}

impl Deref for Scene {
    type Target = Seat;

    fn deref(&self) -> &Seat {
        &self.seat
    }
}

impl Scene {
    /// A server, and a desktop with this keyring. Nothing is stored yet.
    pub(super) async fn new(keyring: Keyring) -> Self {
        Self::at(OidcOptions::default(), keyring).await
    }

    /// The same with a server that is set up like this.
    pub(super) async fn at(options: OidcOptions, keyring: Keyring) -> Self {
        Self {
            server: OidcServer::start(options)
                .await
                .expect("oidc-provider starts"),
            seat: Seat::new(keyring).await,
        }
    }

    /// Has the window store the server, and a public client for each redirect URI. Answers the
    /// clients' ids.
    pub(super) async fn prepare<const N: usize>(
        &self,
        window: &Window,
        redirects: [&str; N],
    ) -> [String; N] {
        let arguments = vec![
            self.server.issuer().into(),
            OidcOptions::NATIVE.into(),
            SCOPES.as_slice().into(),
            redirects.as_slice().into(),
        ];
        let stored = window.execute_async(STORE, arguments).await;
        let stored = stored.expect("the page runs a script");
        let ids = stored.as_array().filter(|ids| ids.len() == N);
        let ids = ids.unwrap_or_else(|| panic!("nothing is stored: {stored}"));
        std::array::from_fn(|at| ids[at].as_str().unwrap_or_default().to_owned())
    }

    /// Starts a login of this client in the window; answers where the browser is sent.
    pub(super) async fn start_login(&self, window: &Window, client: &str) -> Url {
        choose_login(window, client).await;
        window.click("login").await.expect("log in");
        self.sent_to().await
    }

    /// What happens in the browser, without one: somebody logs in and is sent to where Tokenry
    /// listens.
    pub(super) async fn come_back(&self, address: &Url, login: &str) {
        let back = self.server.login_by_http(address, login).await;
        let back = back.expect("the server sends the browser back");
        let page = tokenry_stage::visit(&back).await.expect("we listen");
        assert_eq!(page.status, 200, "{}", page.body);
    }

    /// A token of alice's, from a login in the window.
    pub(super) async fn get_token(&self, window: &Window, client: &str) {
        let address = self.start_login(window, client).await;
        self.come_back(&address, "alice").await;
        window
            .wait_text("token-state", "alid")
            .await
            .expect("a token");
    }
}

/// The form of a login with this client.
pub(super) async fn choose_login(window: &Window, client: &str) {
    window.click("nav-tokens").await.expect("the rail");
    window.click("token-new").await.expect("a new token");
    window.wait_for("login").await.expect("its form");
    if window.has("login-client").await.expect("the page") {
        window
            .choose("login-client", client)
            .await
            .expect("a client");
    }
}

/// Pictures in both sizes, light and dark, and nothing serious for axe.
pub(super) async fn look(window: &Window, name: &str) {
    for theme in ["light", "dark"] {
        wear(window, theme).await;
        for (width, height) in SIZES {
            window.resize(width, height).await.expect("a size");
            painted(window, width).await;
            let file = pictures().join(format!("{name}-{theme}-{width}.png"));
            window.screenshot(&file).await.expect("a picture");
        }
        let found = window.axe().await.expect("axe runs");
        assert!(found.is_empty(), "{name} in {theme}: {found:#?}");
    }
    wear(window, "light").await;
    window.resize(SIZES[0].0, SIZES[0].1).await.expect("a size");
    painted(window, SIZES[0].0).await;
}

async fn wear(window: &Window, theme: &str) {
    let script = "document.documentElement.dataset.theme = arguments[0]";
    let worn = window.execute(script, vec![theme.into()]).await;
    worn.expect("a theme");
}

/// Waits until the page has the width and was painted with it.
async fn painted(window: &Window, width: u32) {
    let script = "const [width, done] = arguments;
        const frames = (n) => n ? requestAnimationFrame(() => frames(n - 1)) : done(innerWidth);
        const check = () => {
            if (innerWidth !== width) return addEventListener('resize', check, { once: true });
            frames(3);
        };
        check();";
    window
        .execute_async(script, vec![width.into()])
        .await
        .expect("it is painted");
}

/// `target/screens`, made anew by whoever removes it.
fn pictures() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screens");
    std::fs::create_dir_all(&folder).expect("the folder for pictures");
    folder
}

pub(super) async fn click(window: &Window, testid: &str) {
    if let Err(error) = window.click(testid).await {
        panic!("{testid} can be clicked: {error}");
    }
}

pub(super) async fn fill(window: &Window, testid: &str, text: &str) {
    if let Err(error) = window.fill(testid, text).await {
        panic!("{testid} can be filled in: {error}");
    }
}

/// Waits until an element says this; answers all that it says.
pub(super) async fn says(window: &Window, testid: &str, words: &str) -> String {
    match window.wait_text(testid, words).await {
        Ok(text) => text,
        Err(error) => panic!("{testid} says “{words}”: {error}"),
    }
}

pub(super) async fn gone(window: &Window, testid: &str) {
    if let Err(error) = window.wait_gone(testid).await {
        panic!("{testid} goes: {error}");
    }
}

/// Every one of them is on the screen.
pub(super) async fn shows(window: &Window, testids: &[&str]) {
    for testid in testids {
        if let Err(error) = window.wait_for(testid).await {
            panic!("{testid} is promised here: {error}");
        }
    }
}
