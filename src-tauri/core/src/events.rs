//! What changed, for whoever shows it: the window listens, the command line does not.

use tokio::sync::broadcast;

use tokenry_model::login::LoginStatus;

/// Something a person may be looking at has changed.
#[derive(Debug, Clone)]
pub enum Event {
    ServersChanged,
    TokensChanged,
    RequestsChanged,
    /// A draft was begun or dropped; not each key that is typed.
    DraftsChanged,
    HistoryChanged,
    SettingsChanged,
    VaultChanged,
    /// `true`: the keyring was asked and is silent, and may be asking the person in turn. `false`:
    /// that is over, for better or worse.
    KeyringWaits(bool),
    LoginChanged(Box<LoginStatus>),
}

/// The sending side; cheap to clone.
#[derive(Debug, Clone)]
pub struct Events(broadcast::Sender<Event>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(256).0)
    }
}

impl Events {
    /// Tells everyone who listens; with nobody listening nothing happens.
    pub fn tell(&self, event: Event) {
        // The only error is that nobody listens.
        let _ = self.0.send(event);
    }

    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
