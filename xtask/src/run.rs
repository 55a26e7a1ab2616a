//! `demo`, `start` and `dev`: Tokenry, run from the working copy.

use std::fs;
use std::net::{TcpStream, ToSocketAddrs};
use std::process::Child as Process;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::child::Child;
use crate::failure::{Failure, at};
use crate::packages;
use crate::setup::{self, Install, Scope};
use crate::tree::{Profile, Tree};

/// The way from nothing to the first answer, by a person or, without a display, by itself.
pub(crate) fn demo(tree: &Tree, install: Install, headless: bool) -> Result<(), Failure> {
    setup::only_on_linux("demo")?;
    let headless = headless || !setup::has_display();
    let scope = if headless {
        Scope::Stage
    } else {
        Scope::Provider
    };
    setup::prepare(tree, scope, install)?;
    build(tree)?;
    let demo = Child::new(tree.binary(Profile::Dev, "demo")).within(&tree.root);
    with_programs(demo, tree, Profile::Dev)
        .args(headless.then_some("--headless"))
        .run()
}

/// Runs the window with the person's own data.
pub(crate) fn start(tree: &Tree, install: Install, args: &[String]) -> Result<(), Failure> {
    setup::prepare(tree, Scope::Build, install)?;
    build(tree)?;
    Child::new(tree.binary(Profile::Dev, "tokenry-desktop"))
        .args(args)
        .run()
}

/// Runs the window with pages from the Vite development server.
pub(crate) fn dev(tree: &Tree, install: Install, args: &[String]) -> Result<(), Failure> {
    setup::prepare(tree, Scope::Build, install)?;
    tree.cargo(&["build", "--no-default-features"])
        .args(packages::HERE.window)
        .run()?;
    // Not through npm: ending npm does not end its child.
    let vite = Child::new("node").arg("node_modules/vite/bin/vite.js");
    let mut server = Server(vite.within(&tree.ui()).spawn()?);
    server.answers(&dev_address(tree)?)?;
    Child::new(tree.binary(Profile::Dev, "tokenry-desktop"))
        .args(args)
        .run()
}

/// Builds every program of the working copy in development mode.
fn build(tree: &Tree) -> Result<(), Failure> {
    tree.cargo(&["build"]).args(packages::HERE.programs).run()
}

/// Passes the location of the built programs to a child.
pub(crate) fn with_programs(child: Child, tree: &Tree, profile: Profile) -> Child {
    child
        .env("TOKENRY_DESKTOP", tree.binary(profile, "tokenry-desktop"))
        .env("TOKENRY_CLI", tree.binary(profile, "tokenry"))
        .env("TOKENRY_FLOOR", tree.binary(profile, "tokenry-floor"))
}

/// The development server, which is stopped on drop.
struct Server(Process);

impl Server {
    /// Waits until the server accepts connections, has ended, or takes too long.
    fn answers(&mut self, address: &str) -> Result<(), Failure> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_mins(1) {
            let addresses = address.to_socket_addrs().into_iter().flatten();
            if addresses
                .into_iter()
                .any(|address| TcpStream::connect(address).is_ok())
            {
                return Ok(());
            }
            if !matches!(self.0.try_wait(), Ok(None)) {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(Failure::NoDevServer(address.to_owned()))
    }
}

impl Drop for Server {
    /// It may already have ended, for example by the same Ctrl-C.
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Host and port of `devUrl`, which Vite and the window share.
fn dev_address(tree: &Tree) -> Result<String, Failure> {
    let path = tree.root.join("tauri.conf.json");
    let text = fs::read_to_string(&path).map_err(at(&path))?;
    let settings: Value = serde_json::from_str(&text).unwrap_or_default();
    let url = settings["build"]["devUrl"].as_str().unwrap_or_default();
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    Ok(address.to_owned())
}
