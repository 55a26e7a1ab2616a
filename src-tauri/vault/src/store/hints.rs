//! Advice for errors of the store.

use super::StoreError;

/// How to restore a backup, and where to find one.
pub(crate) const RESTORE_BACKUP: &str = "If you have a backup made with “tokenry vault backup”, \
     restore it: tokenry vault restore FILE. After an upgrade, Tokenry keeps a backup of the old \
     data for a week, in the folder “backups” of the data directory. The same command restores it.";

impl StoreError {
    /// Returns what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::NotWritable { path, source } => format!(
                "The system said: {source}. Check who owns {} and its permissions, or choose another \
                 data directory with TOKENRY_DATA_DIR.",
                path.display()
            ),
            Self::Directory { source, .. } => format!(
                "The system said: {source}. Choose another data directory with TOKENRY_DATA_DIR if \
                 this one cannot be repaired."
            ),
            Self::Foreign { .. } => "Nothing was written. Run Tokenry as that user, or choose \
                 another data directory with TOKENRY_DATA_DIR."
                .into(),
            Self::ReadOnly(_) => {
                "Nothing was changed. Check the permissions of the data directory \
                 and whether its disk is mounted read-only."
                    .into()
            }
            Self::DiskFull(_) => {
                "Nothing was partially written. Free space on the disk with Tokenry's data \
                 directory, then try again."
                    .into()
            }
            Self::Newer { .. } => "Nothing was changed. Use the newer Tokenry that wrote it, or \
                 choose another data directory with TOKENRY_DATA_DIR."
                .into(),
            Self::BadRow { .. } => "Everything else can be used. Remove this row, or restore it \
                 from a backup: tokenry vault review shows it."
                .into(),
            Self::NoBackup(_) => "Nothing was changed. Choose a file made with “tokenry vault \
                 backup”, or one in the folder “backups” of the data directory."
                .into(),
            Self::KeyChanged => "Try again. The vault is then opened with its new key.".into(),
            Self::Corrupt(_) | Self::CheckFailed { .. } => {
                format!("Nothing was changed. {RESTORE_BACKUP}")
            }
            Self::Busy(_) => {
                "Another program has the database open for writing. Try again in a moment.".into()
            }
            Self::InUse => "Close the other Tokenry, window or command line, and try again.".into(),
            Self::Disk(source) | Self::Database(source) => {
                format!("The database said: {source}. Nothing was partially written.")
            }
            Self::NameTaken { .. } => "Choose another name.".into(),
            Self::NotFound(_) => {
                "It may have been removed, in the window or from the command line.".into()
            }
            Self::Removed => "The client, the server or the token was removed, in the window or \
                 from the command line, while this ran. The result was not stored. Add it again, \
                 then log in."
                .into(),
            Self::TokenChanged { .. } => {
                "It was refreshed or replaced by a new login at the same time. That result was \
                 kept."
                    .into()
            }
        }
    }
}
