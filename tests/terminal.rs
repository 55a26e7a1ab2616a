//! A person at a terminal: the real command line in a scratch folder, on a machine without a keyring.

use std::{ffi::OsString, process::Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokenry_stage::Tap;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdout, Command},
};
use url::Url;

use crate::support::standing_in;

/// A data directory with a vault of its own. Dropping it removes everything.
pub(crate) struct Terminal {
    place: TempDir,
    env: Vec<(&'static str, OsString)>,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A login that waits for its person. Dropping it ends it.
pub(crate) struct Login {
    /// Where the person is sent.
    pub(crate) url: Url,
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        let place = tempfile::tempdir().expect("a scratch folder");
        std::fs::write(place.path().join("passphrase"), "correct horse").expect("a file");
        Self {
            place,
            env: Vec::new(),
        }
    }

    /// Every https request goes through this proxy.
    pub(crate) fn through(tap: &Tap) -> Self {
        Self {
            env: tap.env().to_vec(),
            ..Self::new()
        }
    }

    pub(crate) async fn run(&self, line: &[&str]) -> Ran {
        self.fed(line, "").await
    }

    /// With something on standard input.
    pub(crate) async fn fed(&self, line: &[&str], input: &str) -> Ran {
        let mut child = self.command(line).spawn().expect("tokenry starts");
        feed(&mut child, input).await;
        let output = child.wait_with_output().await.expect("it ends");
        Ran {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Must go well; what it answers.
    pub(crate) async fn done(&self, line: &[&str]) -> String {
        self.run(line).await.done()
    }

    /// Must go well; the document that it answers.
    pub(crate) async fn json(&self, line: &[&str]) -> Value {
        let out = self.done(&[line, &["--json"]].concat()).await;
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    /// Sends a GET with this token; status and body.
    pub(crate) async fn get(&self, url: &str, token: &str) -> (u64, Value) {
        let sent = self.json(&["send", url, "--token", token]).await;
        let status = sent["status"].as_u64().expect("a status");
        let body = sent["body"].as_str().unwrap_or_default();
        let body = serde_json::from_str(body).unwrap_or_else(|_| body.into());
        (status, body)
    }

    /// Pastes the access token once more, as "copy of NAME": what of it the server remembers is seen
    /// there without what Tokenry remembers.
    pub(crate) async fn copy(&self, server: &str, name: &str) {
        let token = self.done(&["token", "get", name]).await;
        let copy = format!("copy of {name}");
        let add = ["token", "add", server, "--as", &copy, "--stdin"];
        self.fed(&add, &token).await.done();
    }

    /// `tokenry login CLIENT --as NAME --no-browser`, up to where a person is needed.
    pub(crate) async fn login(&self, client: &str, name: &str, more: &[&str]) -> Login {
        let line = ["login", client, "--as", name, "--no-browser"];
        let mut child = self
            .command(&[&line, more].concat())
            .spawn()
            .expect("tokenry starts");
        let mut out = BufReader::new(child.stdout.take().expect("standard output is ours"));
        let mut first = String::new();
        out.read_line(&mut first).await.expect("a line");
        let Ok(url) = first.trim().parse() else {
            drop(child.stdin.take());
            let said = said(&mut child).await;
            panic!("no address but {first:?}: {said}");
        };
        Login { url, child, out }
    }

    fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(crate::support::tokenry());
        command
            .args(line)
            .env("TOKENRY_DATA_DIR", self.place.path().join("data"))
            .env(
                "TOKENRY_PASSPHRASE_FILE",
                self.place.path().join("passphrase"),
            )
            .env("TOKENRY_KEYRING", "off")
            .env("HOME", self.place.path())
            .env_remove("TOKENRY_LOG")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .env_remove("https_proxy")
            .env_remove("HTTPS_PROXY")
            .envs(self.env.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }
}

impl Ran {
    /// Must have gone well.
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// Must have ended with this status, whatever it answered.
    pub(crate) fn code_is(self, code: i32) {
        assert_eq!(self.code, Some(code), "{self:?}");
    }

    /// Must have ended with this status and said all of these words; nothing else was answered.
    pub(crate) fn failed(self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "“{word}” is missing: {}", self.err);
        }
    }
}

impl Login {
    /// The same address at a server of the stage, which stands in for the one it names.
    pub(crate) fn at(&self, server: &Url) -> Url {
        standing_in(server, self.url.clone())
    }

    /// The person's browser came back by itself.
    pub(crate) async fn ends(mut self) -> Ran {
        drop(self.child.stdin.take());
        self.result().await
    }

    /// The person types this line.
    pub(crate) async fn paste(mut self, line: &str) -> Ran {
        feed(&mut self.child, &format!("{line}\n")).await;
        self.result().await
    }

    async fn result(mut self) -> Ran {
        let mut out = String::new();
        let err = said(&mut self.child).await;
        self.out.read_to_string(&mut out).await.expect("text");
        let status = self.child.wait().await.expect("it ends");
        let code = status.code();
        Ran { code, out, err }
    }
}

async fn feed(child: &mut Child, input: &str) {
    let mut stdin = child.stdin.take().expect("standard input is ours");
    // Who ends before reading need not read.
    let _ = stdin.write_all(input.as_bytes()).await;
}

async fn said(child: &mut Child) -> String {
    let mut said = String::new();
    let stderr = child.stderr.as_mut().expect("standard error is ours");
    stderr.read_to_string(&mut said).await.expect("text");
    said
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("text")
}
