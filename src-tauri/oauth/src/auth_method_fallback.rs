//! Other client authentication methods (RFC 6749 §2.3) after a refusal.

use tokenry_model::client::AuthMethod;

/// A way for a client to prove itself that was not tried yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherMethod {
    pub method: AuthMethod,
    /// Why it may be the right one, in a sentence.
    pub why: &'static str,
}

/// Facts about a client whose authentication was refused.
#[derive(Debug, Clone, Copy)]
pub struct Disbelieved<'a> {
    pub current: AuthMethod,
    /// Those that the server has refused with this very id and secret.
    pub refused: &'a [AuthMethod],
    pub has_secret: bool,
    /// Id and secret look otherwise when they are form-encoded (RFC 6749 §2.3.1). If not, the raw
    /// variant of basic is the same request again.
    pub raw_differs: bool,
    /// With `token_endpoint_auth_methods_supported` a server says which make sense.
    pub listed: &'a [AuthMethod],
    pub by_recipe: &'a [AuthMethod],
}

/// The methods that were not refused yet, the most likely one first. None left with a secret at
/// hand means that the secret is most likely wrong.
pub fn other_methods(of: Disbelieved<'_>) -> Vec<OtherMethod> {
    let usual: &[AuthMethod] = match of.current {
        AuthMethod::ClientSecretBasic => &[
            AuthMethod::ClientSecretBasicRaw,
            AuthMethod::ClientSecretPost,
        ],
        _ => &[
            AuthMethod::ClientSecretBasic,
            AuthMethod::ClientSecretBasicRaw,
            AuthMethod::ClientSecretPost,
        ],
    };
    let named = |why| {
        move |method: &AuthMethod| OtherMethod {
            method: *method,
            why,
        }
    };
    let all = of
        .listed
        .iter()
        .map(named("The server lists another method in its metadata."))
        .chain(
            of.by_recipe
                .iter()
                .map(named("Servers of this kind take another method.")),
        )
        .chain(usual.iter().map(|method| OtherMethod {
            method: *method,
            why: match method {
                AuthMethod::ClientSecretBasicRaw => {
                    "The id or the secret holds characters that some servers want as they are."
                }
                _ => "Many servers take another method.",
            },
        }));
    let mut others: Vec<OtherMethod> = Vec::new();
    for other in all {
        let known = |one: &OtherMethod| one.method == other.method;
        let same_again = matches!(
            other.method,
            AuthMethod::ClientSecretBasicRaw | AuthMethod::ClientSecretBasic
        ) && !of.raw_differs
            && [of.current].iter().chain(of.refused).any(|tried| {
                matches!(
                    tried,
                    AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretBasicRaw
                )
            });
        let pointless = other.method == AuthMethod::ClientSecretBasicRaw && !of.raw_differs;
        if other.method != of.current
            && !of.refused.contains(&other.method)
            && !same_again
            && !pointless
            && possible(of.current, other.method, of.has_secret)
            && makes_sense(other.method, of.listed)
            && !others.iter().any(known)
        {
            others.push(other);
        }
    }
    others
}

/// Returns `true` if form encoding changes the text.
pub fn is_changed_by_encoding(text: &str) -> bool {
    let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    encoded != text
}

/// A secret is no private key and no certificate, and these are no secret.
fn possible(current: AuthMethod, method: AuthMethod, has_secret: bool) -> bool {
    match method {
        AuthMethod::None => true,
        AuthMethod::ClientSecretBasic
        | AuthMethod::ClientSecretPost
        | AuthMethod::ClientSecretBasicRaw
        | AuthMethod::ClientSecretJwt => {
            has_secret && current != AuthMethod::PrivateKeyJwt && !current.is_tls()
        }
        AuthMethod::PrivateKeyJwt => false,
        AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => current.is_tls(),
    }
}

/// The raw variant is no standard's: a server that lists basic may mean it.
fn makes_sense(method: AuthMethod, listed: &[AuthMethod]) -> bool {
    let method = match method {
        AuthMethod::ClientSecretBasicRaw => AuthMethod::ClientSecretBasic,
        method => method,
    };
    listed.is_empty() || listed.contains(&method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy)]
    struct Case<'a>(
        AuthMethod,
        bool,
        &'a [AuthMethod],
        &'a [AuthMethod],
        &'a [AuthMethod],
    );

    #[test]
    fn what_the_server_says_comes_before_what_is_usual() {
        use AuthMethod::{
            ClientSecretBasic, ClientSecretBasicRaw, ClientSecretJwt, ClientSecretPost, None,
            PrivateKeyJwt, SelfSignedTlsClientAuth, TlsClientAuth,
        };
        for Case(current, secret, listed, recipe, expected) in [
            Case(
                ClientSecretBasic,
                true,
                &[],
                &[],
                &[ClientSecretBasicRaw, ClientSecretPost],
            ),
            Case(
                ClientSecretPost,
                true,
                &[],
                &[],
                &[ClientSecretBasic, ClientSecretBasicRaw],
            ),
            Case(
                ClientSecretBasicRaw,
                true,
                &[],
                &[],
                &[ClientSecretBasic, ClientSecretPost],
            ),
            Case(
                None,
                true,
                &[],
                &[],
                &[ClientSecretBasic, ClientSecretBasicRaw, ClientSecretPost],
            ),
            Case(None, false, &[], &[], &[]),
            // What is not listed makes no sense, but for the raw variant of what is.
            Case(
                ClientSecretPost,
                true,
                &[ClientSecretBasic],
                &[],
                &[ClientSecretBasic, ClientSecretBasicRaw],
            ),
            Case(
                ClientSecretBasic,
                true,
                &[ClientSecretBasic],
                &[],
                &[ClientSecretBasicRaw],
            ),
            Case(
                ClientSecretBasic,
                true,
                &[PrivateKeyJwt, ClientSecretJwt, ClientSecretPost],
                &[],
                &[ClientSecretJwt, ClientSecretPost],
            ),
            Case(
                ClientSecretBasic,
                true,
                &[],
                &[None, ClientSecretPost],
                &[None, ClientSecretPost, ClientSecretBasicRaw],
            ),
            // What stands in the secret's place is a key or a certificate.
            Case(
                PrivateKeyJwt,
                true,
                &[PrivateKeyJwt, ClientSecretPost],
                &[],
                &[],
            ),
            Case(
                TlsClientAuth,
                true,
                &[TlsClientAuth, SelfSignedTlsClientAuth, ClientSecretPost],
                &[],
                &[SelfSignedTlsClientAuth],
            ),
        ] {
            let found = other_methods(Disbelieved {
                current,
                refused: &[],
                has_secret: secret,
                raw_differs: true,
                listed,
                by_recipe: recipe,
            });
            let found: Vec<_> = found.iter().map(|other| other.method).collect();
            assert_eq!(found, expected, "{current:?} {listed:?} {recipe:?}");
        }
    }

    #[test]
    fn nothing_is_tried_twice() {
        use AuthMethod::{ClientSecretBasic, ClientSecretBasicRaw, ClientSecretPost};
        for (current, refused, raw_differs, expected) in [
            (ClientSecretBasic, &[][..], false, &[ClientSecretPost][..]),
            (
                ClientSecretPost,
                &[ClientSecretBasic],
                true,
                &[ClientSecretBasicRaw],
            ),
            (ClientSecretPost, &[ClientSecretBasic], false, &[]),
            (ClientSecretBasicRaw, &[], false, &[ClientSecretPost]),
            (
                ClientSecretBasicRaw,
                &[ClientSecretBasic, ClientSecretPost],
                true,
                &[],
            ),
            (ClientSecretPost, &[], false, &[ClientSecretBasic]),
        ] {
            let found = other_methods(Disbelieved {
                current,
                refused,
                has_secret: true,
                raw_differs,
                listed: &[],
                by_recipe: &[],
            });
            let found: Vec<_> = found.iter().map(|other| other.method).collect();
            assert_eq!(found, expected, "{current:?} {refused:?} {raw_differs}");
        }
        assert!(is_changed_by_encoding("a+b/c="));
        assert!(!is_changed_by_encoding("abc-DEF_1.2"));
    }
}
