//! The life that is searched afterwards: a server, a client, two logins, and all that can be done
//! with a token.

mod acts;

use std::{fs, path::PathBuf};

use tempfile::TempDir;
use tokenry_stage::{
    Call, Desktop, OidcOptions, OidcServer, WebClient, Window,
    leaks::{Needle, ProcessWatch},
};
use url::Url;

use super::{
    command_line::{CommandLine, Ran},
    needles::Needles,
};

const CLIENT: &str = "tokenry-leaks";
/// With all that has to be escaped somewhere: a quote, a slash, a space, a plus, a percent sign.
const SECRET: &str = "cs-\"7f3K/ 9w+Qx%ZpL2mVt8-client";
const PASSPHRASE: &str = "correct horse \"battery\" staple/99%";
const PASTED: [&str; 2] = ["pat_N4vK8sTq2LmW6xRz0bYc", "pat_H7dG1jPf5UeB9oXi3aCn"];

pub(super) struct Life {
    server: OidcServer,
    pub(super) desktop: Desktop,
    pub(super) watch: ProcessWatch,
    cli: CommandLine,
    place: TempDir,
    /// The addresses that logins began with.
    addresses: Vec<Url>,
}

impl Life {
    pub(super) async fn begin() -> Self {
        let client = WebClient::new(CLIENT, SECRET).into_json();
        let options = OidcOptions {
            clients: vec![client],
            ..OidcOptions::default()
        };
        let server = OidcServer::start(options)
            .await
            .expect("oidc-provider starts");
        let desktop = Desktop::start().await.expect("a desktop");
        let place = tempfile::tempdir().expect("a scratch folder");
        for folder in ["printed", "own"] {
            fs::create_dir(place.path().join(folder)).expect("a folder");
        }
        Self {
            watch: desktop.watch_processes(),
            cli: CommandLine::new(place.path().join("data"), place.path().join("printed")),
            server,
            desktop,
            place,
            addresses: Vec::new(),
        }
    }

    /// Tokenry's data.
    pub(super) fn data(&self) -> PathBuf {
        self.place.path().join("data")
    }

    /// What both programs wrote on standard output, standard error and in their logs.
    pub(super) fn printed(&self) -> PathBuf {
        self.place.path().join("printed")
    }

    /// All that was logged into files whose names end like this.
    pub(super) fn logged(&self, end: &str) -> String {
        let entries = fs::read_dir(self.printed()).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths
            .filter(|path| path.to_string_lossy().ends_with(end))
            .map(|path| fs::read_to_string(path).expect("text"))
            .collect()
    }

    /// Every secret that occurred. The server's own record says that it did.
    pub(super) async fn secrets(&self) -> Vec<Needle> {
        let ledger = self.server.ledger().await.expect("the ledger");
        let mut needles = Needles::of(&ledger);
        for (kind, least) in [
            ("authorization code", 2),
            ("PKCE verifier", 2),
            ("access token", 6),
            ("refresh token", 6),
            ("ID token", 2),
        ] {
            let count = needles.count(kind);
            assert!(count >= least, "{count} times {kind}, not {least}");
        }
        let known = ledger
            .token_calls
            .iter()
            .any(|call| call.status == Some(200));
        assert!(known, "the client's secret was right");
        needles.add("client secret", SECRET);
        needles.add("passphrase", PASSPHRASE);
        for pasted in PASTED {
            let header = format!("Bearer {pasted}");
            let sent = |call: &Call| call.header("authorization") == Some(&header);
            assert!(ledger.api_calls.iter().any(sent), "it was really sent");
            needles.add("pasted token", pasted);
        }
        needles.all
    }

    /// A parameter of the addresses that the logins began with: `state` or `nonce`.
    pub(super) fn of_logins(&self, name: &str) -> Vec<Needle> {
        let of_login = |(number, address): (usize, &Url)| {
            let text = address.query_pairs().find(|(key, _)| key == name);
            let (_, text) = text.unwrap_or_else(|| panic!("a login has a {name}"));
            Needle::new(format!("{name} {}", number + 1), text).expect("long enough")
        };
        assert_eq!(self.addresses.len(), 2, "two logins");
        self.addresses.iter().enumerate().map(of_login).collect()
    }

    /// Everything that the page itself may keep, as one text.
    pub(super) async fn storage(&self, window: &Window) -> String {
        let script = "const done = arguments[0];
            const gather = async () => {
                const kept = { local: { ...localStorage }, session: { ...sessionStorage } };
                kept.cookies = document.cookie;
                kept.state = history.state;
                kept.address = location.href;
                kept.databases = (await indexedDB.databases()).map((one) => one.name);
                kept.caches = await caches.keys();
                return JSON.stringify(kept);
            };
            gather().then(done, (error) => done(`failed: ${error}`));";
        let kept = window
            .execute_async(script, Vec::new())
            .await
            .expect("it runs");
        let kept = kept.as_str().expect("text").to_owned();
        assert!(
            kept.contains("\"local\":{") && kept.contains("\"databases\":[]"),
            "{kept}"
        );
        kept
    }

    async fn run(&self, args: &[&str]) -> Ran {
        self.cli.run(&self.desktop, args, "").await
    }

    async fn done(&self, args: &[&str]) -> String {
        self.cli.done(&self.desktop, args).await
    }

    async fn fed(&self, args: &[&str], input: &str) {
        let ran = self
            .cli
            .run(&self.desktop, args, &format!("{input}\n"))
            .await;
        assert!(ran.status.success(), "{args:?}: {}", ran.err);
    }

    async fn reveal(&self, args: &[&str]) -> String {
        self.cli.reveal(&self.desktop, args).await
    }
}
