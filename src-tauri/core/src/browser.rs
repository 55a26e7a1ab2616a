//! Opening web URLs, and nothing else, in the system browser.

use std::io;

use url::Url;

/// A way to show a URL to the person.
pub trait Browser: Send + Sync + std::fmt::Debug {
    /// Opens a URL. May block for up to a second until the browser has started.
    fn open(&self, url: &Url) -> Result<(), BrowserError>;
}

#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    #[error("Only web URLs can be opened, but this one begins with {scheme}:.")]
    Scheme { scheme: String },
    #[error("The URL has no host.")]
    NoHost,
    #[error("No browser could be opened.")]
    Failed(#[source] io::Error),
}

impl BrowserError {
    /// The next step.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Scheme { .. } | Self::NoHost => {
                "Check the authorization endpoint in the server's settings."
            }
            Self::Failed(_) => "Copy the URL and open it in a browser yourself.",
        }
    }
}

/// The default browser. On Linux that is the one from `$BROWSER` or the desktop.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, url: &Url) -> Result<(), BrowserError> {
        check(url)?;
        open::that_detached(url.as_str()).map_err(BrowserError::Failed)
    }
}

/// Accepts https and http URLs with a host. Plain http is allowed for authorization endpoints on a home
/// network, since the URL contains no credentials.
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
    fn only_web_urls_are_opened() {
        let check = |text: &str| check(&Url::parse(text).expect("the URL parses"));
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
