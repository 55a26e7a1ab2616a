//! The logins of this process: those in progress and the last ones that ended.

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

/// Maximum number of logins kept, so that ended ones can still be read.
const KEPT: usize = 20;

/// A message to a waiting login.
#[derive(Debug)]
pub(crate) enum Message {
    /// A deep link or pasted text.
    Callback {
        text: String,
        pasted: bool,
        /// Receives `Ok` if the text was this login's callback, and otherwise the reason. Dropped by
        /// a login that accepts no more callbacks.
        taken: tokio::sync::oneshot::Sender<Result<(), String>>,
    },
    Cancel,
}

#[derive(Default)]
pub struct Logins(Mutex<Vec<Arc<Running>>>);

/// A warning shown while a login waits.
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

/// A login. Only its driver changes the status.
pub(crate) struct Running {
    status: Mutex<LoginStatus>,
    events: Events,
    messages: mpsc::Sender<Message>,
}

impl Logins {
    /// Adds a login. The receiver is for its driver.
    pub(crate) fn enter(
        &self,
        status: LoginStatus,
        events: Events,
    ) -> (Arc<Running>, mpsc::Receiver<Message>) {
        let (messages, receiver) = mpsc::channel(64);
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
        (running, receiver)
    }

    pub(crate) fn get(&self, id: Id<Login>) -> Option<Arc<Running>> {
        self.0
            .lock()
            .iter()
            .find(|login| login.status().id == id)
            .cloned()
    }

    /// All logins, newest first.
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

    /// Offers a callback. Returns the reason if it does not belong to this login, and `None` if the
    /// login accepts no more callbacks.
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
        // A driver that has ended or is about to end does not need the message.
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

    /// Shows a warning and keeps waiting.
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

    /// The URL to open in the browser.
    pub(crate) fn url(&self) -> url::Url {
        self.status.lock().authorize_url.clone()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut LoginStatus)) {
        change(&mut self.status.lock());
    }

    /// Waits until the login has ended.
    pub(crate) async fn ended(&self) -> LoginStatus {
        let mut events = self.events.listen();
        loop {
            let status = self.status();
            if status.phase.is_over() {
                return status;
            }
            // Check again after any event, and after a lag that lost some.
            let _ = events.recv().await;
        }
    }

    fn tell(&self) {
        self.events
            .tell(Event::LoginChanged(Box::new(self.status())));
    }
}
