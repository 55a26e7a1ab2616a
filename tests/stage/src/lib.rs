//! The stage: the real parts that Tokenry's product tests, its demo and its benchmarks act with.
//!
//! | Part | What it is |
//! |---|---|
//! | [`OidcServer`] | a certified authorization server with an API behind it |
//! | [`Doorkeeper`] | the OAuth server of Mastodon and GitLab, with an out-of-band page |
//! | [`Glewlwyd`], [`Django`], [`JupyterHub`], [`NodeRed`], [`Canaille`] | servers as people install them |
//! | [`Tap`] | a proxy in front of any of them, which hears what is said |
//! | [`Desktop`] | a display, a session bus, a home folder, a keyring and a system browser that reports |
//! | [`Window`] | a program with a web view on such a desktop, driven by WebDriver |
//! | [`Browser`] | a headless Chromium in which a person logs in |
//! | [`Built`] | where this working copy's own programs are |
//! | [`leaks`] | a search for secrets where none may be |
//!
//! Every part is an owned value: it starts on free ports of 127.0.0.1, and dropping it ends all its
//! processes and removes its scratch folder. If our own process dies, they end too. Nothing is
//! installed: what is missing is named by [`StageError::Missing`].
//!
//! ```no_run
//! # async fn example() -> Result<(), tokenry_stage::StageError> {
//! use tokenry_stage::{Browser, OidcOptions, OidcServer};
//!
//! let server = OidcServer::start(OidcOptions::default()).await?;
//! let browser = Browser::start(None).await?;
//! # let authorize_url = server.url("/auth");
//! browser.goto(&authorize_url).await?;
//! let callback = browser.login_oidc("alice").await?;
//! assert!(callback.query().is_some_and(|query| query.contains("code=")));
//! assert!(server.token_posts().await?.is_empty());
//! # Ok(())
//! # }
//! ```
//!

mod browser;
mod built;
mod desktop;
mod doorkeeper;
mod driver;
mod error;
mod http;
pub mod leaks;
mod oidc;
mod patience;
mod ports;
mod process;
mod processes;
mod programs;
mod servers;
mod tap;
mod window;

pub use browser::{Browser, Form};
pub use built::Built;
pub use desktop::{Desktop, DesktopOptions, Keyring, SystemBrowser};
pub use doorkeeper::{Doorkeeper, DoorkeeperCall, DoorkeeperClient, DoorkeeperOptions};
pub use error::StageError;
pub use http::{Answer, visit};
pub use oidc::{
    AccessTokens, Call, Fault, Ledger, NativeClient, OidcOptions, OidcServer, RefreshTokens,
    ServerTls, WebClient,
};
pub use patience::PATIENCE;
pub use ports::free as free_port;
pub use servers::{Canaille, Django, Glewlwyd, JupyterHub, NodeRed};
pub use tap::{Tap, TapOptions};
pub use window::{Violation, Window, WindowOptions};
