//! `tokenry vault …`

use std::path::PathBuf;

use clap::Subcommand;

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
