//! The floor of `tokenry token get`: it reads one item of the keyring and one row of SQLite, opens
//! one seal, and prints what was in it. With the crates that Tokenry uses, and nothing around them.
//!
//! ```text
//! tokenry-floor-token prepare DIR     seals the text of standard input
//! tokenry-floor-token get DIR         prints it
//! ```

use std::{
    ffi::OsString,
    io::{self, Read as _, Write as _},
    path::Path,
    process::ExitCode,
    thread,
};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use keyring::Entry;
use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};

const SERVICE: &str = "app.tokenry.floor";
const ACCOUNT: &str = "vault";
/// What the seal is bound to, as long as Tokenry's own.
const BOUND_TO: &[u8] = &[7; 192];
const NONCE: usize = 24;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // A closed output is the reader's wish.
            let _ = writeln!(io::stderr(), "{failure}: {failure:?}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let [what, folder] = args.as_slice() else {
        return Err(Failure::Usage);
    };
    let file = Path::new(folder).join("floor.db");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    match what.to_str() {
        Some("prepare") => runtime.block_on(prepare(&file)),
        Some("get") => runtime.block_on(get(&file)),
        _ => Err(Failure::Usage),
    }
}

async fn prepare(file: &Path) -> Result<(), Failure> {
    let mut token = Vec::new();
    io::stdin().read_to_end(&mut token)?;
    let (mut key, mut nonce) = ([0; 32], [0; NONCE]);
    random(&mut key)?;
    random(&mut nonce)?;
    Entry::new(SERVICE, ACCOUNT)?.set_secret(&key)?;

    let payload = Payload {
        msg: &token,
        aad: BOUND_TO,
    };
    let mut sealed = nonce.to_vec();
    sealed.extend(cipher(&key)?.encrypt(&XNonce::from(nonce), payload)?);
    let mut database = options(file).create_if_missing(true).connect().await?;
    sqlx::query("CREATE TABLE tokens (name TEXT PRIMARY KEY, access BLOB NOT NULL)")
        .execute(&mut database)
        .await?;
    sqlx::query("INSERT INTO tokens VALUES ('bench', ?)")
        .bind(sealed)
        .execute(&mut database)
        .await?;
    Ok(database.close().await?)
}

async fn get(file: &Path) -> Result<(), Failure> {
    // The keyring takes longest; the database is opened meanwhile.
    let key = thread::spawn(|| Entry::new(SERVICE, ACCOUNT)?.get_secret());
    let mut database = options(file).connect().await?;
    let sealed: Vec<u8> = sqlx::query_scalar("SELECT access FROM tokens WHERE name = 'bench'")
        .fetch_one(&mut database)
        .await?;
    let key = key.join().map_err(|_| Failure::Keyless)??;

    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(Failure::Seal)?;
    let payload = Payload {
        msg: sealed,
        aad: BOUND_TO,
    };
    let token = cipher(&key)?.decrypt(&XNonce::from(*nonce), payload)?;
    Ok(io::stdout().write_all(&token)?)
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .disable_statement_logging()
}

fn cipher(key: &[u8]) -> Result<XChaCha20Poly1305, Failure> {
    XChaCha20Poly1305::new_from_slice(key).map_err(|_| Failure::Seal)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the floor has none of Tokenry's own code"
)]
fn random(bytes: &mut [u8]) -> Result<(), Failure> {
    Ok(getrandom::fill(bytes)?)
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("usage: tokenry-floor-token prepare|get DIR")]
    Usage,
    #[error("standard input or output failed")]
    Io(#[from] io::Error),
    #[error("the keyring refused")]
    Keyring(#[from] keyring::Error),
    #[error("the thread that reads the keyring died")]
    Keyless,
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
    #[error("the seal does not open")]
    Seal,
    #[error("the system has no randomness")]
    Randomness(#[from] getrandom::Error),
}

impl From<chacha20poly1305::Error> for Failure {
    fn from(_: chacha20poly1305::Error) -> Self {
        Self::Seal
    }
}
