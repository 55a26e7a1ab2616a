//! What a person may know of the vault without opening it.

use super::slots::SlotKind;

/// How the vault stands. Told from the store and from memory; the keyring is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultStatus {
    /// There is none yet.
    New,
    Locked {
        /// The ways to open it.
        slots: Vec<SlotKind>,
        /// It was locked on purpose, and waits to be unlocked on purpose.
        by_person: bool,
        /// That is so in this process only; elsewhere the vault opens as before.
        only_here: bool,
    },
    Open {
        slots: Vec<SlotKind>,
        /// Nothing of it outlives the program.
        memory_only: bool,
    },
}
