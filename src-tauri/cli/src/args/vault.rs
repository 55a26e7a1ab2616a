//! `tokenry vault …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum VaultCommand {
    /// Where the vault stands, without opening it
    Status,
    /// Lock it, here and in the window, until somebody unlocks it
    Lock,
    /// Unlock it, by the keyring or by its passphrase
    Unlock,
    /// Set or change the passphrase
    #[command(after_help = "Example: tokenry vault passphrase --stdin < new-passphrase.txt")]
    Passphrase {
        /// Read the new passphrase from standard input
        #[arg(long, conflicts_with = "remove")]
        stdin: bool,
        /// Remove the passphrase: from then on the keyring alone opens the vault
        #[arg(long)]
        remove: bool,
    },
    /// Show what is stored and is not as Tokenry stored it, and decide about it
    #[command(after_help = "\
Something else than Tokenry may have written to its database. Before that is put back or confirmed
by you, no secret goes to the server in question.

Examples:
  tokenry vault review
  tokenry vault review --put-back
  tokenry vault review photos --confirm")]
    Review(ReviewArgs),
    /// Make a recovery code
    #[command(hide = true)]
    Recovery,
    /// Write everything to a sealed file
    #[command(hide = true)]
    Backup { file: PathBuf },
    /// Bring everything back from such a file
    #[command(hide = true)]
    Restore { file: PathBuf },
}

#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// The server, client or token that is meant; without a name all that differ
    pub(crate) name: Option<String>,
    /// Put back what Tokenry stored
    #[arg(long, conflicts_with_all = ["confirm", "remove"])]
    pub(crate) put_back: bool,
    /// Confirm it as it is now: the change was yours
    #[arg(long, conflicts_with = "remove")]
    pub(crate) confirm: bool,
    /// Remove what cannot be read any more, with all that hangs on it
    #[arg(long)]
    pub(crate) remove: bool,
}
