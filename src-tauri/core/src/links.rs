//! Deep links (RFC 8252 §7.1), and whether they reach this program.

use std::{fmt::Debug, path::Path, sync::Arc};

/// A way to ask the operating system which program opens `app.tokenry:` links.
pub trait Links: Send + Sync + Debug {
    /// Succeeds if such a link reaches this program now. May block while other programs respond.
    fn reach_us(&self) -> Result<(), LinksError>;
}

#[derive(Debug, thiserror::Error)]
pub enum LinksError {
    #[error("A deep link opens the window of Tokenry, but this is the command line.")]
    NoWindow,
    #[error("app.tokenry: links are opened by another program, or by none.")]
    Elsewhere,
    #[error("Deep links open Tokenry.app, but this program runs outside of it.")]
    NotBundled,
    #[error("The operating system does not let Tokenry open app.tokenry: links.")]
    NotRegistered(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("The operating system could not be asked which program opens app.tokenry: links.")]
    Interrupted(#[source] tokio::task::JoinError),
}

/// Checks whether links reach this program. Runs on a blocking thread, because it waits for other
/// programs.
pub(crate) async fn reach(links: &Arc<dyn Links>) -> Result<(), LinksError> {
    let links = links.clone();
    let asked = tokio::task::spawn_blocking(move || links.reach_us()).await;
    asked.map_err(LinksError::Interrupted)?
}

impl LinksError {
    /// The next step.
    pub fn hint(&self) -> String {
        let instead = "Paste the URL that the browser ends on instead, or use another redirect URI \
                       for the client.";
        match self {
            Self::NotRegistered(source) => format!("It reported: {source}. {instead}"),
            _ => instead.into(),
        }
    }
}

/// Tests whether the program is inside a macOS application bundle.
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

/// The links of a program without a window, which never reach it.
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
    fn a_bundle_is_distinguished_from_a_build_folder() {
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
