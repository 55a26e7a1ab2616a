//! How else a client could prove itself (RFC 6749 §2.3) at a server that does not believe it.

use crate::client::AuthMethod;

/// A way for a client to prove itself that was not tried yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherMethod {
    pub method: AuthMethod,
    /// Why it may be the right one, in a sentence.
    pub why: &'static str,
}

/// The methods that were not tried, the most likely one first. With a list of its own
/// (`token_endpoint_auth_methods_supported`) a server says which make sense.
pub(crate) fn other_methods(
    current: AuthMethod,
    has_secret: bool,
    listed: &[AuthMethod],
    by_recipe: &[AuthMethod],
) -> Vec<OtherMethod> {
    let usual: &[AuthMethod] = match current {
        AuthMethod::Basic => &[AuthMethod::Post, AuthMethod::RawBasic, AuthMethod::None],
        AuthMethod::RawBasic => &[AuthMethod::Basic, AuthMethod::Post, AuthMethod::None],
        _ => &[
            AuthMethod::Basic,
            AuthMethod::Post,
            AuthMethod::RawBasic,
            AuthMethod::None,
        ],
    };
    let named = |why| {
        move |method: &AuthMethod| OtherMethod {
            method: *method,
            why,
        }
    };
    let all = listed
        .iter()
        .map(named("The server lists another method in its metadata."))
        .chain(
            by_recipe
                .iter()
                .map(named("Servers of this kind take another method.")),
        )
        .chain(usual.iter().map(named("Many servers take another method.")));
    let mut others: Vec<OtherMethod> = Vec::new();
    for other in all {
        let known = |one: &OtherMethod| one.method == other.method;
        if other.method != current
            && possible(current, other.method, has_secret)
            && makes_sense(other.method, listed)
            && !others.iter().any(known)
        {
            others.push(other);
        }
    }
    others
}

/// A secret is no private key and no certificate, and these are no secret.
fn possible(current: AuthMethod, method: AuthMethod, has_secret: bool) -> bool {
    match method {
        AuthMethod::None => true,
        AuthMethod::Basic | AuthMethod::Post | AuthMethod::RawBasic | AuthMethod::SecretJwt => {
            has_secret && current != AuthMethod::PrivateKeyJwt && !current.is_tls()
        }
        AuthMethod::PrivateKeyJwt => false,
        AuthMethod::Tls | AuthMethod::SelfSignedTls => current.is_tls(),
    }
}

/// The raw variant is no standard's: a server that lists basic may mean it.
fn makes_sense(method: AuthMethod, listed: &[AuthMethod]) -> bool {
    let method = match method {
        AuthMethod::RawBasic => AuthMethod::Basic,
        method => method,
    };
    listed.is_empty() || listed.contains(&method)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is used, whether there is a secret, what the server lists, what its recipe does, and
    /// what is offered.
    type Case<'a> = (
        AuthMethod,
        bool,
        &'a [AuthMethod],
        &'a [AuthMethod],
        &'a [AuthMethod],
    );

    #[test]
    fn what_the_server_says_comes_before_what_is_usual() {
        use AuthMethod::{
            Basic, None, Post, PrivateKeyJwt, RawBasic, SecretJwt, SelfSignedTls, Tls,
        };
        let cases: [Case<'_>; 10] = [
            (Basic, true, &[], &[], &[Post, RawBasic, None]),
            (Post, true, &[], &[], &[Basic, RawBasic, None]),
            (None, true, &[], &[], &[Basic, Post, RawBasic]),
            (None, false, &[], &[], &[]),
            // What is not listed makes no sense, but for the raw variant of what is.
            (Post, true, &[Basic], &[], &[Basic, RawBasic]),
            (Basic, true, &[Basic], &[], &[RawBasic]),
            (
                Basic,
                true,
                &[PrivateKeyJwt, SecretJwt, Post],
                &[],
                &[SecretJwt, Post],
            ),
            (Basic, true, &[], &[None, Post], &[None, Post, RawBasic]),
            // What stands in the secret's place is a key or a certificate.
            (PrivateKeyJwt, true, &[PrivateKeyJwt, Post], &[], &[]),
            (
                Tls,
                true,
                &[Tls, SelfSignedTls, Post],
                &[],
                &[SelfSignedTls],
            ),
        ];
        for (current, secret, listed, recipe, expected) in cases {
            let found = other_methods(current, secret, listed, recipe);
            let found: Vec<_> = found.iter().map(|other| other.method).collect();
            assert_eq!(found, expected, "{current:?} {listed:?} {recipe:?}");
        }
    }
}
