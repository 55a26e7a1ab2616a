//! Opening an address in the system's browser, and nothing else: no file, no other scheme.

use std::io;

use url::Url;

/// Whoever can show an address to the person.
pub trait Browser: Send + Sync + std::fmt::Debug {
    /// May block for up to a second while it sees whether the browser starts.
    fn open(&self, url: &Url) -> Result<(), BrowserError>;
}

#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    #[error("Only web addresses are opened, and this begins with {scheme}:.")]
    Scheme { scheme: String },
    #[error("The address names no host.")]
    NoHost,
    #[error("No browser could be opened.")]
    Failed(#[source] io::Error),
}

impl BrowserError {
    /// What the person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Scheme { .. } | Self::NoHost => {
                "Check the authorize endpoint in the server's settings."
            }
            Self::Failed(_) => "Copy the address and open it in a browser yourself.",
        }
    }
}

/// The browser of the person's choice. On Linux that is what `$BROWSER` or the desktop names.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, url: &Url) -> Result<(), BrowserError> {
        check(url)?;
        open::that_detached(url.as_str()).map_err(BrowserError::Failed)
    }
}

/// https and http with a host. Plain http is the server's own choice of authorize endpoint,
/// as on a home network; it carries no credential of ours.
pub fn check(url: &Url) -> Result<(), BrowserError> {
    match url.scheme() {
        "https" | "http" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(()),
        "https" | "http" => Err(BrowserError::NoHost),
        scheme => Err(BrowserError::Scheme {
            scheme: scheme.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        let check = |text: &str| check(&Url::parse(text).expect("the address parses"));
        assert!(check("https://id.example/authorize?x=1").is_ok());
        assert!(check("http://172.16.0.2/oauth/authorize").is_ok());
        for other in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "app.tokenry:/callback?code=1",
            "smb://host/share",
            "ms-msdt:/id",
            "mailto:a@b.example",
            "vscode://x/y",
        ] {
            assert!(
                matches!(check(other), Err(BrowserError::Scheme { .. })),
                "{other}"
            );
        }
    }
}
