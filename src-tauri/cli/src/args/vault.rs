//! `tokenry vault …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum VaultCommand {
    /// Where the vault stands, and what would open it
    Status,
    /// Lock it, here and in the window, until somebody unlocks it
    Lock,
    /// Unlock it, by the keyring or by its passphrase
    #[command(after_help = "\
With --recovery the code is asked for, or read as the first line of standard input, and then a new
passphrase, or the second line: the code itself is used up.

Example: tokenry vault unlock --recovery")]
    Unlock {
        /// By the recovery code, where nothing else opens it; sets a new passphrase
        #[arg(long)]
        recovery: bool,
    },
    /// Set or change the passphrase
    #[command(after_help = "Example: tokenry vault passphrase --stdin < new-passphrase.txt")]
    Passphrase {
        /// Read the new passphrase from standard input
        #[arg(long, conflicts_with = "remove")]
        stdin: bool,
        /// Remove the passphrase, if the keyring opens the vault: from then on it alone does
        #[arg(long)]
        remove: bool,
    },
    /// Let the system's keyring open it, also after the keyring has lost its key
    Keyring {
        /// Take the keyring out: from then on the passphrase alone opens the vault
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
    /// Make a recovery code, which opens the vault where nothing else does, and print it
    #[command(after_help = "\
Write it down and keep it elsewhere: it is not kept here. A code from before opens nothing any more,
and none opens the vault after the passphrase was changed or another way in was removed.")]
    Recovery,
    /// Write everything but the bodies of answers to a file, secrets sealed as they are
    Backup { file: PathBuf },
    /// Put such a file in the place of what is here, which is kept aside
    Restore {
        file: PathBuf,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Begin with a new vault where nothing opens the old one, which is kept aside
    StartOver {
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
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
