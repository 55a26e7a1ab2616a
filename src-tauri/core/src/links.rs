//! Links that the system hands to a program (RFC 8252 §7.1): whether ours would reach this one.

use std::{fmt::Debug, path::Path, sync::Arc};

/// Whoever can ask the system who opens `app.tokenry:` links.
pub trait Links: Send + Sync + Debug {
    /// Whether such a link reaches this very program now. May block while other programs answer.
    fn reach_us(&self) -> Result<(), LinksError>;
}

#[derive(Debug, thiserror::Error)]
pub enum LinksError {
    #[error("Links open the window of Tokenry, and this is the command line.")]
    NoWindow,
    #[error("Another program opens app.tokenry: links, or none does.")]
    Elsewhere,
    #[error("Links open Tokenry.app, and this program runs outside of it.")]
    NotBundled,
    #[error("The system does not let Tokenry open app.tokenry: links.")]
    NotRegistered(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("The system could not be asked who opens app.tokenry: links.")]
    Interrupted(#[source] tokio::task::JoinError),
}

/// Asks whether links reach this program. Other programs answer, so not on a thread that has other
/// work.
pub(crate) async fn reach(links: &Arc<dyn Links>) -> Result<(), LinksError> {
    let links = links.clone();
    let asked = tokio::task::spawn_blocking(move || links.reach_us()).await;
    asked.map_err(LinksError::Interrupted)?
}

impl LinksError {
    /// What the person can do about it.
    pub fn hint(&self) -> String {
        let instead = "Choose to paste the address that the browser lands on instead, or give the \
                       client another redirect URI.";
        match self {
            Self::NotRegistered(source) => format!("It said: {source}. {instead}"),
            _ => instead.into(),
        }
    }
}

/// Whether the program lies where macOS has the programs of its bundles.
pub fn is_in_bundle(program: &Path) -> bool {
    let folders: Vec<_> = program.ancestors().skip(1).take(3).collect();
    let [programs, contents, bundle] = folders[..] else {
        return false;
    };
    programs.ends_with("MacOS")
        && contents.ends_with("Contents")
        && bundle
            .extension()
            .is_some_and(|extension| extension == "app")
}

/// A program without a window: no link ever reaches it.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLinks;

impl Links for NoLinks {
    fn reach_us(&self) -> Result<(), LinksError> {
        Err(LinksError::NoWindow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_is_told_from_a_folder_of_builds() {
        for (program, inside) in [
            (
                "/Applications/Tokenry.app/Contents/MacOS/tokenry-desktop",
                true,
            ),
            ("/Users/me/My Apps/Tokenry.app/Contents/MacOS/tokenry", true),
            ("/Users/me/tokenry/target/debug/tokenry-desktop", false),
            ("/Users/me/Tokenry.app/tokenry-desktop", false),
            ("tokenry", false),
        ] {
            assert_eq!(is_in_bundle(Path::new(program)), inside, "{program}");
        }
    }
}
