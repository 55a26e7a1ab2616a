//! The address of a login page: what people can copy is the page that they see, and the authorize
//! URL that led there is within it (`returnUrl`, `continue`, `goto`, `next`, `RelayState`, …).

use url::Url;

/// Addresses within addresses are looked through this deep.
const DEPTH: usize = 4;

/// The authorize URL that this is, or that is within it.
pub fn authorize_url(url: &Url) -> Option<Url> {
    within(url, DEPTH)
}

fn within(url: &Url, depth: usize) -> Option<Url> {
    if is_authorize(url) {
        return Some(url.clone());
    }
    if depth == 0 {
        return None;
    }
    let fragment = url.fragment().unwrap_or_default();
    // Pages of one program keep a path and a query of their own in the fragment.
    let fragment = fragment
        .split_once('?')
        .map_or(fragment, |(_, query)| query);
    let inside = url::form_urlencoded::parse(fragment.as_bytes());
    url.query_pairs().chain(inside).find_map(|(_, value)| {
        let value = value.trim();
        let looks = value.starts_with('/') || value.contains("://") || value.contains("%2F");
        let target = looks.then(|| read(url, value)).flatten()?;
        within(&target, depth - 1)
    })
}

fn read(page: &Url, value: &str) -> Option<Url> {
    let decoded;
    let mut value = value;
    if !value.contains(['/', '?']) {
        let text = percent_encoding::percent_decode_str(value);
        decoded = text.decode_utf8().ok()?;
        value = &decoded;
    }
    let url = page.join(value).ok()?;
    (matches!(url.scheme(), "https" | "http") && url.has_host()).then_some(url)
}

fn is_authorize(url: &Url) -> bool {
    let has = |name: &str| {
        url.query_pairs()
            .any(|(known, value)| known == name && !value.is_empty())
    };
    let login = ["response_type", "redirect_uri", "request_uri", "request"];
    has("client_id") && login.into_iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authorize_url_within_a_login_page_is_found() {
        let whole = "https://id.example.org/authorize?client_id=c&response_type=code";
        for page in [
            whole,
            "https://id.example.org/login?returnUrl=%2Fauthorize%3Fclient_id%3Dc%26response_type%3Dcode",
            "https://id.example.org/signin?x=1&continue=https%3A%2F%2Fid.example.org%2Fauthorize%3Fclient_id%3Dc%26response_type%3Dcode",
            "https://am.example.org/XUI/?realm=/&goto=https%3A%2F%2Fid.example.org%2Fauthorize%3Fclient_id%3Dc%26response_type%3Dcode#login/",
            "https://id.example.org/#/login?next=%2Fauthorize%3Fclient_id%3Dc%26response_type%3Dcode",
            // Twice within, and encoded once too often.
            "https://id.example.org/mfa?RelayState=%2Flogin%3FReturnUrl%3D%252Fauthorize%253Fclient_id%253Dc%2526response_type%253Dcode",
            "https://id.example.org/login?returnUrl=%252Fauthorize%253Fclient_id%253Dc%2526response_type%253Dcode",
        ] {
            let url = Url::parse(page).expect(page);
            let found = authorize_url(&url).map(String::from);
            assert_eq!(found.as_deref(), Some(whole), "{page}");
        }
        for page in [
            "https://id.example.org/login?next=%2Faccount",
            "https://id.example.org/login?next=javascript%3Aalert(1)%3Fclient_id%3Dc%26response_type%3Dcode",
            "https://id.example.org/login?client_id=c",
            "https://id.example.org/",
        ] {
            assert_eq!(
                authorize_url(&Url::parse(page).expect(page)),
                None,
                "{page}"
            );
        }
    }
}
