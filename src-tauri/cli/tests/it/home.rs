//! A scratch data directory with a passphrase file, and the binary run in it.

use std::{
    ffi::OsStr,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::schemas;

pub(crate) const PASSPHRASE: &str = "correct horse battery staple";

pub(crate) struct Home(TempDir);

/// How one run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Home {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a scratch directory");
        let file = dir.path().join("passphrase");
        fs::write(&file, format!("{PASSPHRASE}\n")).expect("a file");
        // Others may read what is written like this, which would be told.
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            fs::set_permissions(&file, mode).expect("permissions");
        }
        Self(dir)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokenry"));
        command
            .args(args)
            .env("TOKENRY_DATA_DIR", self.data())
            .env("TOKENRY_PASSPHRASE_FILE", self.path("passphrase"))
            .env("TOKENRY_KEYRING", "off")
            .env("HOME", self.0.path())
            .env_remove("TOKENRY_LOG")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("http_proxy")
            .env_remove("HTTP_PROXY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        finished(self.command(args).output().expect("the binary runs"))
    }

    /// With something on standard input.
    pub(crate) fn fed<S: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = S>,
        input: &str,
    ) -> Run {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        feed(&mut child, input);
        finished(child.wait_with_output().expect("the binary ends"))
    }

    /// Must end with status 0; its standard output.
    pub(crate) fn done<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> String {
        self.run(args).done()
    }

    /// The one document that a command with `--json` answers; it keeps to its schema.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let out = self.done(args.iter().chain(&["--json"]));
        let document = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
        schemas::assert_valid(args, &document);
        document
    }

    /// A server that is only there for its tokens.
    pub(crate) fn with_server(self, name: &str, url: &str) -> Self {
        self.done(["server", "add", url, "--name", name, "--no-discovery"]);
        self
    }

    pub(crate) fn with_token(self, server: &str, name: &str, text: &str) -> Self {
        self.fed(["token", "add", server, "--as", name, "--stdin"], text)
            .done();
        self
    }
}

impl Run {
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// Must end with this status and nothing on standard output; what it said.
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.out, "", "nothing but answers goes to standard output");
        schemas::assert_valid_error(&self.err);
        self.err
    }
}

/// As Ctrl-C does it.
#[cfg(unix)]
pub(crate) fn interrupt(child: &Child) {
    let told = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(told.expect("kill runs").success());
}

pub(crate) fn feed(child: &mut Child, input: &str) {
    let mut stdin = child.stdin.take().expect("standard input is ours");
    stdin.write_all(input.as_bytes()).expect("it is read");
}

pub(crate) fn finished(output: Output) -> Run {
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// Somebody else than Tokenry writes to the database.
pub(crate) fn sql(home: &Home, statement: &str) {
    use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};
    let file = home.data().join("tokenry.db");
    let written = async {
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await?;
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        sqlx::raw_sql(statement).execute(&mut connection).await?;
        connection.close().await
    };
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    runtime.block_on(written).expect("SQLite does it");
}

/// Every file below a directory holds none of these bytes.
pub(crate) fn assert_nowhere(dir: &Path, needle: &str) {
    for entry in fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            assert_nowhere(&path, needle);
            continue;
        }
        let bytes = fs::read(&path).expect("a file");
        let found = bytes
            .windows(needle.len())
            .any(|window| window == needle.as_bytes());
        assert!(!found, "{} holds a secret", path.display());
    }
}
