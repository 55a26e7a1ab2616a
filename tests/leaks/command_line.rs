//! The real command line on the desktop. All it prints is kept in files, to be searched.

use std::{
    fs,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use tokenry_stage::Desktop;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
};

use crate::support::tokenry;

pub(super) struct CommandLine {
    binary: PathBuf,
    data: PathBuf,
    printed: PathBuf,
    runs: AtomicU32,
}

/// How a run ended.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) status: ExitStatus,
    pub(super) out: String,
    pub(super) err: String,
}

impl CommandLine {
    pub(super) fn new(data: PathBuf, printed: PathBuf) -> Self {
        Self {
            binary: tokenry(),
            data,
            printed,
            runs: AtomicU32::new(0),
        }
    }

    /// Runs to the end with this on standard input. What it prints is kept.
    pub(super) async fn run(&self, desktop: &Desktop, args: &[&str], input: &str) -> Ran {
        let ran = self.finish(self.start(desktop, args), input).await;
        self.keep(args, &ran.out, &ran.err);
        ran
    }

    /// The same, and it must go well. Answers its standard output.
    pub(super) async fn done(&self, desktop: &Desktop, args: &[&str]) -> String {
        let ran = self.run(desktop, args, "").await;
        assert!(ran.status.success(), "{args:?}: {}", ran.err);
        ran.out
    }

    /// Shows a secret because it was asked for: its standard output is not kept.
    pub(super) async fn reveal(&self, desktop: &Desktop, args: &[&str]) -> String {
        let ran = self.finish(self.start(desktop, args), "").await;
        assert!(ran.status.success(), "{args:?}: {}", ran.err);
        self.keep(args, "", &ran.err);
        ran.out
    }

    /// A login that prints its address and reads where the browser landed. `walk` goes from one to
    /// the other. The address is not kept: it is what the person is to open.
    pub(super) async fn log_in(
        &self,
        desktop: &Desktop,
        args: &[&str],
        walk: impl AsyncFnOnce(&str) -> String,
    ) {
        let mut child = self.start(desktop, args);
        let mut out = BufReader::new(child.stdout.take().expect("standard output is ours"));
        let mut address = String::new();
        out.read_line(&mut address).await.expect("a line");
        let landed = walk(address.trim_end()).await;
        let ran = self.finish(child, &format!("{landed}\n")).await;
        let mut rest = String::new();
        out.read_to_string(&mut rest).await.expect("text");
        assert!(ran.status.success(), "{args:?}: {}", ran.err);
        self.keep(args, &rest, &ran.err);
    }

    fn start(&self, desktop: &Desktop, args: &[&str]) -> Child {
        let mut command: Command = desktop.command(&self.binary);
        command
            .args(args)
            .env("TOKENRY_DATA_DIR", &self.data)
            .env("TOKENRY_LOG", "trace")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("tokenry starts")
    }

    async fn finish(&self, mut child: Child, input: &str) -> Ran {
        let mut stdin = child.stdin.take().expect("standard input is ours");
        stdin.write_all(input.as_bytes()).await.expect("it reads");
        drop(stdin);
        let output = child.wait_with_output().await.expect("it ends");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ran {
            status: output.status,
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    fn keep(&self, args: &[&str], out: &str, err: &str) {
        let number = self.runs.fetch_add(1, Ordering::SeqCst);
        let name = format!("{number} {}", args[0]);
        for (what, text) in [("out", out), ("err", err)] {
            let file = self.printed.join(format!("{name}.{what}"));
            fs::write(file, text).expect("what was printed is kept");
        }
    }
}
