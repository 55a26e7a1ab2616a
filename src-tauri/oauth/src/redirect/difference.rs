//! In what a redirect URI differs from the one that is registered. Servers compare them character
//! for character (RFC 6749 §3.1.2.3, RFC 9700 §2.1).

use url::{Host, Url};

/// One difference, and where the first character of it stands in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// In characters, not bytes; the end where one is the beginning of the other.
    pub at: usize,
    pub kind: DifferenceKind,
}

/// `Display` is a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DifferenceKind {
    #[error("White space stands around one of them.")]
    Space,
    #[error("One begins with http, the other with https.")]
    Https,
    #[error("One begins with {sent}:, the other with {registered}:.")]
    Scheme { sent: String, registered: String },
    #[error("{sent} and {registered} both mean this computer, but are not the same to a server.")]
    Loopback { sent: String, registered: String },
    #[error("The host differs: {sent} was sent, {registered} is registered.")]
    Host { sent: String, registered: String },
    #[error("The port differs: {sent} was sent, {registered} is registered.")]
    Port { sent: String, registered: String },
    /// At this computer (RFC 8252 §7.3).
    #[error(
        "The port differs: {sent} was sent, none is registered. Most servers ignore that, and a few do not."
    )]
    AnyPort { sent: String },
    #[error("A slash at the end: one has it, the other has not.")]
    TrailingSlash,
    #[error("The number of slashes behind the scheme differs.")]
    Slashes,
    #[error("Only capitals differ.")]
    Case,
    #[error("One is percent-encoded where the other is not.")]
    Encoding,
    #[error("The path differs: {sent} was sent, {registered} is registered.")]
    Path { sent: String, registered: String },
    #[error("What stands behind the ? differs.")]
    Query,
    #[error("They differ from here on.")]
    Other,
}

/// Returns `None` if they are equal, character for character.
pub fn between(sent: &str, registered: &str) -> Vec<Difference> {
    if sent == registered {
        return Vec::new();
    }
    let at = first_difference(sent, registered);
    let mut kinds = Vec::new();
    let trimmed = (sent.trim(), registered.trim());
    if trimmed != (sent, registered) {
        kinds.push(DifferenceKind::Space);
    }
    if trimmed.0 != trimmed.1 {
        kinds.extend(kinds_of(trimmed.0, trimmed.1));
    }
    let told = |kind| Difference { at, kind };
    kinds.into_iter().map(told).collect()
}

fn kinds_of(sent: &str, registered: &str) -> Vec<DifferenceKind> {
    let (Ok(one), Ok(other)) = (Url::parse(sent), Url::parse(registered)) else {
        return vec![DifferenceKind::Other];
    };
    let mut kinds = Vec::new();
    match (one.scheme(), other.scheme()) {
        (a, b) if a == b => {}
        ("http", "https") | ("https", "http") => kinds.push(DifferenceKind::Https),
        (a, b) => kinds.push(DifferenceKind::Scheme {
            sent: a.to_owned(),
            registered: b.to_owned(),
        }),
    }
    if one.scheme() == other.scheme() && one.has_authority() != other.has_authority() {
        return vec![DifferenceKind::Slashes];
    }
    if one.host() != other.host() {
        let (sent, registered) = (host(&one), host(&other));
        kinds.push(if is_here(&one) && is_here(&other) {
            DifferenceKind::Loopback { sent, registered }
        } else {
            DifferenceKind::Host { sent, registered }
        });
    }
    // Beside another scheme the usual port of each says nothing new.
    if one.port() != other.port() {
        let sent = port(&one);
        kinds.push(
            if other.port().is_none() && is_here(&one) && is_here(&other) {
                DifferenceKind::AnyPort { sent }
            } else {
                DifferenceKind::Port {
                    sent,
                    registered: port(&other),
                }
            },
        );
    }
    kinds.extend(path(one.path(), other.path()));
    if one.query() != other.query() || one.fragment() != other.fragment() {
        kinds.push(DifferenceKind::Query);
    }
    if kinds.is_empty() {
        // Parsing made them alike: capitals in scheme and host, a port that is the usual one, the
        // slash of an empty path.
        kinds.push(written(sent, registered));
    }
    kinds
}

fn path(sent: &str, registered: &str) -> Option<DifferenceKind> {
    if sent == registered {
        return None;
    }
    let decoded = |path: &str| percent_encoding::percent_decode_str(path).collect::<Vec<u8>>();
    Some(
        if sent.trim_end_matches('/') == registered.trim_end_matches('/') {
            DifferenceKind::TrailingSlash
        } else if sent.eq_ignore_ascii_case(registered) {
            DifferenceKind::Case
        } else if decoded(sent) == decoded(registered) {
            DifferenceKind::Encoding
        } else {
            DifferenceKind::Path {
                sent: sent.to_owned(),
                registered: registered.to_owned(),
            }
        },
    )
}

fn written(sent: &str, registered: &str) -> DifferenceKind {
    if sent.eq_ignore_ascii_case(registered) {
        DifferenceKind::Case
    } else if sent.trim_end_matches('/') == registered.trim_end_matches('/') {
        DifferenceKind::TrailingSlash
    } else {
        DifferenceKind::Port {
            sent: "the usual port, or none,".into(),
            registered: "the same, written otherwise,".into(),
        }
    }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or("no host").to_owned()
}

fn port(url: &Url) -> String {
    url.port()
        .map_or_else(|| "none".to_owned(), |port| port.to_string())
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn first_difference(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_has_its_name_and_its_place() {
        for (sent, registered, at, words) in [
            (
                "http://127.0.0.1:1/cb",
                "http://127.0.0.1:1/cb/",
                21,
                "slash at the end",
            ),
            (
                "http://127.0.0.1:1",
                "http://127.0.0.1:1/",
                18,
                "slash at the end",
            ),
            (
                "http://127.0.0.1:1/cb",
                "http://localhost:1/cb",
                7,
                "both mean this computer",
            ),
            (
                "http://127.0.0.1:1/cb",
                "https://127.0.0.1:1/cb",
                4,
                "https",
            ),
            (
                "http://127.0.0.1:1/cb",
                "http://127.0.0.1:2/cb",
                17,
                "port differs: 1 was sent, 2 is",
            ),
            (
                "http://127.0.0.1:1/cb",
                "http://127.0.0.1/cb",
                16,
                "1 was sent, none is",
            ),
            (
                "http://127.0.0.1:1/cb",
                "http://127.0.0.1:1/CB",
                19,
                "capitals",
            ),
            (
                "http://Localhost:1/cb",
                "http://localhost:1/cb",
                7,
                "capitals",
            ),
            (
                "http://127.0.0.1:1/a%20b",
                "http://127.0.0.1:1/a+b",
                20,
                "path differs",
            ),
            (
                "http://127.0.0.1:1/%7Ea",
                "http://127.0.0.1:1/~a",
                19,
                "percent-encoded",
            ),
            (
                "http://127.0.0.1:1/cb",
                "http://127.0.0.1:1/callback",
                20,
                "/cb was sent, /callback",
            ),
            (
                "http://127.0.0.1:1/cb",
                "http://127.0.0.1:1/cb?x=1",
                21,
                "behind the ?",
            ),
            (
                "app.tokenry:/callback",
                "app.tokenry://callback",
                13,
                "slashes",
            ),
            (
                "http://127.0.0.1:1/cb",
                "http://127.0.0.1:1/cb ",
                21,
                "White space",
            ),
            (
                "https://a.example/cb",
                "https://b.example/cb",
                8,
                "host differs",
            ),
        ] {
            let found = between(sent, registered);
            assert_eq!(found.len(), 1, "{sent} {registered}: {found:?}");
            assert_eq!(found[0].at, at, "{sent} {registered}");
            let told = found[0].kind.to_string();
            assert!(told.contains(words), "{sent} {registered}: {told}");
        }
    }

    #[test]
    fn the_same_has_none_and_several_are_all_told() {
        assert!(between("http://127.0.0.1/cb", "http://127.0.0.1/cb").is_empty());
        let all = between("http://localhost:1/cb", "https://127.0.0.1:2/cb/");
        assert_eq!(all.len(), 4, "{all:?}");
    }
}
