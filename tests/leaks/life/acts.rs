//! What is done in that life, in the window and on the command line, one after the other.

use std::fs;

use tokenry_stage::{Browser, Fault, PATIENCE, Window, WindowOptions};
use url::Url;

use super::{CLIENT, Life, PASSPHRASE, PASTED, SECRET};

impl Life {
    pub(in crate::leaks) async fn register(&self) {
        self.done(&["server", "add", self.server.issuer(), "--name", "life"])
            .await;
        let client = [
            "client",
            "add",
            "life",
            "--id",
            CLIENT,
            "--name",
            "app",
            "--scope",
            "openid profile notes:read",
            "--secret-stdin",
        ];
        self.fed(&client, SECRET).await;
        self.fed(&["vault", "passphrase", "--stdin"], PASSPHRASE)
            .await;
        self.done(&["client", "show", "app", "--json"]).await;
    }

    pub(in crate::leaks) async fn open(&self) -> Window {
        let mut options = WindowOptions {
            data_dir: Some(self.data()),
            log: Some(self.printed().join("window.log")),
            ..WindowOptions::new(env!("CARGO_BIN_EXE_tokenry-desktop"))
        };
        options.env.insert("TOKENRY_LOG".into(), "trace".into());
        Window::open(&self.desktop, options)
            .await
            .expect("the window opens")
    }

    pub(in crate::leaks) async fn log_in_by_loopback(&mut self, window: &Window) {
        let browser = Browser::start(None).await.expect("chromium starts");
        click(window, &["nav-tokens"]).await;
        window
            .fill("login-token-name", "alice")
            .await
            .expect("a name");
        click(window, &["login"]).await;
        let address = self.desktop.browser().opened().await.expect("an address");
        browser.goto(&address).await.expect("the login page");
        browser.login_oidc("alice").await.expect("alice logs in");
        window
            .wait_text("token-state", "alid")
            .await
            .expect("a token");
        self.addresses.push(address);
    }

    pub(in crate::leaks) async fn log_in_by_paste(&mut self) {
        let login = ["login", "app", "--as", "bob", "--no-browser", "--paste"];
        let (server, addresses, watch) = (&self.server, &mut self.addresses, &self.watch);
        let walk = async |address: &str| {
            // The program waits for us meanwhile, so it is certainly seen.
            watch.seen();
            let address: Url = address.parse().expect("an address");
            let landed = server
                .login_by_http(&address, "bob")
                .await
                .expect("bob logs in");
            addresses.push(address);
            landed.to_string()
        };
        self.cli.log_in(&self.desktop, &login, walk).await;
    }

    /// In the window and on the command line; and because the server does not take it any more.
    pub(in crate::leaks) async fn renew(&self, window: &Window) {
        self.done(&["token", "refresh", "bob"]).await;
        self.done(&["token", "refresh", "bob", "--json"]).await;
        click(window, &["nav-tokens", "token-row", "token-refresh"]).await;
        click(window, &["tab-history"]).await;
        window.wait_for("event-refreshed").await.expect("renewed");
        self.server.revoke_access_tokens().await.expect("revoked");
        let me = self.server.api("/me");
        let said = self
            .done(&["send", me.as_str(), "--token", "bob", "-i", "-v"])
            .await;
        assert!(said.contains("bob"), "renewed and sent again: {said}");
    }

    /// The server echoes what it was sent, as text, in JSON and in HTML.
    pub(in crate::leaks) async fn be_refused(&self) {
        let refresh = self
            .reveal(&["token", "get", "bob", "--part", "refresh"])
            .await;
        let json = serde_json::json!({
            "error": "invalid_request",
            "error_description": format!("{SECRET} does not go with {refresh}"),
        });
        let html = format!("<h1>{SECRET}</h1><p>{}</p>", refresh.trim());
        for (kind, body) in [("application/json", json.to_string()), ("text/html", html)] {
            let fault = Fault::reply(400, kind, body);
            self.server
                .next_token_calls(1, fault)
                .await
                .expect("ordered");
            let ran = self.run(&["token", "refresh", "bob"]).await;
            assert!(!ran.status.success(), "{}", ran.out);
        }
    }

    pub(in crate::leaks) async fn paste_tokens(&self, window: &Window) {
        self.fed(
            &["token", "add", "life", "--as", "pat", "--stdin"],
            PASTED[0],
        )
        .await;
        click(window, &["nav-tokens", "token-new", "tab-paste"]).await;
        window.fill("paste-text", PASTED[1]).await.expect("a token");
        window
            .fill("paste-name", "other pat")
            .await
            .expect("a name");
        click(window, &["paste-save"]).await;
        window.wait_for("token-state").await.expect("stored");
    }

    /// Answers that hold the token itself.
    pub(in crate::leaks) async fn send(&self, window: &Window) {
        let saved = self.place.path().join("own/answer.json");
        let saved = saved.to_str().expect("text");
        let echo = self.server.api("/echo");
        for token in ["bob", "pat", "other pat"] {
            let send = ["send", echo.as_str(), "--token", token, "-v", "-o", saved];
            self.done(&send).await;
            let answer = fs::read_to_string(saved).expect("the answer");
            let token = self.reveal(&["token", "get", token]).await;
            assert!(answer.contains(token.trim()), "the answer echoes the token");
        }
        click(window, &["nav-requests"]).await;
        window
            .fill("request-url", echo.as_str())
            .await
            .expect("an address");
        click(window, &["use-token"]).await;
        self.send_in_window(window, &echo).await;
        self.send_in_window(window, &self.server.api("/me")).await;
    }

    pub(in crate::leaks) async fn send_in_the_query(&self, window: &Window) {
        self.done(&[
            "server",
            "edit",
            "life",
            "token-placement=query:access_token",
        ])
        .await;
        let me = self.server.api("/me");
        self.done(&["send", me.as_str(), "--token", "bob", "-v", "--json"])
            .await;
        self.send_in_window(window, &self.server.api("/echo")).await;
        let mut away = self.server.api("/redirect");
        away.query_pairs_mut().append_pair("to", me.as_str());
        self.done(&["send", away.as_str(), "--token", "bob", "-v", "-i"])
            .await;
        let calls = self.server.api_calls().await.expect("the ledger");
        let in_query = calls
            .iter()
            .filter(|call| call.query.contains("access_token="));
        assert!(in_query.count() >= 3, "the token was in the query");
        self.done(&["server", "edit", "life", "token-placement=header"])
            .await;
    }

    /// Everything that can be looked at: the history, transcripts, lists, and the token itself.
    pub(in crate::leaks) async fn look(&self, window: &Window) {
        click(window, &["request-curl", "nav-history", "history-row"]).await;
        window
            .wait_text("response-status", "200")
            .await
            .expect("an exchange");
        click(
            window,
            &["tab-headers", "tab-transcript", "nav-tokens", "token-row"],
        )
        .await;
        click(window, &["token-copy", "token-reveal"]).await;
        let shown = window
            .text("revealed")
            .await
            .expect("the token in plain text");
        assert!(
            self.secrets()
                .await
                .iter()
                .any(|needle| needle.text() == shown),
            "it is none that occurred: {shown}"
        );
        window.press("\u{e00c}").await.expect("Escape");
        window
            .wait_gone("revealed")
            .await
            .expect("it is hidden again");
        for args in [
            &["token", "list"][..],
            &["token", "list", "--json"],
            &["token", "show", "bob", "--all"],
            &["token", "show", "alice", "--all", "--json"],
            &["server", "show", "life", "--json"],
            &["client", "list", "--json"],
            &["vault", "status", "--json"],
        ] {
            self.done(args).await;
        }
        self.run(&["doctor", "--json"]).await;
    }

    /// Both programs lock; one opens the vault by its passphrase, the other by the keyring.
    pub(in crate::leaks) async fn lock_and_unlock(&self, window: &Window) {
        click(window, &["nav-settings", "vault-lock"]).await;
        window.wait_for("vault-screen").await.expect("it asks");
        let ran = self.run(&["token", "get", "bob"]).await;
        assert_eq!(ran.status.code(), Some(3), "locked for both: {}", ran.out);
        window
            .fill("vault-passphrase", PASSPHRASE)
            .await
            .expect("a passphrase");
        click(window, &["unlock"]).await;
        window.wait_gone("vault-screen").await.expect("it is open");
        self.done(&["vault", "lock"]).await;
        self.done(&["vault", "unlock"]).await;
        self.reveal(&["token", "get", "bob"]).await;
    }

    pub(in crate::leaks) async fn forget(&self, window: &Window) {
        click(
            window,
            &["nav-tokens", "token-row", "token-forget", "forget-confirm"],
        )
        .await;
        window.wait_gone("forget-dialog").await.expect("forgotten");
        self.done(&["token", "forget", "pat", "--yes"]).await;
    }

    /// Sends what stands in the workbench to an address, and waits for the answer.
    async fn send_in_window(&self, window: &Window, url: &Url) {
        let before = self.server.api_calls().await.expect("the ledger").len();
        window
            .fill("request-url", url.as_str())
            .await
            .expect("an address");
        click(window, &["request-send"]).await;
        window
            .until("a call", PATIENCE, async |_| {
                let calls = self.server.api_calls().await.unwrap_or_default();
                Ok((calls.len() > before).then_some(()))
            })
            .await
            .expect("it is sent");
        // In the place of Cancel, as soon as there is an answer.
        window.wait_for("request-send").await.expect("an answer");
        window
            .wait_text("response-status", "200")
            .await
            .expect("an answer");
    }
}

async fn click(window: &Window, testids: &[&str]) {
    for testid in testids {
        window
            .click(testid)
            .await
            .unwrap_or_else(|error| panic!("{testid}: {error}"));
    }
}
