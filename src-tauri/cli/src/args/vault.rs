//! `tokenry vault …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum VaultCommand {
    /// Show the vault's state and what unlocks it
    Status,
    /// Lock the vault, here and in the window, until it is unlocked again
    Lock,
    /// Unlock the vault with the keyring or the passphrase
    #[command(after_help = "\
With --recovery, Tokenry prompts for the recovery code and a new passphrase, or reads them as two
lines from standard input. The code works only once.

Example: tokenry vault unlock --recovery")]
    Unlock {
        /// Unlock with the recovery code and set a new passphrase
        #[arg(long)]
        recovery: bool,
    },
    /// Set or change the passphrase
    #[command(after_help = "Example: tokenry vault passphrase --stdin < new-passphrase.txt")]
    Passphrase {
        /// Read the new passphrase from standard input
        #[arg(long, conflicts_with = "remove")]
        stdin: bool,
        /// Remove the passphrase, so that only the keyring unlocks the vault
        #[arg(long)]
        remove: bool,
    },
    /// Unlock the vault with the system keyring, or repair a keyring that lost its key
    Keyring {
        /// Remove the keyring, so that only the passphrase unlocks the vault
        #[arg(long)]
        remove: bool,
    },
    /// Review stored data that was changed outside of Tokenry
    #[command(after_help = "\
Another program may have written to the database. Until you restore or confirm the data, no secret
is sent to the affected server.

Examples:
  tokenry vault review
  tokenry vault review --put-back
  tokenry vault review photos --confirm")]
    Review(ReviewArgs),
    /// Create and print a recovery code, which unlocks the vault if nothing else does
    #[command(after_help = "\
Write the code down and keep it elsewhere: Tokenry does not store it. It replaces an earlier code.
It becomes invalid when the passphrase changes, or the passphrase or keyring is removed.")]
    Recovery,
    /// Write all data except response bodies to a file; secrets stay encrypted
    Backup { file: PathBuf },
    /// Restore a backup; the current data is moved aside
    Restore {
        file: PathBuf,
        /// Skip the confirmation
        #[arg(long, short)]
        yes: bool,
    },
    /// Start with a new vault if nothing unlocks the old one, which is moved aside
    StartOver {
        /// Skip the confirmation
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// Server, client or token to review [default: all that changed]
    pub(crate) name: Option<String>,
    /// Restore what Tokenry stored
    #[arg(long, conflicts_with_all = ["confirm", "remove"])]
    pub(crate) put_back: bool,
    /// Keep the change, because you made it
    #[arg(long, conflicts_with = "remove")]
    pub(crate) confirm: bool,
    /// Remove unreadable data and everything that depends on it
    #[arg(long)]
    pub(crate) remove: bool,
}
