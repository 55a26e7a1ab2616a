//! Where the web view may go: the program's own page and nowhere else. A login opens in the
//! system's browser; nothing in the page needs another address, a second window or a download.

use tauri::{Manager, Url, WebviewWindowBuilder, Wry, webview::NewWindowResponse};

/// Tauri's own origin is a scheme of its own, and a host on Windows, whose web view knows no such
/// schemes.
const OWN: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
];

/// Whether the page may go there. `dev` is the development server, where one is in use.
fn is_own(url: &Url, dev: Option<&Url>) -> bool {
    let within = |own: &Url| {
        (url.scheme(), url.host(), url.port_or_known_default())
            == (own.scheme(), own.host(), own.port_or_known_default())
    };
    OWN.iter()
        .filter_map(|own| Url::parse(own).ok())
        .any(|own| within(&own))
        || dev.is_some_and(within)
}

/// Keeps a window where it belongs.
pub(crate) fn keep<M: Manager<Wry>>(
    window: WebviewWindowBuilder<'_, Wry, M>,
    dev: Option<Url>,
) -> WebviewWindowBuilder<'_, Wry, M> {
    window
        .on_navigation(move |url| {
            let own = is_own(url, dev.as_ref());
            if !own {
                tracing::warn!(scheme = url.scheme(), "the page may not leave the program");
            }
            own
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str, dev: Option<&str>) -> bool {
        let dev = dev.map(|dev| Url::parse(dev).expect("an address"));
        is_own(&Url::parse(text).expect("an address"), dev.as_ref())
    }

    #[test]
    fn the_page_stays_in_the_program() {
        for (address, may) in [
            ("tauri://localhost", true),
            ("tauri://localhost/index.html?world=few#x", true),
            ("http://tauri.localhost/", true),
            ("https://tauri.localhost/index.html", true),
            ("https://evil.example/", false),
            ("http://localhost:1420/", false),
            ("http://tauri.localhost:8080/", false),
            ("http://tauri.localhost.evil.example/", false),
            ("https://tauri.localhost@evil.example/", false),
            ("tauri://evil.example/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,<script>1</script>", false),
            ("blob:tauri://localhost/7", false),
            ("javascript:alert(1)", false),
            ("about:blank", false),
            ("about:srcdoc", false),
        ] {
            assert_eq!(own(address, None), may, "{address}");
        }
    }

    #[test]
    fn the_development_server_is_own_only_where_one_is_in_use() {
        let dev = Some("http://localhost:1420");
        assert!(own("http://localhost:1420/src/main.ts", dev));
        assert!(!own("http://localhost:1421/", dev));
        assert!(!own("https://localhost:1420/", dev));
    }
}
