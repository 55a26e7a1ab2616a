//! What a person types as a server's address, made into a whole one.

use url::Url;

use crate::http::is_loopback;

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
}

/// Adds a missing scheme (https; http for this machine), and takes off query, fragment, a
/// final slash and a pasted `/.well-known/…`.
pub fn normalise(typed: &str) -> Result<Url, BadAddress> {
    let typed = typed.trim().trim_matches(['<', '>', '"', '\'']);
    if typed.is_empty() {
        return Err(BadAddress::Empty);
    }
    let mut url = if typed.contains("://") {
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
    url.set_query(None);
    url.set_fragment(None);
    let path = without_well_known(url.path());
    url.set_path(&path);
    Ok(url)
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
