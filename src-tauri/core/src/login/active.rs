//! The logins of this process: those under way, and those that ended since it started.

use std::sync::Arc;

use parking_lot::Mutex;

use tokio::sync::mpsc;

use super::heard::Ignored;
use crate::events::{Event, Events};
use tokenry_model::{
    clock::Timestamp,
    id::Id,
    login::{Login, LoginHeard, LoginPhase, LoginStatus},
    transcript::StepKind,
};

/// Ended logins are kept to be looked at, but not without end.
const KEPT: usize = 20;

/// What reaches a login from outside while it waits.
#[derive(Debug)]
pub(crate) enum Message {
    /// A deep link, or what a person pasted.
    Callback {
        text: String,
        pasted: bool,
        /// Told whether it was this login's answer, or else why not. Dropped by a login that takes
        /// none any more.
        taken: tokio::sync::oneshot::Sender<Result<(), String>>,
    },
    Cancel,
}

#[derive(Default)]
pub struct Logins(Mutex<Vec<Arc<Running>>>);

/// What a person is told while a login waits.
pub(crate) struct Warning {
    warning: String,
    heard: Option<LoginHeard>,
}

impl From<String> for Warning {
    fn from(warning: String) -> Self {
        Self {
            warning,
            heard: None,
        }
    }
}

impl From<&Ignored> for Warning {
    fn from(ignored: &Ignored) -> Self {
        Self {
            warning: ignored.reason.clone(),
            heard: ignored.heard.clone(),
        }
    }
}

/// One login. Its driver changes the status; everyone else reads it.
pub(crate) struct Running {
    status: Mutex<LoginStatus>,
    events: Events,
    messages: mpsc::Sender<Message>,
}

impl Logins {
    /// Enters a new login and gives the end at which its driver hears messages.
    pub(crate) fn enter(
        &self,
        status: LoginStatus,
        events: Events,
    ) -> (Arc<Running>, mpsc::Receiver<Message>) {
        let (messages, hear) = mpsc::channel(64);
        let running = Arc::new(Running {
            status: Mutex::new(status),
            events,
            messages,
        });
        let mut logins = self.0.lock();
        logins.push(running.clone());
        if logins.len() > KEPT
            && let Some(oldest) = logins
                .iter()
                .position(|login| login.status().phase.is_over())
        {
            logins.remove(oldest);
        }
        drop(logins);
        running.tell();
        (running, hear)
    }

    pub(crate) fn get(&self, id: Id<Login>) -> Option<Arc<Running>> {
        self.0
            .lock()
            .iter()
            .find(|login| login.status().id == id)
            .cloned()
    }

    /// Newest first.
    pub(crate) fn all(&self) -> Vec<Arc<Running>> {
        self.0.lock().iter().rev().cloned().collect()
    }

    pub(crate) fn cancel_all(&self) {
        for login in self.all() {
            login.cancel();
        }
    }
}

impl Running {
    pub(crate) fn status(&self) -> LoginStatus {
        self.status.lock().clone()
    }

    /// Offers a callback: whether it was this login's answer, or else why not. `None` of a login
    /// that takes none any more.
    pub(crate) async fn offer(&self, text: String, pasted: bool) -> Option<Result<(), String>> {
        let (taken, answer) = tokio::sync::oneshot::channel();
        let message = Message::Callback {
            text,
            pasted,
            taken,
        };
        self.messages.send(message).await.ok()?;
        answer.await.ok()
    }

    pub(crate) fn cancel(&self) {
        // A driver that has ended, or that is busy ending, needs no telling.
        let _ = self.messages.try_send(Message::Cancel);
    }

    pub(crate) fn enter_phase(&self, phase: LoginPhase) {
        self.status.lock().phase = phase;
        self.tell();
    }

    /// Ends the login.
    pub(crate) fn end(&self, at: Timestamp, phase: LoginPhase) {
        if let LoginPhase::Failed { message, .. } = &phase {
            let message = message.clone();
            self.record(at, StepKind::Failure { message });
        }
        self.enter_phase(phase);
    }

    /// Adds a step to the transcript.
    pub(crate) fn record(&self, at: Timestamp, kind: StepKind) {
        self.status.lock().transcript.record(at, kind);
    }

    /// Tells the person something without ending the wait.
    pub(crate) fn warn(&self, told: impl Into<Warning>) {
        let told = told.into();
        let mut status = self.status.lock();
        if let LoginPhase::WaitingForPerson { warning: shown } = &mut status.phase {
            *shown = Some(told.warning);
            status.heard = told.heard.or(status.heard.take());
        }
        drop(status);
        self.tell();
    }

    /// The address for the browser.
    pub(crate) fn url(&self) -> url::Url {
        self.status.lock().authorize_url.clone()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut LoginStatus)) {
        change(&mut self.status.lock());
    }

    /// Waits until the login is over.
    pub(crate) async fn ended(&self) -> LoginStatus {
        let mut events = self.events.listen();
        loop {
            let status = self.status();
            if status.phase.is_over() {
                return status;
            }
            // Whatever it was, even "you missed some": look again.
            let _ = events.recv().await;
        }
    }

    fn tell(&self) {
        self.events
            .tell(Event::LoginChanged(Box::new(self.status())));
    }
}
