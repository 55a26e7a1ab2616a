//! The side of the child: one command per line, one response per line.

use std::{
    env, fs,
    io::{self, Write as _},
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokenry_core::{
    error::{Error, ErrorKind},
    refresh::Need,
    workbench::{Options, RegistrationOrder, Workbench},
};
use tokenry_model::{
    clock::{Ambient, SystemRandom},
    id::Id,
    login::{Login, LoginPhase},
    secret::Secret,
    server::ServerProfile,
    token::Token,
};
use tokenry_oauth::http::{Http, HttpSettings};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use super::{
    DATA, KEYRING,
    fuse::{Fuse, Mortal},
};
use crate::bench::{REDIRECT, TestClock, integrity, login_form, options};

/// The state of the child.
struct ObeyingChild {
    data: PathBuf,
    keyring: PathBuf,
    clock: TestClock,
    fuse: Arc<Fuse>,
    http: Http,
    opened: Option<Workbench>,
    login: Option<Id<Login>>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child process of other tests"]
async fn obey() {
    let path = |name| PathBuf::from(env::var_os(name).expect("a child is started by a test"));
    let mut child = ObeyingChild {
        data: path(DATA),
        keyring: path(KEYRING),
        clock: TestClock::default(),
        fuse: Arc::default(),
        http: Http::default(),
        opened: None,
        login: None,
    };
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while let Some(order) = orders.next_line().await.expect("orders can be read") {
        let words: Vec<&str> = order.split(' ').collect();
        let answer = match child.obey(&words).await {
            Ok(answer) => answer,
            Err(error) if error.kind() == ErrorKind::LoginNeeded => told("login", &error),
            Err(error) => told("failed", &error),
        };
        writeln!(io::stdout(), "@{answer}").expect("the answer can be written");
    }
}

impl ObeyingChild {
    async fn obey(&mut self, words: &[&str]) -> Result<String, Error> {
        match *words {
            ["open"] => {
                let ambient = Ambient {
                    clock: Arc::new(Mortal(self.clock.clone(), self.fuse.clone())),
                    random: Arc::new(Mortal(SystemRandom, self.fuse.clone())),
                };
                let options = Options {
                    http: self.http.clone(),
                    ..options(&self.data, &self.keyring, ambient)
                };
                self.opened = Some(Workbench::open(options).await?);
                Ok("open".into())
            }
            ["patience", millis] => {
                let patience = Duration::from_millis(number(millis).unsigned_abs());
                self.http = Http::with(HttpSettings {
                    total: patience,
                    total_when_spending: patience,
                    ..HttpSettings::default()
                });
                Ok("patient".into())
            }
            ["log-in", client] => {
                let client = client.parse().expect("an id");
                let login = self.workbench().start_login(login_form(client)).await?;
                self.login = Some(login.id);
                Ok(login.authorize_url.to_string())
            }
            ["land", address] => self.land(address).await,
            ["register", server] => {
                let order = RegistrationOrder {
                    server: server.parse().expect("an id"),
                    name: String::new(),
                    redirect_uris: vec![REDIRECT.into()],
                    scopes: Vec::new(),
                    auth: None,
                    grants: Vec::new(),
                    website: None,
                    initial_token: None,
                    key: None,
                };
                let client = self.workbench().register_client(order).await?;
                Ok(format!("client {}", client.profile.client_id))
            }
            ["die-at", count] => {
                self.fuse.0.store(number(count), Ordering::SeqCst);
                Ok("armed".into())
            }
            ["fresh", token, now, tasks] => {
                self.clock.set(number(now));
                fresh(self.workbench(), id(token), number(tasks)).await
            }
            ["renew", token, now] => {
                self.clock.set(number(now));
                let fresh = self.workbench().refresh_token(id(token)).await?;
                Ok(format!("token {}", fresh.access.expose()))
            }
            ["first-token", text] => self.first_token(text).await,
            ["type", words] => {
                let typed = crate::drafts::typed(words);
                self.workbench().keep_draft(None, None, typed).await?;
                Ok("kept".into())
            }
            ["fill", kibibytes] => Ok(self.fill(number(kibibytes))),
            ["empty"] => {
                fs::remove_file(self.data.join("filler")).expect("there is a filler");
                Ok("empty".into())
            }
            ["check"] => {
                integrity(&self.data.join("tokenry.db")).await;
                for token in self.workbench().tokens().await? {
                    self.workbench().token_detail(token.token.id).await?;
                }
                Ok("sound".into())
            }
            #[cfg(target_os = "linux")]
            ["peak"] => {
                let status = fs::read_to_string("/proc/self/status").expect("it can be read");
                let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let peak = peak.and_then(|line| line.split_whitespace().next());
                Ok(peak.expect("Linux tells the peak").to_owned())
            }
            _ => panic!("an order that nobody understands: {words:?}"),
        }
    }

    fn workbench(&self) -> &Workbench {
        self.opened.as_ref().expect("it was told to open")
    }

    /// Ends a login at this callback URL.
    async fn land(&self, address: &str) -> Result<String, Error> {
        let login = self.login.expect("a login was started");
        self.workbench()
            .paste_into_login(login, address.to_owned())
            .await?;
        let ended = self.workbench().login_ended(login).await?;
        let LoginPhase::Done { token, .. } = ended.phase else {
            return Ok(format!("failed {:?}", ended.phase));
        };
        let fresh = self.workbench().fresh(token, Need::Margin).await?;
        Ok(format!("token {}", fresh.access.expose()))
    }

    /// Adds a server and a token with the value `text`.
    async fn first_token(&self, text: &str) -> Result<String, Error> {
        let name = format!("of {}", std::process::id());
        let base = "https://photos.example".parse().expect("an address");
        let profile = ServerProfile::at(name.clone(), base);
        let server = self.workbench().add_server(profile).await?;
        let text = Secret::new(text);
        let pasted = self.workbench().paste_token(server.id, &name, &text, None);
        Ok(pasted.await?.id.to_string())
    }

    /// Fills the disk except for this much.
    fn fill(&self, kibibytes: i64) -> String {
        let path = self.data.join("filler");
        let mut filler = fs::File::create(path).expect("a filler");
        let full = loop {
            if let Err(error) = filler.write_all(&[7; 4096]) {
                break error;
            }
        };
        assert_eq!(full.kind(), io::ErrorKind::StorageFull, "{full}");
        let length = filler.metadata().expect("its length").len();
        let left = u64::try_from(kibibytes * 1024).expect("a size");
        filler.set_len(length - left).expect("it shrinks");
        "filled".into()
    }
}

/// Runs many concurrent tasks, which must all get the same.
async fn fresh(workbench: &Workbench, token: Id<Token>, tasks: i64) -> Result<String, Error> {
    let asking: Vec<_> = (0..tasks)
        .map(|_| {
            let workbench = workbench.clone();
            tokio::spawn(async move { workbench.fresh(token, Need::Margin).await })
        })
        .collect();
    let mut given = Vec::new();
    for asked in asking {
        let fresh = asked.await.expect("no task panics")?;
        given.push(fresh.access.expose().to_owned());
    }
    given.dedup();
    Ok(format!("token {}", given.join(" and ")))
}

/// The message and the hint in one line.
fn told(word: &str, error: &Error) -> String {
    format!("{word} {error} | {}", error.hint())
}

fn id(word: &str) -> Id<Token> {
    word.parse().expect("an id")
}

fn number(word: &str) -> i64 {
    word.parse().expect("a number")
}
