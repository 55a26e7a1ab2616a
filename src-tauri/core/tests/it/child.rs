//! A process of its own over the same data: this test program, started again.
//!
//! It takes orders as lines on its standard input and answers each with a line that begins
//! with `@`, so that what the test harness prints is not taken for an answer. It can be told
//! to kill itself at the n-th reading of its clock or of its randomness, which are the places
//! where the core asks for something from outside.

use std::{
    env,
    io::Write as _,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use tokenry_core::{
    clock::{Clock, Nature, Random, SystemRandom, Timestamp},
    error::ErrorKind,
    id::Id,
    keeping::Need,
    token::Token,
    workbench::Workbench,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{ChildStdin, ChildStdout, Command},
};

use crate::desk::{Place, TestClock, options};

const DATA: &str = "TOKENRY_TEST_DATA";
const KEYRING: &str = "TOKENRY_TEST_KEYRING";

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
        let program = env::current_exe().expect("the path of this program");
        let mut command = Command::new(program);
        command
            .args(["--exact", "child::obey", "--ignored", "--nocapture"])
            .env(DATA, place.data())
            .env(KEYRING, place.keyring());
        Self::from(command)
    }

    /// The command is this test program, however it is started.
    pub(crate) fn from(mut command: Command) -> Self {
        let mut process = command
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

    /// SIGKILL, and waits until it is gone.
    pub(crate) async fn kill(mut self) {
        self.process.kill().await.expect("the child can be killed");
    }

    /// Waits until it has ended; whether a signal ended it.
    #[cfg(unix)]
    pub(crate) async fn was_killed(mut self) -> bool {
        use std::os::unix::process::ExitStatusExt as _;
        drop(self.orders);
        let status = self.process.wait().await.expect("the child ends");
        status.signal() == Some(9)
    }
}

/// The child's own side.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child process of other tests"]
async fn obey() {
    let path = |name| {
        env::var_os(name)
            .expect("a child is started by a test")
            .into()
    };
    let (data, keyring): (std::path::PathBuf, std::path::PathBuf) = (path(DATA), path(KEYRING));
    let clock = TestClock::default();
    let fuse = Arc::new(Fuse::default());
    let nature = Nature {
        clock: Arc::new(Mortal(clock.clone(), fuse.clone())),
        random: Arc::new(Mortal(SystemRandom, fuse.clone())),
    };
    let mut workbench = None;
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while let Some(order) = orders.next_line().await.expect("orders can be read") {
        let words: Vec<&str> = order.split(' ').collect();
        let answer = match *words {
            ["open"] => match Workbench::open(options(&data, &keyring, nature.clone())).await {
                Ok(opened) => {
                    workbench = Some(opened);
                    "open".to_owned()
                }
                Err(error) => format!("failed {error}"),
            },
            ["die-at", count] => {
                fuse.0.store(number(count), Ordering::SeqCst);
                "armed".to_owned()
            }
            ["first-server"] => first_server(workbench.as_ref().expect("opened")).await,
            ["fresh", token, now, tasks] => {
                clock.set(number(now));
                let workbench = workbench.as_ref().expect("opened");
                let token = token.parse().expect("an id");
                fresh(workbench, token, number(tasks)).await
            }
            ["renew", token, now] => {
                clock.set(number(now));
                let workbench = workbench.as_ref().expect("opened");
                let token = token.parse().expect("an id");
                match workbench.refresh_token(token).await {
                    Ok(fresh) => format!("token {}", fresh.access.expose()),
                    Err(error) => format!("failed {error} {}", error.hint()),
                }
            }
            _ => panic!("an order that nobody understands: {order}"),
        };
        writeln!(std::io::stdout(), "@{answer}").expect("the answer can be written");
    }
}

/// Many tasks at once, which must get the same.
async fn fresh(workbench: &Workbench, token: Id<Token>, tasks: i64) -> String {
    let asking: Vec<_> = (0..tasks)
        .map(|_| {
            let workbench = workbench.clone();
            tokio::spawn(async move { workbench.fresh(token, Need::Margin).await })
        })
        .collect();
    let mut answers = Vec::new();
    for asked in asking {
        answers.push(match asked.await.expect("no task panics") {
            Ok(fresh) => format!("token {}", fresh.access.expose()),
            Err(error) if error.kind() == ErrorKind::LoginNeeded => {
                format!("login {error} {}", error.hint())
            }
            Err(error) => format!("failed {error} {}", error.hint()),
        });
    }
    answers.dedup();
    answers.join(" and ")
}

async fn first_server(workbench: &Workbench) -> String {
    let name = format!("Server of {}", std::process::id());
    let base = "https://photos.example".parse().expect("an address");
    let profile = tokenry_core::server::ServerProfile::at(name, base);
    match workbench.add_server(profile).await {
        Ok(server) => format!("server {}", server.id),
        Err(error) => format!("failed {error} {}", error.hint()),
    }
}

fn number(word: &str) -> i64 {
    word.parse().expect("a number")
}

/// Burns down by one at each use, and kills the process when it reaches zero. Below that it
/// does not burn.
#[derive(Debug, Default)]
struct Fuse(AtomicI64);

impl Fuse {
    fn burn(&self) {
        let lit = |left| (left > 0).then(|| left - 1);
        if self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, lit) == Ok(1) {
            die();
        }
    }
}

/// SIGKILL: no destructor runs, nothing is flushed.
#[cfg(unix)]
fn die() -> ! {
    let own = rustix::process::getpid();
    rustix::process::kill_process(own, rustix::process::Signal::KILL).expect("a signal to oneself");
    unreachable!("dead")
}

#[cfg(not(unix))]
fn die() -> ! {
    std::process::abort()
}

/// A clock or a randomness that burns the fuse.
#[derive(Debug)]
struct Mortal<T>(T, Arc<Fuse>);

impl<T: Clock> Clock for Mortal<T> {
    fn now(&self) -> Timestamp {
        self.1.burn();
        self.0.now()
    }
}

impl<T: Random> Random for Mortal<T> {
    fn fill(&self, bytes: &mut [u8]) {
        self.1.burn();
        self.0.fill(bytes);
    }
}
