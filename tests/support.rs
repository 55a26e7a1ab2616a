//! What the tests share: a workbench on a scratch folder, with a passphrase for its vault and
//! no browser but the test's own.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::TempDir;
use tokenry_core::{
    browser::{Browser, BrowserError},
    links::{Links, LinksError},
    sending::{SendOrder, Sent},
    workbench::{Options, Workbench},
};
use tokenry_model::{
    client::{AuthMethod, Client, ClientProfile, ClientSecurity},
    clock::Ambient,
    id::Id,
    login::{LoginForm, LoginStatus},
    request::{Body, Draft, SendSettings},
    secret::Secret,
    server::{Server, ServerProfile},
    token::Token,
};
use tokenry_oauth::http::Http;
use tokenry_vault::vault::{NewSlot, keyring::NoKeyring};
use url::Url;

/// A workbench with its folder.
pub(crate) struct Bench {
    pub(crate) workbench: Workbench,
    _dir: TempDir,
}

/// The test itself goes where a browser would be sent.
#[derive(Debug)]
pub(crate) struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _: &Url) -> Result<(), BrowserError> {
        Ok(())
    }
}

/// And brings the links back that the system would hand over.
#[derive(Debug)]
struct Delivered;

impl Links for Delivered {
    fn reach_us(&self) -> Result<(), LinksError> {
        Ok(())
    }
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::through(Http::new()).await
    }

    /// With an HTTP client of its own.
    pub(crate) async fn through(http: Http) -> Self {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let options = Options {
            data_dir: dir.path().join("data"),
            ambient: Ambient::system(),
            keyring: Arc::new(NoKeyring),
            browser: Arc::new(NoBrowser),
            links: Arc::new(Delivered),
            http,
            lock_patience: std::time::Duration::from_mins(1),
        };
        let workbench = Workbench::open(options)
            .await
            .expect("a new data directory opens");
        let slot = NewSlot::Passphrase(Secret::new("correct horse"));
        workbench.create_vault(slot).await.expect("a vault is made");
        Self {
            workbench,
            _dir: dir,
        }
    }

    /// Adds a server by its address alone.
    pub(crate) async fn discover(&self, address: &str) -> Server {
        let discovery = self.workbench.discover(address).await.expect("an address");
        let profile = discovery.found.unwrap_or_else(|| {
            panic!("{address} describes itself: {:?}", discovery.tried);
        });
        self.workbench
            .add_server(profile)
            .await
            .expect("a server is stored")
    }

    pub(crate) async fn server(&self, profile: ServerProfile) -> Server {
        self.workbench
            .add_server(profile)
            .await
            .expect("a server is stored")
    }

    pub(crate) async fn client(
        &self,
        server: Id<Server>,
        profile: ClientProfile,
        secret: Option<&str>,
    ) -> Client {
        self.workbench
            .add_client(server, profile, secret.map(Secret::new))
            .await
            .expect("a client is stored")
    }

    /// A GET with a token.
    pub(crate) async fn get(&self, url: &str, token: Id<Token>) -> Sent {
        self.workbench
            .send(order("GET", url, Some(token)))
            .await
            .expect("it is sent")
    }

    pub(crate) async fn token(&self, name: &str) -> Token {
        self.workbench
            .token_named(name)
            .await
            .expect("the token is stored")
    }
}

/// The command line's program.
pub(crate) fn tokenry() -> PathBuf {
    let beside = Path::new(env!("CARGO_BIN_EXE_tokenry-desktop")).with_file_name("tokenry");
    let binary = std::env::var_os("TOKENRY_CLI").map_or(beside, PathBuf::from);
    assert!(binary.is_file(), "build it first: cargo build -p tokenry");
    binary
}

/// A public client, unless its fields say otherwise.
pub(crate) fn client_profile(id: &str, redirect_uri: &str, scopes: &[&str]) -> ClientProfile {
    ClientProfile {
        name: format!("{id} by {redirect_uri}"),
        client_id: id.into(),
        auth: AuthMethod::None,
        redirect_uri: redirect_uri.into(),
        further_redirects: Vec::new(),
        scopes: scopes.iter().map(ToString::to_string).collect(),
        token_style: None,
        placement: None,
        extras: Vec::new(),
        hardening: ClientSecurity::default(),
        sealed: None,
    }
}

pub(crate) fn login_form(client: Id<Client>, name: &str) -> LoginForm {
    LoginForm {
        client,
        token_name: Some(name.into()),
        scopes: None,
        params: Vec::new(),
        renew: None,
        timeout_secs: 60,
        open_browser: false,
        paste_only: false,
        redirect: None,
        implicit: false,
        can_paste: true,
    }
}

pub(crate) fn order(method: &str, url: &str, token: Option<Id<Token>>) -> SendOrder {
    SendOrder {
        send_id: "test".into(),
        request: None,
        draft: Draft {
            method: method.into(),
            url: url.into(),
            parameters: Vec::new(),
            headers: Vec::new(),
            body: Body::None,
            token,
            settings: SendSettings::default(),
        },
        values: Vec::new(),
        consent: None,
        remember_consent: false,
        renew_first: false,
    }
}

/// The status code of an exchange.
pub(crate) fn status(sent: &Sent) -> u16 {
    match &sent.exchange.content.outcome {
        tokenry_model::request::Outcome::Answered(answer) => answer.status,
        other => panic!("no answer came: {other:?}"),
    }
}

/// The token of a login that went well.
pub(crate) fn done(login: &LoginStatus) -> Id<Token> {
    match &login.phase {
        tokenry_model::login::LoginPhase::Done { token, .. } => *token,
        other => panic!("the login did not end well: {other:?}"),
    }
}

/// The page at a server of the stage, which stands in for the one that the page is at.
pub(crate) fn standing_in(server: &Url, mut page: Url) -> Url {
    page.set_scheme(server.scheme()).expect("a scheme");
    page.set_host(server.host_str()).expect("a host");
    page.set_port(server.port()).expect("a port");
    page
}
