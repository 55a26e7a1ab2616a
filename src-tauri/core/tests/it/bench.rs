//! The workbench under test: a scratch data directory, a keyring of files, no browser, and a clock that
//! the test controls.

use std::{
    fs, io,
    ops::Deref,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use tempfile::TempDir;
use tokenry_core::{
    browser::{Browser, BrowserError},
    error::Error,
    links::NoLinks,
    refresh::{Fresh, Need},
    workbench::{Options, Workbench},
};
use tokenry_model::{
    client::{AuthMethod, Client, ClientProfile, ClientSecurity},
    clock::{Ambient, Clock, SignedDuration, SystemRandom, Timestamp},
    id::Id,
    login::{LoginForm, LoginPhase, LoginStatus},
    secret::Secret,
    server::{Server, ServerProfile},
    token::Token,
};
use tokenry_oauth::http::Http;
use tokenry_vault::store::RefreshIntent;
use tokenry_vault::store::Store;
use tokenry_vault::vault::keyring::Keyring;
use tokenry_vault::vault::keyring::KeyringError;
use tokenry_vault::vault::keyring::KeyringFuture;
use tokenry_vault::vault::keyring::Patience;
use url::Url;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::double::{CLIENT_ID, CLIENT_SECRET, Double};

/// The initial time of the clock.
pub(crate) const START: i64 = 1_790_000_000_000;

pub(crate) const REDIRECT: &str = "https://photos.example/landed";

/// A data directory and a keyring, for any number of workbenches and processes.
pub(crate) struct Scratch {
    scratch: TempDir,
    pub(crate) clock: TestClock,
}

/// One workbench over a place.
pub(crate) struct Bench {
    pub(crate) workbench: Workbench,
    pub(crate) clock: TestClock,
}

impl Deref for Bench {
    type Target = Workbench;

    fn deref(&self) -> &Workbench {
        &self.workbench
    }
}

impl Scratch {
    pub(crate) fn new() -> Self {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        fs::create_dir(scratch.path().join("keyring")).expect("a keyring");
        Self {
            scratch,
            clock: TestClock::default(),
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.scratch.path().join("data")
    }

    pub(crate) fn keyring(&self) -> PathBuf {
        self.scratch.path().join("keyring")
    }

    pub(crate) async fn bench(&self) -> Bench {
        let http = Http::default();
        self.bench_with(http).await
    }

    pub(crate) async fn bench_with(&self, http: Http) -> Bench {
        let ambient = Ambient {
            clock: Arc::new(self.clock.clone()),
            random: Arc::new(SystemRandom),
        };
        let options = Options {
            http,
            ..options(&self.data(), &self.keyring(), ambient)
        };
        let workbench = Workbench::open(options).await.expect("the workbench opens");
        Bench {
            workbench,
            clock: self.clock.clone(),
        }
    }

    /// The stored intent of an unfinished refresh.
    pub(crate) async fn pending(&self, token: Id<Token>) -> Option<RefreshIntent> {
        let store = Store::open(&self.data()).await.expect("the store opens");
        let pending = store.pending_refresh(token).await.expect("it can be read");
        store.close().await.expect("it closes");
        pending
    }
}

pub(crate) fn options(data: &Path, keyring: &Path, ambient: Ambient) -> Options {
    Options {
        data_dir: data.to_owned(),
        ambient,
        keyring: Arc::new(FileKeyring(keyring.to_owned())),
        browser: Arc::new(NoBrowser),
        links: Arc::new(NoLinks),
        http: Http::default(),
        lock_patience: std::time::Duration::from_mins(1),
    }
}

impl Bench {
    /// Adds the double as a server.
    pub(crate) async fn add_server(&self, double: &Double) -> Server {
        let mut profile = ServerProfile::at("Photos", double.url("/api"));
        profile.endpoints.authorize = Some(double.url("/authorize"));
        profile.endpoints.token = Some(double.url("/token"));
        self.workbench
            .add_server(profile)
            .await
            .expect("the server is added")
    }

    pub(crate) async fn add_client(&self, server: Id<Server>) -> Client {
        self.workbench
            .add_client(server, client_profile(), Some(Secret::new(CLIENT_SECRET)))
            .await
            .expect("the client is added")
    }

    /// Adds the double with a client and logs in.
    pub(crate) async fn log_in(&self, double: &Double) -> Id<Token> {
        let server = self.add_server(double).await;
        let client = self.add_client(server.id).await;
        self.log_in_with(double, login_form(client.id)).await
    }

    pub(crate) async fn log_in_with(&self, double: &Double, form: LoginForm) -> Id<Token> {
        match self.login(double, form).await.phase {
            LoginPhase::Done { token, .. } => token,
            other => panic!("the login ended with {other:?}"),
        }
    }

    /// A complete login, in which the person pastes the callback URL.
    pub(crate) async fn login(&self, double: &Double, form: LoginForm) -> LoginStatus {
        let login = self.start_login(form).await.expect("the login starts");
        let landed = landed(&login.authorize_url, &double.code());
        self.paste_into_login(login.id, landed)
            .await
            .expect("the address belongs to the login");
        self.login_ended(login.id).await.expect("the login ends")
    }

    /// The current access token of a token.
    pub(crate) async fn get(&self, token: Id<Token>) -> Result<String, Error> {
        let fresh = self.fresh(token, Need::Margin).await;
        fresh.map(|fresh| text(&fresh))
    }

    pub(crate) async fn stored(&self, token: Id<Token>) -> Token {
        let summary = self.token_summary(token).await;
        summary.expect("the token is stored").token
    }
}

pub(crate) fn text(fresh: &Fresh) -> String {
    fresh.access.expose().to_owned()
}

pub(crate) fn client_profile() -> ClientProfile {
    ClientProfile {
        name: "Photos app".into(),
        client_id: CLIENT_ID.into(),
        auth: AuthMethod::ClientSecretPost,
        redirect_uri: REDIRECT.into(),
        further_redirects: Vec::new(),
        scopes: vec!["read".into(), "write".into()],
        token_style: None,
        placement: None,
        extras: Vec::new(),
        hardening: ClientSecurity::default(),
        sealed: None,
    }
}

pub(crate) fn login_form(client: Id<Client>) -> LoginForm {
    LoginForm {
        client,
        token_name: Some("alice".into()),
        scopes: None,
        params: Vec::new(),
        renew: None,
        timeout_secs: 600,
        open_browser: false,
        paste_only: true,
        redirect: None,
        implicit: false,
        can_paste: true,
    }
}

/// The callback URL after a person has approved the login.
pub(crate) fn landed(authorize: &Url, code: &str) -> String {
    let state = authorize
        .query_pairs()
        .find_map(|(name, value)| (name == "state").then(|| value.into_owned()))
        .expect("the authorize address has a state");
    format!("{REDIRECT}?code={code}&state={state}")
}

/// Fails if the database is damaged.
pub(crate) async fn integrity(file: &std::path::Path) {
    use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};
    let mut connection = SqliteConnectOptions::new()
        .filename(file)
        .connect()
        .await
        .expect("SQLite opens it");
    let findings: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut connection)
        .await
        .expect("it can be checked");
    assert_eq!(findings, ["ok"]);
    connection.close().await.expect("it closes");
}

/// A clock that only the test changes.
#[derive(Debug, Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl Default for TestClock {
    fn default() -> Self {
        Self::at(START)
    }
}

impl TestClock {
    pub(crate) fn at(millis: i64) -> Self {
        Self(Arc::new(AtomicI64::new(millis)))
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        let millis = i64::try_from(by.as_millis()).expect("a test's time span");
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    pub(crate) fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }

    pub(crate) fn millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.millis()).expect("a time")
    }
}

/// A browser that fails, because no test needs one.
#[derive(Debug)]
struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, url: &Url) -> Result<(), BrowserError> {
        panic!("a browser was to open {url}")
    }
}

/// A keyring that several processes can share, with a file for each vault.
#[derive(Debug)]
struct FileKeyring(PathBuf);

impl Keyring for FileKeyring {
    fn read(&self, vault: Uuid, _: Patience) -> KeyringFuture<'_, Zeroizing<Vec<u8>>> {
        Box::pin(async move {
            match fs::read(self.0.join(vault.to_string())) {
                Ok(secret) => Ok(Zeroizing::new(secret)),
                Err(e) if e.kind() == io::ErrorKind::NotFound => Err(KeyringError::NoEntry),
                Err(e) => panic!("the test's keyring: {e}"),
            }
        })
    }

    fn write(&self, vault: Uuid, secret: Zeroizing<Vec<u8>>, _: Patience) -> KeyringFuture<'_, ()> {
        Box::pin(async move {
            fs::write(self.0.join(vault.to_string()), &*secret).expect("the keyring stores");
            Ok(())
        })
    }

    fn delete(&self, vault: Uuid, _: Patience) -> KeyringFuture<'_, ()> {
        Box::pin(async move {
            fs::remove_file(self.0.join(vault.to_string())).expect("the keyring deletes");
            Ok(())
        })
    }
}
