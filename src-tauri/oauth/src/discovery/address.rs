//! Server URLs as people type them.

use url::Url;

use tokenry_model::hosts::is_loopback;

/// Why a text is not the address of a server.
#[derive(Debug, thiserror::Error)]
pub enum BadAddress {
    #[error("Type the server's address, for example id.example.org.")]
    Empty,
    #[error("This is not an address.")]
    NotAnAddress(#[source] url::ParseError),
    #[error("A server's address begins with https://, not {scheme}:.")]
    Scheme { scheme: String },
    #[error("The address must not hold a user name or password.")]
    Userinfo,
    /// A document that is about something else than a server.
    #[error("There is {} at this address, not a server's description.", what.words())]
    Document { what: OtherDocument },
}

/// Documents and pages that people enter instead of a server's URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherDocument {
    /// RFC 7517 §5.
    Keys,
    PostmanCollection,
    PostmanEnvironment,
    /// A client's registration, as some servers let it be downloaded.
    ClientFile,
}

impl OtherDocument {
    fn words(self) -> &'static str {
        match self {
            Self::Keys => "a set of keys (JWKS)",
            Self::PostmanCollection => "a Postman collection",
            Self::PostmanEnvironment => "a Postman environment",
            Self::ClientFile => "a client's file",
        }
    }
}

impl BadAddress {
    /// Returns advice.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Document {
                what: OtherDocument::Keys,
            } => {
                "Type the address of the server that signs with these keys: most often this one \
                 without its path."
            }
            Self::Document { .. } => {
                "Save it as a file and import that (on the command line: tokenry import FILE)."
            }
            Self::Empty | Self::NotAnAddress(_) | Self::Scheme { .. } | Self::Userinfo => {
                "Type the address of the API or of its login, such as https://api.example.org."
            }
        }
    }
}

/// Adds a missing scheme (https; http for this machine), and takes off query, fragment, a
/// final slash and a pasted `/.well-known/…`.
pub fn normalise(typed: &str) -> Result<Url, BadAddress> {
    let mut url = whole(typed)?;
    url.set_query(None);
    url.set_fragment(None);
    let path = without_well_known(url.path());
    url.set_path(&path);
    Ok(url)
}

/// The address as it was typed, with its scheme.
pub fn whole(typed: &str) -> Result<Url, BadAddress> {
    let typed = typed.trim().trim_matches(['<', '>', '"', '\'']);
    if typed.is_empty() {
        return Err(BadAddress::Empty);
    }
    let named = typed.split_once("://").is_some_and(|(scheme, _)| {
        let letter = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        scheme.chars().all(letter)
    });
    let url = if named {
        Url::parse(typed).map_err(BadAddress::NotAnAddress)?
    } else {
        let url = Url::parse(&format!("https://{}", typed.trim_start_matches("//")))
            .map_err(BadAddress::NotAnAddress)?;
        if is_loopback(&url) {
            // Parsed again, because a port that is https's default was dropped the first time.
            Url::parse(&format!("http://{typed}")).map_err(BadAddress::NotAnAddress)?
        } else {
            url
        }
    };
    if !matches!(url.scheme(), "https" | "http") {
        let scheme = url.scheme().to_owned();
        return Err(BadAddress::Scheme { scheme });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadAddress::Userinfo);
    }
    Ok(url)
}

/// Usual endings of endpoint paths, after the issuer's path.
const ENDPOINT_WORDS: [&str; 16] = [
    "token",
    "tokens",
    "access_token",
    "authorize",
    "authorization",
    "auth",
    "oauth",
    "oauth2",
    "openid-connect",
    "protocol",
    "connect",
    "login",
    "v1",
    "v2",
    "v2.0",
    "apps",
];

/// Returns the likely issuer of an endpoint: its URL without the usual ending.
pub fn issuer_of_endpoint(endpoint: &Url) -> Url {
    let mut url = endpoint.clone();
    let segments = endpoint.path().split('/').filter(|part| !part.is_empty());
    let mut segments: Vec<&str> = segments.collect();
    while segments
        .last()
        .is_some_and(|last| ENDPOINT_WORDS.contains(last))
    {
        segments.pop();
    }
    url.set_query(None);
    url.set_fragment(None);
    url.set_path(&segments.join("/"));
    url
}

/// A pasted metadata address names its issuer: before or behind the well-known part.
fn without_well_known(path: &str) -> String {
    let Some(at) = path.find("/.well-known/") else {
        return path.trim_end_matches('/').to_owned();
    };
    let before = &path[..at];
    let behind = path[at + "/.well-known/".len()..]
        .split_once('/')
        .map(|(_, issuer)| format!("/{issuer}"))
        .unwrap_or_default();
    format!("{before}{behind}").trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_becomes_an_address() {
        for (typed, address) in [
            ("id.example.org", "https://id.example.org/"),
            (
                " https://id.example.org/realms/x/ ",
                "https://id.example.org/realms/x",
            ),
            ("localhost:3000", "http://localhost:3000/"),
            ("127.0.0.1:443/op", "http://127.0.0.1:443/op"),
            ("[::1]:8080", "http://[::1]:8080/"),
            ("http://172.16.0.2", "http://172.16.0.2/"),
            (
                "https://id.example.org/a/.well-known/openid-configuration",
                "https://id.example.org/a",
            ),
            (
                "https://id.example.org/.well-known/oauth-authorization-server/a/b",
                "https://id.example.org/a/b",
            ),
            ("id.example.org/path?x=1#y", "https://id.example.org/path"),
            ("<https://id.example.org>", "https://id.example.org/"),
            ("bücher.example", "https://xn--bcher-kva.example/"),
        ] {
            assert_eq!(normalise(typed).expect(typed).as_str(), address, "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_so() {
        assert!(matches!(normalise("  "), Err(BadAddress::Empty)));
        assert!(matches!(
            normalise("ftp://x.example"),
            Err(BadAddress::Scheme { .. })
        ));
        assert!(matches!(
            normalise("https://a:b@x.example"),
            Err(BadAddress::Userinfo)
        ));
        assert!(matches!(
            normalise("what is this"),
            Err(BadAddress::NotAnAddress(_))
        ));
    }
}
