//! Waiting for a person to come back from the browser: by a visit to the port, by what is pasted, or
//! by Ctrl-C.

use tokenry_core::{events::Event, workbench::Workbench};
use tokenry_model::{
    id::Id,
    login::{Login, LoginPhase, LoginStatus},
};

use super::super::{interrupt::Interrupt, paste::Lines};
use crate::{
    output::{note, plain},
    problem::Problem,
};

/// A login that waits for a person.
pub(super) struct Wait<'a> {
    pub(super) workbench: &'a Workbench,
    pub(super) login: Id<Login>,
    pub(super) interrupt: Interrupt,
    /// Absent where standard input is not ours.
    pub(super) reading: Option<&'a mut Lines>,
    /// The answer can come on standard input only.
    pub(super) must_come: bool,
    pub(super) at_terminal: bool,
}

impl Wait<'_> {
    pub(super) async fn until_ended(mut self) -> Result<LoginStatus, Problem> {
        let workbench = self.workbench;
        let ended = workbench.login_ended(self.login);
        tokio::pin!(ended);
        let mut events = workbench.events().listen();
        loop {
            tokio::select! {
                status = &mut ended => return Ok(status?),
                () = self.interrupt.heard() => {
                    if !self.exchanging() {
                        workbench.cancel_login(self.login);
                        return Ok(ended.await?);
                    }
                    // The code works once, and has been sent.
                    note(
                        "The code has been sent: its answer is waited for, so that the token is not \
                         lost. Press Ctrl-C again to stop at once.",
                    );
                    let interrupted = self.interrupt.heard();
                    tokio::select! {
                        biased;
                        status = &mut ended => return Ok(status?),
                        () = interrupted => workbench.cancel_login(self.login),
                    }
                    return Ok(ended.await?);
                }
                line = next(&mut self.reading) => {
                    if let Err(problem) = self.offer(line).await {
                        workbench.cancel_login(self.login);
                        ended.await?;
                        return Err(problem);
                    }
                }
                event = events.recv() => if let Ok(event) = event {
                    self.tell(&event);
                },
            }
        }
    }

    fn exchanging(&self) -> bool {
        let mut logins = self.workbench.logins().into_iter();
        let status = logins.find(|status| status.id == self.login);
        status.is_some_and(|status| status.phase == LoginPhase::Exchanging)
    }

    /// What was pasted. At a terminal a wrong paste may be mended, in a script it may not.
    async fn offer(&mut self, line: Option<std::io::Result<String>>) -> Result<(), Problem> {
        let line = match line {
            Some(line) => line.map_err(Problem::Input)?,
            None if self.must_come => return Err(Problem::NothingPasted),
            None => {
                self.reading = None;
                return Ok(());
            }
        };
        if line.trim().is_empty() && self.at_terminal {
            return Ok(());
        }
        let line = match &mut self.reading {
            Some(lines) => lines.whole(line).await.map_err(Problem::Input)?,
            None => line,
        };
        match self
            .workbench
            .paste_into_login(self.login, line.trim().to_owned())
            .await
        {
            Ok(_) => {
                self.reading = None;
                Ok(())
            }
            Err(error) if self.at_terminal => {
                note(&format!("{error} {}", error.hint()));
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A stray callback, told so that nobody wonders.
    fn tell(&self, event: &Event) {
        if let Event::LoginChanged(status) = event
            && status.id == self.login
            && let LoginPhase::WaitingForPerson {
                warning: Some(warning),
            } = &status.phase
        {
            note(&plain(warning));
            if let Some(heard) = &status.heard {
                note(&format!("  The server said: {}", plain(&heard.said)));
                note("  Still waiting. Ctrl-C ends the login.");
            }
        }
    }
}

/// The next line; never, where nothing is read.
async fn next(reading: &mut Option<&mut Lines>) -> Option<std::io::Result<String>> {
    match reading {
        Some(lines) => lines.next().await,
        None => std::future::pending().await,
    }
}
