//! The status of the vault without opening it.

use super::slots::SlotKind;

/// The status of the vault, from the store and memory. The keyring is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultStatus {
    /// There is no vault yet.
    New,
    Locked {
        /// The ways to open it.
        slots: Vec<SlotKind>,
        /// A person locked it, and a person has to unlock it.
        by_person: bool,
        /// Locked in this process only. Elsewhere the vault opens as before.
        only_here: bool,
    },
    Open {
        slots: Vec<SlotKind>,
        /// Nothing outlives the program.
        memory_only: bool,
    },
}
