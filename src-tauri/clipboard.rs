//! The clipboard: copying is done here, so that a secret never passes through the page.
//!
//! A copied secret is marked as one where the system knows such a mark (Windows clipboard
//! history, macOS concealed type, KDE's password hint), and removed after a while if it is
//! still there. One thread owns the clipboard: on X11 and Wayland whoever copied has to stay
//! around to answer those who paste.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::{Duration, Instant},
};

use arboard::Clipboard;
use thiserror::Error;
use tokenry_api::error::CommandError;
use tokenry_model::secret::Secret;

#[derive(Debug, Error)]
#[error("The clipboard could not be reached.")]
pub struct ClipboardError;

impl From<ClipboardError> for CommandError {
    fn from(error: ClipboardError) -> Self {
        Self::of_shell(
            &error,
            "Another program may be holding the clipboard. Try again.",
        )
    }
}

enum Copy {
    Plain(String),
    Secret {
        text: Secret,
        keep: Duration,
    },
    /// Removes a copied secret at once: the vault was locked, or the program ends.
    Clear(Sender<()>),
}

/// The sending side of the clipboard's thread, which starts at the first copy.
#[derive(Debug, Default)]
pub struct Copier(std::sync::OnceLock<Sender<Copy>>);

impl Copier {
    pub fn copy(&self, text: String) -> Result<(), ClipboardError> {
        self.thread()
            .send(Copy::Plain(text))
            .map_err(|_| ClipboardError)
    }

    /// Copies a secret and removes it after `keep`, if it is still what the clipboard holds.
    pub fn copy_secret(&self, text: Secret, keep: Duration) -> Result<(), ClipboardError> {
        self.thread()
            .send(Copy::Secret { text, keep })
            .map_err(|_| ClipboardError)
    }

    /// Removes a copied secret now; returns when it is gone.
    pub fn clear(&self) {
        let Some(thread) = self.0.get() else { return };
        let (done, wait) = channel();
        if thread.send(Copy::Clear(done)).is_ok() {
            // A clipboard that hangs must not keep the program from ending.
            let _ = wait.recv_timeout(Duration::from_secs(1));
        }
    }

    fn thread(&self) -> &Sender<Copy> {
        self.0.get_or_init(|| {
            let (send, receive) = channel();
            std::thread::Builder::new()
                .name("clipboard".into())
                .spawn(move || serve(&receive))
                .map_or_else(
                    |error| tracing::warn!(%error, "no thread for the clipboard"),
                    drop,
                );
            send
        })
    }
}

fn serve(copies: &Receiver<Copy>) {
    let mut clipboard = match Clipboard::new() {
        Ok(clipboard) => clipboard,
        Err(error) => return tracing::warn!(%error, "no clipboard"),
    };
    let mut pending: Option<(Secret, Instant)> = None;
    loop {
        let copy = match &pending {
            Some((_, until)) => {
                copies.recv_timeout(until.saturating_duration_since(Instant::now()))
            }
            None => copies.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match copy {
            Ok(Copy::Plain(text)) => {
                pending = None;
                put(&mut clipboard, text, false);
            }
            Ok(Copy::Secret { text, keep }) => {
                put(&mut clipboard, text.expose().to_owned(), true);
                pending = Some((text, Instant::now() + keep));
            }
            Ok(Copy::Clear(done)) => {
                remove(&mut clipboard, pending.take());
                let _ = done.send(());
            }
            Err(RecvTimeoutError::Timeout) => remove(&mut clipboard, pending.take()),
            Err(RecvTimeoutError::Disconnected) => {
                return remove(&mut clipboard, pending.take());
            }
        }
    }
}

fn put(clipboard: &mut Clipboard, text: String, secret: bool) {
    let set = clipboard.set();
    let set = if secret { marked(set) } else { set };
    if let Err(error) = set.text(text) {
        tracing::warn!(%error, "copying failed");
    }
}

/// Only what we put there: what somebody else copied since stays.
fn remove(clipboard: &mut Clipboard, pending: Option<(Secret, Instant)>) {
    let Some((secret, _)) = pending else { return };
    if clipboard.get_text().is_ok_and(|text| secret.same_as(&text))
        && let Err(error) = clipboard.clear()
    {
        tracing::warn!(%error, "the clipboard could not be cleared");
    }
}

#[cfg(target_os = "linux")]
fn marked(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}
#[cfg(target_os = "macos")]
fn marked(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}
#[cfg(windows)]
fn marked(set: arboard::Set<'_>) -> arboard::Set<'_> {
    let set = arboard::SetExtWindows::exclude_from_monitoring(set);
    let set = arboard::SetExtWindows::exclude_from_cloud(set);
    arboard::SetExtWindows::exclude_from_history(set)
}
