//! What was pasted and understood, held for the page until it is stored: the page sees the
//! drafts, and their secrets stay here.

use parking_lot::Mutex;
use tokenry_api::error::CommandError;
use tokenry_import::ImportPlan;
use tokenry_model::secret::Secret;

/// Only the newest is held.
#[derive(Default)]
pub struct PendingImport(Mutex<Newest>);

#[derive(Default)]
struct Newest {
    number: u64,
    texts: Vec<Secret>,
    understood: Option<ImportPlan>,
}

impl PendingImport {
    /// Holds it in the place of what was held before, and names it.
    pub fn hold(&self, texts: Vec<Secret>, understood: ImportPlan) -> String {
        self.with(|newest| {
            newest.texts = texts;
            newest.number += 1;
            newest.understood = Some(understood);
            newest.number.to_string()
        })
    }

    /// A copy, so that what cannot be stored yet is not lost.
    pub fn get(&self, id: &str) -> Result<ImportPlan, CommandError> {
        let found = self.with(|newest| {
            let same = newest.number.to_string() == id;
            newest.understood.clone().filter(|_| same)
        });
        found.ok_or_else(CommandError::gone)
    }

    /// What it was read from.
    pub fn texts(&self, id: &str) -> Result<Vec<Secret>, CommandError> {
        let found = self.with(|newest| {
            let same = newest.number.to_string() == id && newest.understood.is_some();
            same.then(|| newest.texts.clone())
        });
        found.ok_or_else(CommandError::gone)
    }

    pub fn forget(&self, id: &str) {
        self.with(|newest| {
            if newest.number.to_string() == id {
                newest.understood = None;
                newest.texts.clear();
            }
        });
    }

    /// Whatever is held.
    pub fn clear(&self) {
        self.with(|newest| {
            newest.understood = None;
            newest.texts.clear();
        });
    }

    fn with<T>(&self, with: impl FnOnce(&mut Newest) -> T) -> T {
        with(&mut self.0.lock())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_is_held_and_only_under_its_own_name() {
        let held = PendingImport::default();
        let first = held.hold(vec![Secret::new("pasted")], ImportPlan::default());
        let second = held.hold(vec![Secret::new("pasted")], ImportPlan::default());
        assert!(held.get(&first).is_err(), "a newer one took its place");
        assert!(held.get(&second).is_ok() && held.get(&second).is_ok());
        held.forget(&first);
        assert!(held.get(&second).is_ok(), "an old name forgets nothing");
        let texts = held.texts(&second).expect("the newest is held");
        assert_eq!(texts[0].expose(), "pasted");
        held.forget(&second);
        assert!(held.get(&second).is_err() && held.texts(&second).is_err());
    }
}
