//! Removal of a server or a client, here or also at its server: the question before, and the answer
//! after it.

use tokenry_api::clients::RemovedView;
use tokenry_core::workbench::Removal;

use super::typed::goes_too;
use crate::{problem::Problem, session::Session};

pub(super) struct Removing<'a> {
    /// `server` or `client`.
    pub(super) noun: &'static str,
    pub(super) name: &'a str,
    pub(super) removal: &'a Removal,
    /// Deletion at the server too.
    pub(super) at_server: bool,
}

impl Removing<'_> {
    /// Asks for confirmation, unless `yes` gives it.
    pub(super) fn agreed(&self, session: &Session, yes: bool) -> Result<bool, Problem> {
        Ok(yes
            || session
                .prompt
                .agree(&format!("{} {}?", self.deed(), self.what()), true)?)
    }

    pub(super) fn told(&self, session: &Session) -> Result<(), Problem> {
        let removed = RemovedView::of(self.name, self.removal);
        session
            .out
            .answer(&removed, || format!("{}d {}.", self.deed(), self.what()))
    }

    fn deed(&self) -> &'static str {
        if self.at_server { "Delete" } else { "Remove" }
    }

    fn what(&self) -> String {
        let with = goes_too(self.removal)
            .map(|what| format!(" with {what}"))
            .unwrap_or_default();
        let place = if self.at_server {
            " at the server and here"
        } else {
            ""
        };
        format!("the {} {}{place}{with}", self.noun, self.name)
    }
}
