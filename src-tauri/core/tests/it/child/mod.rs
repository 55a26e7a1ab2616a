//! A separate process over the same data: this test program, started again.
//!
//! It reads commands as lines from standard input, and responds to each with a line that begins with
//! `@`, which distinguishes it from the output of the test harness. It can be told to kill itself at the
//! n-th use of the clock or of randomness, which occur between all steps of the core.
//!
//! This module is the side of the test, [`obey`] that of the child, and [`fuse`] what kills it.

mod fuse;
mod obey;

use std::{env, ffi::OsString, process::Stdio};

use tokenry_model::{id::Id, token::Token};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{ChildStdin, ChildStdout, Command},
};

use crate::bench::Scratch;

const DATA: &str = "TOKENRY_TEST_DATA";
const KEYRING: &str = "TOKENRY_TEST_KEYRING";
const ARGUMENTS: [&str; 4] = ["--exact", "child::obey::obey", "--ignored", "--nocapture"];

/// A child process. It is killed when this is dropped.
pub(crate) struct Child {
    process: tokio::process::Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

/// The response to a command for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Got {
    Token(String),
    Failed(String),
    /// The process ended without a response.
    Died,
}

impl Child {
    pub(crate) fn start(place: &Scratch) -> Self {
        Self::within(place, &[])
    }

    /// Starts it through another program, with this one and its arguments after its own.
    pub(crate) fn within(place: &Scratch, starter: &[&str]) -> Self {
        let own = env::current_exe().expect("the path of this program");
        let mut words = starter.iter().map(OsString::from).collect::<Vec<_>>();
        words.push(own.into());
        words.extend(ARGUMENTS.map(OsString::from));
        let mut process = Command::new(&words[0])
            .args(&words[1..])
            .env(DATA, place.data())
            .env(KEYRING, place.keyring())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the child starts");
        let orders = process.stdin.take().expect("its standard input");
        let answers = process.stdout.take().expect("its standard output");
        Self {
            process,
            orders,
            answers: BufReader::new(answers).lines(),
        }
    }

    /// `None` if the process ended without a response.
    pub(crate) async fn ask(&mut self, order: &str) -> Option<String> {
        self.order(order).await;
        self.answer().await
    }

    pub(crate) async fn order(&mut self, order: &str) {
        let order = format!("{order}\n");
        // The process may have died in the meantime, which the response will show.
        let _ = self.orders.write_all(order.as_bytes()).await;
    }

    pub(crate) async fn answer(&mut self) -> Option<String> {
        while let Ok(Some(line)) = self.answers.next_line().await {
            if let Some((_, answer)) = line.split_once('@') {
                return Some(answer.to_owned());
            }
        }
        None
    }

    /// Requests a fresh token at the given time.
    pub(crate) async fn fresh(&mut self, token: Id<Token>, now: i64) -> Got {
        match self.ask(&format!("fresh {token} {now} 1")).await {
            None => Got::Died,
            Some(answer) => match answer.split_once(' ') {
                Some(("token", access)) => Got::Token(access.to_owned()),
                _ => Got::Failed(answer),
            },
        }
    }

    /// Stops it with SIGSTOP.
    #[cfg(unix)]
    pub(crate) fn stop(&self) {
        self.signal(rustix::process::Signal::STOP);
    }

    /// Continues it with SIGCONT.
    #[cfg(unix)]
    pub(crate) fn go_on(&self) {
        self.signal(rustix::process::Signal::CONT);
    }

    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) {
        let id = self.process.id().and_then(|id| i32::try_from(id).ok());
        let id = id.and_then(rustix::process::Pid::from_raw);
        rustix::process::kill_process(id.expect("the child lives"), signal).expect("a signal");
    }

    /// Kills it with SIGKILL, and waits until it has ended.
    pub(crate) async fn kill(mut self) {
        self.process.kill().await.expect("the child can be killed");
    }

    /// Waits until it has ended. Returns whether the fuse killed it.
    pub(crate) async fn was_killed(mut self) -> bool {
        drop(self.orders);
        let status = self.process.wait().await.expect("the child ends");
        fuse::killed(status)
    }
}
