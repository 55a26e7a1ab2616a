//! Advice for errors of the store.

use super::StoreError;

/// How to restore a backup, and where to find one.
pub(crate) const BRING_BACK: &str = "If you have a backup that was made with “tokenry vault backup”, bring it back: tokenry vault \
     restore FILE. Of the time before an upgrade Tokenry keeps one for a week, in the folder \
     “backups” of the data directory; that command takes it too.";

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
                 this one cannot be mended."
            ),
            Self::Foreign { .. } => "Nothing was written. Run Tokenry as that user, or choose \
                 another data directory with TOKENRY_DATA_DIR."
                .into(),
            Self::ReadOnly(_) => "Nothing was changed. Check the permissions of the data \
                 directory and whether its disk is mounted read-only."
                .into(),
            Self::DiskFull(_) => {
                "Nothing was half-written. Make room on the disk that holds Tokenry's data directory, then try again.".into()
            }
            Self::Newer { .. } => "Nothing was changed. Use the newer Tokenry that wrote it, or \
                 choose another data directory with TOKENRY_DATA_DIR."
                .into(),
            Self::BadRow { .. } => "The rest can be used. Remove this row, or bring it back from \
                 a backup: tokenry vault review shows it."
                .into(),
            Self::NoBackup(_) => "Nothing was changed. Name a file that “tokenry vault backup” made, \
                 or one of the folder “backups” in the data directory."
                .into(),
            Self::KeyChanged => "Try again: it is opened anew.".into(),
            Self::Corrupt(_) | Self::CheckFailed { .. } => {
                format!("Nothing was changed. {BRING_BACK}")
            }
            Self::Busy(_) => {
                "Another program has the database open for writing. Try again in a moment.".into()
            }
            Self::InUse => {
                "Close the other Tokenry, window or command line, and try again.".into()
            }
            Self::Disk(source) | Self::Database(source) => {
                format!("The database said: {source}. Nothing was half-written.")
            }
            Self::NameTaken { .. } => "Choose another name.".into(),
            Self::NotFound(_) => {
                "It may have been removed, in the window or from the command line.".into()
            }
            Self::Removed => "The client, the server or the token was removed, in the window or \
                 from the command line, while this ran. What came is not stored. Add it again, then log \
                 in anew."
                .into(),
            Self::TokenChanged { .. } => {
                "Somebody renewed it or logged in again at the same moment. What they stored stays."
                    .into()
            }
        }
    }
}
