//! A process of its own over the same data: this test program, started again.
//!
//! It takes orders as lines on its standard input and answers each with a line that begins
//! with `@`, so that what the test harness prints is not taken for an answer. It can be told
//! to kill itself at the n-th reading of its clock or of its randomness, which are the places
//! where the core asks for something from outside.
//!
//! Here is the test's end; [`obey`] is the child's, and [`fuse`] is what it dies of.

mod fuse;
mod obey;

use std::{env, ffi::OsString, process::Stdio};

use tokenry_model::{id::Id, token::Token};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{ChildStdin, ChildStdout, Command},
};

use crate::desk::Place;

const DATA: &str = "TOKENRY_TEST_DATA";
const KEYRING: &str = "TOKENRY_TEST_KEYRING";
const ARGUMENTS: [&str; 4] = ["--exact", "child::obey::obey", "--ignored", "--nocapture"];

/// The test's end of a child process. Dropped, it is killed.
pub(crate) struct Child {
    process: tokio::process::Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

/// What a child answered to an order for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Got {
    Token(String),
    Failed(String),
    /// The process ended instead.
    Died,
}

impl Child {
    pub(crate) fn start(place: &Place) -> Self {
        Self::within(place, &[])
    }

    /// Started by another program, which gets this one and its arguments after its own.
    pub(crate) fn within(place: &Place, starter: &[&str]) -> Self {
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

    /// `None`: the process ended instead of answering.
    pub(crate) async fn ask(&mut self, order: &str) -> Option<String> {
        self.order(order).await;
        self.answer().await
    }

    pub(crate) async fn order(&mut self, order: &str) {
        let order = format!("{order}\n");
        // To a process that has died in the meantime, which the answer will tell.
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

    /// Asks for a fresh token at a time.
    pub(crate) async fn fresh(&mut self, token: Id<Token>, now: i64) -> Got {
        match self.ask(&format!("fresh {token} {now} 1")).await {
            None => Got::Died,
            Some(answer) => match answer.split_once(' ') {
                Some(("token", access)) => Got::Token(access.to_owned()),
                _ => Got::Failed(answer),
            },
        }
    }

    /// SIGSTOP: it does nothing more, until it is told to go on.
    #[cfg(unix)]
    pub(crate) fn stop(&self) {
        self.signal(rustix::process::Signal::STOP);
    }

    /// SIGCONT.
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

    /// SIGKILL, and waits until it is gone.
    pub(crate) async fn kill(mut self) {
        self.process.kill().await.expect("the child can be killed");
    }

    /// Waits until it has ended; whether it died of its fuse.
    pub(crate) async fn was_killed(mut self) -> bool {
        drop(self.orders);
        let status = self.process.wait().await.expect("the child ends");
        fuse::killed(status)
    }
}
