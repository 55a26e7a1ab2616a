//! Checks of the machine: its clock, the handler of `app.tokenry:` URLs, and the browser.

use std::{
    env,
    path::{Path, PathBuf},
};

use tokenry_api::doctor::FindingView;
use tokenry_model::clock::{SignedDuration, Timestamp};

use crate::{session::Session, when};

/// No clock that is right can show an earlier time than that of this version's making.
const NOT_BEFORE: i64 = 1_767_225_600; // 2026-01-01
/// Clocks of two machines differ by a little.
const SLACK: SignedDuration = SignedDuration::from_mins(2);

/// Expiry is reckoned by this machine's clock, so a wrong one makes tokens end too early or
/// too late.
pub(super) async fn clock(session: &Session) -> FindingView {
    const NAME: &str = "clock";
    let now = session.now();
    let hint = "Set it, or let the system set it from the network. Tokens seem to end too early \
         or too late otherwise.";
    if Timestamp::from_second(NOT_BEFORE).is_ok_and(|earliest| now < earliest) {
        let found = format!("{} cannot be right", when::exactly(now));
        return FindingView::problem(NAME, found, hint);
    }
    match newest_token(session).await {
        Some(newest) if newest > now + SLACK => FindingView::problem(
            NAME,
            format!(
                "{}, and a token was obtained later than that",
                when::exactly(now)
            ),
            hint,
        ),
        _ => FindingView::ok(NAME, when::exactly(now)),
    }
}

async fn newest_token(session: &Session) -> Option<Timestamp> {
    if !session.has_database() {
        return None;
    }
    let tokens = session.workbench().await.ok()?.tokens().await.ok()?;
    tokens.iter().map(|summary| summary.token.obtained_at).max()
}

/// Who is called with `app.tokenry:/callback`. The command line needs nobody: it takes what is
/// pasted.
pub(super) fn deep_link() -> FindingView {
    const NAME: &str = "app.tokenry: links";
    const HINT: &str = "Start the window once: it registers itself. Until then paste the URL \
         that you land on.";
    if cfg!(target_os = "linux") {
        return match handler() {
            Some(desktop) => FindingView::ok(NAME, format!("opened by {desktop}")),
            None => FindingView::note(NAME, "opened by no program", HINT),
        };
    }
    FindingView::note(
        NAME,
        "not looked at: this system cannot be asked",
        "They open the window where it was installed. Elsewhere paste the callback URL.",
    )
}

/// The desktop file that the association lists name (freedesktop.org, "Association between
/// MIME types and applications").
fn handler() -> Option<String> {
    let lists = ["mimeapps.list", "applications/mimeapps.list"];
    let folders = config_folders().into_iter().chain(data_folders());
    for folder in folders {
        for list in lists {
            let Ok(text) = std::fs::read_to_string(folder.join(list)) else {
                continue;
            };
            let named = text
                .lines()
                .find_map(|line| line.strip_prefix("x-scheme-handler/app.tokenry="));
            if let Some(first) =
                named.and_then(|named| named.split(';').find(|name| !name.is_empty()))
            {
                return Some(first.to_owned());
            }
        }
    }
    None
}

fn config_folders() -> Vec<PathBuf> {
    folders("XDG_CONFIG_HOME", ".config", "XDG_CONFIG_DIRS", "/etc/xdg")
}

fn data_folders() -> Vec<PathBuf> {
    folders(
        "XDG_DATA_HOME",
        ".local/share",
        "XDG_DATA_DIRS",
        "/usr/local/share:/usr/share",
    )
}

fn folders(own: &str, below_home: &str, shared: &str, else_shared: &str) -> Vec<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let own = set(own)
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(below_home)));
    let shared = set(shared).unwrap_or_else(|| else_shared.into());
    own.into_iter().chain(env::split_paths(&shared)).collect()
}

/// Returns `true` if something on this system opens web URLs.
pub(super) fn browser() -> FindingView {
    const NAME: &str = "browser";
    if !cfg!(target_os = "linux") {
        return FindingView::ok(NAME, "opened by the system");
    }
    if let Some(browser) = env::var_os("BROWSER").filter(|browser| !browser.is_empty()) {
        return FindingView::ok(
            NAME,
            format!("$BROWSER is {}", Path::new(&browser).display()),
        );
    }
    let openers = ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"];
    let path = env::var_os("PATH").unwrap_or_default();
    let found = openers
        .into_iter()
        .find(|opener| env::split_paths(&path).any(|folder| folder.join(opener).is_file()));
    let hint = "Log in with --no-browser and open the URL wherever you like, or install \
         xdg-utils.";
    match found {
        Some(_) if env::var_os("DISPLAY").is_none() && env::var_os("WAYLAND_DISPLAY").is_none() => {
            FindingView::note(NAME, "there is no display to open one on", hint)
        }
        Some(opener) => FindingView::ok(NAME, format!("opened by {opener}")),
        None => FindingView::note(NAME, "nothing here opens one", hint),
    }
}
