//! The pages that a browser sees after a login. Constant bytes: nothing of the request is
//! ever reflected in them.

/// Which page to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The token is stored.
    Done,
    /// The code arrived; whether it is good for a token is not known yet.
    NotKnownYet,
    /// The server said no.
    Denied,
    /// The code came, and no token for it.
    Failed,
    /// An error came that does not say which login it answers.
    StillWaiting,
    /// The address is not the answer to the login that is waited for.
    NotThisLogin,
    /// There is no page at this URL.
    Nothing,
}

/// Styles only; no script, no image, no form, no frame.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'sha256-SW9uBrnDvSXErTtdVzrNKi9W5kDAhg2JnHOkWNQPuiE='; \
                                 base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

macro_rules! page {
    ($title:literal, $text:literal) => {
        concat!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
            "<meta name=\"viewport\" content=\"width=device-width\">\n",
            "<title>",
            $title,
            " – Tokenry</title>\n<style>",
            include_str!("page.css"),
            "</style>\n",
            "</head>\n<body>\n<main>\n<h1>",
            $title,
            "</h1>\n<p>",
            $text,
            "</p>\n</main>\n</body>\n</html>\n",
        )
    };
}

impl Page {
    pub(super) fn status(self) -> u16 {
        match self {
            Self::Done | Self::NotKnownYet | Self::Denied | Self::Failed | Self::StillWaiting => {
                200
            }
            Self::NotThisLogin => 400,
            Self::Nothing => 404,
        }
    }

    pub(super) fn html(self) -> &'static str {
        match self {
            Self::Done => page!(
                "You are logged in",
                "You can close this tab and go back to Tokenry."
            ),
            Self::NotKnownYet => page!(
                "Back from the server",
                "Whether you are logged in is not known yet. Tokenry shows it; you can close this tab."
            ),
            Self::Failed => page!(
                "Not logged in",
                "The server let you through, but Tokenry got no token. Tokenry says why; you can close this tab."
            ),
            Self::StillWaiting => page!(
                "Not logged in yet",
                "The server reported an error. Tokenry shows it and still waits, since the error does not say which login it answers."
            ),
            Self::Denied => page!(
                "Not logged in",
                "The server did not allow this login. Tokenry says why; you can close this tab."
            ),
            Self::NotThisLogin => page!(
                "This is not the login Tokenry waits for",
                "Nothing was changed. If you have just logged in, start again from Tokenry."
            ),
            Self::Nothing => page!(
                "Nothing here",
                "Tokenry waits for a login at another address."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::Digest as _;

    use super::*;

    #[test]
    fn the_policy_allows_exactly_our_style() {
        let digest = sha2::Sha256::digest(include_str!("page.css"));
        let hash = base64::engine::general_purpose::STANDARD.encode(digest);
        assert!(
            POLICY.contains(&format!("style-src 'sha256-{hash}'")),
            "page.css has changed: put sha256-{hash} into POLICY"
        );
    }

    #[test]
    fn no_page_holds_anything_active() {
        for page in [
            Page::Done,
            Page::NotKnownYet,
            Page::Denied,
            Page::Failed,
            Page::StillWaiting,
            Page::NotThisLogin,
            Page::Nothing,
        ] {
            let html = page.html();
            for active in ["<script", "href=", "src=", "<form", "onload", "http"] {
                assert!(!html.contains(active), "{active} in {page:?}");
            }
            assert!(html.contains("Tokenry"), "{page:?} says who speaks");
        }
    }
}
