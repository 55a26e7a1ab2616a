//! The words with which servers refuse a redirect URI. Most say them on a page of their own, to
//! which only the person can see: they paste it.

use url::form_urlencoded;

/// The server software that uses these words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedirectRefusal {
    /// The product that is known to say it so; `None` where many do.
    pub product: Option<&'static str>,
    /// A further known meaning, in a sentence.
    pub note: Option<&'static str>,
}

const ENTRA: &str = "Register it under the platform Mobile and desktop applications for a client without a secret, \
     and under Web for one with a secret. The port of localhost is ignored.";
const GOOGLE: &str = "A client of the type Desktop app takes http://127.0.0.1 with any port; other types need it \
     registered.";
const PASSPORT: &str =
    "This server says it of a wrong client id and of a wrong redirect URI alike.";
const SPOTIFY: &str =
    "Spotify refuses localhost, and plain http anywhere but at 127.0.0.1 and [::1].";

/// In lower case, with the product that says so. The more telling ones come first.
const WORDS: &[(&str, Option<&str>, Option<&str>)] = &[
    ("aadsts50011", Some("Microsoft Entra"), Some(ENTRA)),
    ("aadsts500113", Some("Microsoft Entra"), Some(ENTRA)),
    ("aadsts900971", Some("Microsoft Entra"), Some(ENTRA)),
    ("invalid parameter: redirect_uri", Some("Keycloak"), None),
    (
        "error 400: redirect_uri_mismatch",
        Some("Google"),
        Some(GOOGLE),
    ),
    ("google's oauth 2.0 policy", Some("Google"), Some(GOOGLE)),
    (
        "invalid_client: invalid redirect uri",
        Some("Spotify"),
        Some(SPOTIFY),
    ),
    (
        "invalid_client: insecure redirect uri",
        Some("Spotify"),
        Some(SPOTIFY),
    ),
    (
        "redirect_uri: not matching configuration",
        Some("Spotify"),
        Some(SPOTIFY),
    ),
    (
        "must be a login redirect uri in the client app settings",
        Some("Okta"),
        None,
    ),
    ("callback url mismatch", Some("Auth0"), None),
    (
        "not in the list of allowed callback urls",
        Some("Auth0"),
        None,
    ),
    (
        "redirect_uri is not associated with this application",
        Some("GitHub"),
        None,
    ),
    (
        "redirect_uri must match the registered callback url",
        Some("GitHub"),
        None,
    ),
    ("invalid oauth2 redirect_uri", Some("Discord"), None),
    ("unregistered redirect uri", Some("Gitea or Forgejo"), None),
    ("error=redirect_mismatch", Some("Amazon Cognito"), None),
    (
        "did not match any of the client's registered redirect_uris",
        Some("oidc-provider"),
        None,
    ),
    (
        "mismatching redirect uri",
        Some("Django OAuth Toolkit or JupyterHub"),
        None,
    ),
    (
        "missing redirect uri",
        Some("Django OAuth Toolkit or JupyterHub"),
        None,
    ),
    (
        "the requested redirect uri is malformed or doesn't match",
        Some("Doorkeeper"),
        None,
    ),
    (
        "the redirect uri included is not valid",
        Some("Doorkeeper, Mastodon or GitLab"),
        None,
    ),
    (
        "is not supported by client",
        Some("Canaille or another one built on Authlib"),
        None,
    ),
    (
        "pre-registered redirect urls",
        Some("Ory Hydra, Authelia or another one built on Fosite"),
        None,
    ),
    ("mismatching redirection uri", Some("authentik"), None),
    (
        "requested redirect_uri is missing in the client configuration",
        Some("Zitadel"),
        None,
    ),
    (
        "oauth 2.0 parameter: redirect_uri",
        Some("Spring Authorization Server"),
        None,
    ),
    (
        "redirect_uri must match configuration",
        Some("Salesforce"),
        None,
    ),
    ("did not match any configured uris", Some("Slack"), None),
    (
        "does not match the registered value",
        Some("LinkedIn"),
        None,
    ),
    ("redirect_uri_mismatch", None, None),
    ("invalid_redirect_uri", None, None),
];

/// Recognises a refusal of the redirect URI in a page, its URL or a response.
pub fn recognise(text: &str) -> Option<RedirectRefusal> {
    let said = plain(text);
    let known = WORDS.iter().find(|(words, ..)| said.contains(words));
    if let Some((_, product, note)) = known {
        return Some(RedirectRefusal {
            product: *product,
            note: *note,
        });
    }
    in_general(&said).then_some(RedirectRefusal {
        product: None,
        note: None,
    })
}

/// Laravel Passport answers a wrong redirect URI with the words of a wrong client, and only the
/// place where it does so tells: nobody proves themselves on the way to the login page.
pub fn recognise_on_page(text: &str) -> Option<RedirectRefusal> {
    let passport = plain(text).contains("client authentication failed");
    recognise(text).or(passport.then_some(RedirectRefusal {
        product: Some("Laravel Passport (Firefly III)"),
        note: Some(PASSPORT),
    }))
}

/// Returns the visible text of a page: no tags, scripts or styles.
pub fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let is = |name: &str| {
            let start = tag.get(..name.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        let end = ["script", "style"].into_iter().find(|name| is(name));
        let inside = end.and_then(|name| tag.find(&format!("</{name}")));
        let tag = inside.map_or(tag, |at| &tag[at..]);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text + rest
}

fn in_general(said: &str) -> bool {
    let named = [
        "redirect_uri",
        "redirect uri",
        "redirect url",
        "redirection uri",
        "callback url",
        "reply url",
    ];
    let refused = [
        "invalid",
        "mismatch",
        "not match",
        "n't match",
        "not valid",
        "not allowed",
        "not registered",
        "unregistered",
        "not found",
        "unauthorized",
        "illegal",
        "wrong",
        "not whitelisted",
        "incorrect",
        "not permitted",
        "malformed",
        "unknown",
        "refused",
        "rejected",
    ];
    // RFC 6749's sentence on invalid_grant, which says so of a code that is merely old.
    let of_grant = "used in the authorization request";
    !said.contains(of_grant)
        && named.iter().any(|words| said.contains(words))
        && refused.iter().any(|words| said.contains(words))
}

/// In lower case, percent-encoding undone, quotes and white space made alike.
fn plain(text: &str) -> String {
    let text: String = text.chars().take(20_000).collect();
    let decoded = if text.contains('%') || text.contains('+') {
        let line = text.replace(['&', '?', '#'], " & ");
        let decoded: Vec<String> = form_urlencoded::parse(line.as_bytes())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{text} {}", decoded.join(" ").replace(" =", "="))
    } else {
        text
    };
    let alike = decoded
        .to_lowercase()
        .replace("&#39;", "'")
        .replace("&quot;", "")
        .replace(['‘', '’', '`'], "'")
        .replace(['"', '“', '”'], "");
    alike.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_common_servers_are_known() {
        for (text, product) in [
            (
                "We are sorry…\nInvalid parameter: redirect_uri",
                Some("Keycloak"),
            ),
            (
                "Error 400: redirect_uri_mismatch\nYou can’t sign in because this app sent an invalid request.",
                Some("Google"),
            ),
            (
                "AADSTS50011: The redirect URI 'http://localhost:1/' specified in the request does not match",
                Some("Microsoft Entra"),
            ),
            ("INVALID_CLIENT: Invalid redirect URI", Some("Spotify")),
            (
                "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: https://x",
                Some("Okta"),
            ),
            (
                "Callback URL mismatch.\nThe provided redirect_uri is not in the list of allowed callback URLs.",
                Some("Auth0"),
            ),
            (
                "Be careful!\nThe redirect_uri is not associated with this application.",
                Some("GitHub"),
            ),
            (
                "http://127.0.0.1/cb?error=redirect_uri_mismatch&error_description=The+redirect_uri+MUST+match+the+registered+callback+URL+for+this+application.",
                Some("GitHub"),
            ),
            (
                "The redirect URI included is not valid.",
                Some("Doorkeeper, Mastodon or GitLab"),
            ),
            (
                "The requested redirect uri is malformed or doesn’t match client redirect URI.",
                Some("Doorkeeper"),
            ),
            (
                "https://x.auth.eu-west-1.amazoncognito.com/error?error=redirect_mismatch&client_id=1",
                Some("Amazon Cognito"),
            ),
            (
                "error: invalid_redirect_uri\nredirect_uri did not match any of the client's registered redirect_uris",
                Some("oidc-provider"),
            ),
            (
                "Error: invalid_request\nMismatching redirect URI.",
                Some("Django OAuth Toolkit or JupyterHub"),
            ),
            ("Unregistered Redirect URI", Some("Gitea or Forgejo")),
            (
                "https://id.example/e?error_description=The%20%27redirect_uri%27%20parameter%20does%20not%20match%20any%20of%20the%20OAuth%202.0%20Client%27s%20pre-registered%20redirect%20urls.",
                Some("Ory Hydra, Authelia or another one built on Fosite"),
            ),
            ("Your callback url is not registered here", None),
        ] {
            let found = recognise(text);
            assert_eq!(found.map(|found| found.product), Some(product), "{text}");
        }
    }

    #[test]
    fn of_a_page_only_what_is_seen_counts() {
        let page = "<!doctype html><title>Sorry</title><script>if (a < b) no('redirect_uri')</script>\
                    <form action='/x?redirect_uri=y'><p>Invalid scope<STYLE>p { }</STYLE>";
        assert_eq!(recognise(&visible(page)), None);
        let page = "<p>Invalid <b>redirect_uri</b></p>";
        assert!(recognise(&visible(page)).is_some());
        assert_eq!(visible("a < b"), "a  ");
        assert_eq!(visible("{\"a\":1}"), "{\"a\":1}");
    }

    #[test]
    fn other_words_are_not_taken_for_it() {
        for text in [
            "",
            "invalid_scope: The requested scope is invalid",
            "Client not found.",
            "You are being redirected. If nothing happens, choose Continue.",
            "Client authentication failed",
            "invalid_grant: The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
        ] {
            assert_eq!(recognise(text), None, "{text}");
        }
        assert!(
            recognise_on_page(
                "{\"error\":\"invalid_client\",\"message\":\"Client authentication failed\"}"
            )
            .is_some()
        );
    }
}
