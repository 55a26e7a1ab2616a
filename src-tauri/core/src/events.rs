//! Change events. The window listens to them, the command line does not.

use tokio::sync::broadcast;

use tokenry_model::login::LoginStatus;

/// A change of something that a window may show.
#[derive(Debug, Clone)]
pub enum Event {
    ServersChanged,
    TokensChanged,
    RequestsChanged,
    /// A draft was created or discarded. Edits of a draft are not announced.
    DraftsChanged,
    HistoryChanged,
    SettingsChanged,
    VaultChanged,
    /// `true`: the keyring has not responded yet, and may be prompting the person. `false`: the wait is
    /// over, whatever the outcome.
    KeyringWaits(bool),
    LoginChanged(Box<LoginStatus>),
}

/// The sender of events. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Events(broadcast::Sender<Event>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(256).0)
    }
}

impl Events {
    /// Sends an event to all listeners.
    pub fn tell(&self, event: Event) {
        // The only possible error is that there are no listeners.
        let _ = self.0.send(event);
    }

    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
