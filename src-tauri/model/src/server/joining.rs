//! The one rule for combining endpoints from several sources: a recipe, metadata, an OpenAPI
//! document and user input.
//!
//! A login sends codes, client secrets and refresh tokens to the endpoints of a server. A source
//! that could add an endpoint to those of another could redirect the other's secrets. A second
//! source therefore only adds endpoints at the origin that the first one named. It adds all its
//! endpoints if it names the same token or authorize endpoint and contradicts nothing, since it
//! then describes the same server.

use url::Url;

use super::{Endpoints, ServerProfile};

/// An endpoint from another source that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub name: &'static str,
    pub url: Url,
}

impl Endpoints {
    /// Returns all endpoints with their names, in display order.
    pub fn named(&self) -> [(&'static str, &Option<Url>); 10] {
        [
            ("authorize", &self.authorize),
            ("token", &self.token),
            ("userinfo", &self.userinfo),
            ("revocation", &self.revocation),
            ("introspection", &self.introspection),
            ("registration", &self.registration),
            ("device", &self.device),
            ("pushed authorization", &self.pushed_authorization),
            ("key", &self.jwks),
            ("logout", &self.end_session),
        ]
    }

    fn named_mut(&mut self) -> [(&'static str, &mut Option<Url>); 10] {
        [
            ("authorize", &mut self.authorize),
            ("token", &mut self.token),
            ("userinfo", &mut self.userinfo),
            ("revocation", &mut self.revocation),
            ("introspection", &mut self.introspection),
            ("registration", &mut self.registration),
            ("device", &mut self.device),
            ("pushed authorization", &mut self.pushed_authorization),
            ("key", &mut self.jwks),
            ("logout", &mut self.end_session),
        ]
    }

    pub fn is_empty(&self) -> bool {
        self.named().iter().all(|(_, url)| url.is_none())
    }

    /// Removes the endpoints that are the same in `old`.
    pub fn forget(&mut self, old: &Self) {
        for ((_, ours), (_, old)) in self.named_mut().into_iter().zip(old.named()) {
            if ours == old {
                *ours = None;
            }
        }
    }

    /// Returns `true` if both describe the same server: they share the token or authorize endpoint,
    /// and differ in neither.
    pub fn agree(&self, other: &Self) -> bool {
        let pairs = [
            (&self.token, &other.token),
            (&self.authorize, &other.authorize),
        ];
        let known = || pairs.iter().filter(|(a, b)| a.is_some() && b.is_some());
        known().count() > 0 && known().all(|(a, b)| a == b)
    }

    /// Adds the endpoints of another source, keeping existing ones. Returns those that were left
    /// out.
    pub fn join(&mut self, other: Self) -> Vec<LeftOut> {
        if self.is_empty() {
            *self = other;
            return Vec::new();
        }
        let all = self.agree(&other);
        let first = || self.named().into_iter().find_map(|(_, url)| url.as_ref());
        let anchor = self.token.as_ref().or(self.authorize.as_ref());
        let anchor = anchor.or_else(first).map(Url::origin);
        let mut other = other;
        let mut left_out = Vec::new();
        for ((name, ours), (_, theirs)) in self.named_mut().into_iter().zip(other.named_mut()) {
            if ours.is_some() {
                continue;
            }
            let Some(url) = theirs.take() else { continue };
            if all || anchor.as_ref() == Some(&url.origin()) {
                *ours = Some(url);
            } else {
                left_out.push(LeftOut { name, url });
            }
        }
        left_out
    }
}

impl LeftOut {
    pub fn sentence(&self) -> String {
        let Self { name, url } = self;
        format!(
            "The {name} endpoint {url} was left out: it comes from another source, and its host \
             differs from the token endpoint's."
        )
    }
}

impl ServerProfile {
    /// Removes the mutual TLS aliases (RFC 8705 §5) of endpoints that changed since `before`. They
    /// belong to the old metadata and would still send secrets there.
    pub fn drop_stray_aliases(&mut self, before: &Self) {
        let ends = &self.endpoints;
        let was = &before.endpoints;
        for (name, now, then) in [
            ("token_endpoint", &ends.token, &was.token),
            ("userinfo_endpoint", &ends.userinfo, &was.userinfo),
            ("revocation_endpoint", &ends.revocation, &was.revocation),
            (
                "introspection_endpoint",
                &ends.introspection,
                &was.introspection,
            ),
            ("device_authorization_endpoint", &ends.device, &was.device),
            (
                "pushed_authorization_request_endpoint",
                &ends.pushed_authorization,
                &was.pushed_authorization,
            ),
        ] {
            let same_alias = self.mtls_aliases.get(name) == before.mtls_aliases.get(name);
            if now != then && same_alias {
                self.mtls_aliases.remove(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a test's URL parses")
    }

    fn ends(authorize: &str, token: &str) -> Endpoints {
        let some = |text: &str| (!text.is_empty()).then(|| url(text));
        Endpoints {
            authorize: some(authorize),
            token: some(token),
            ..Endpoints::default()
        }
    }

    const PEOPLE: &str = "https://people.example/authorize";
    const TOKEN: &str = "https://people.example/token";
    const EVIL: &str = "https://evil.example/token";

    #[test]
    fn a_second_source_sends_no_secret_to_a_new_place() {
        for (first, second, expected, left) in [
            // The other login endpoint, at the same origin.
            (ends(PEOPLE, ""), ends("", EVIL), ends(PEOPLE, ""), 1),
            (
                ends("", TOKEN),
                ends("https://evil.example/a", ""),
                ends("", TOKEN),
                1,
            ),
            // One shared endpoint does not help if the other differs.
            (
                ends(PEOPLE, TOKEN),
                ends(PEOPLE, EVIL),
                ends(PEOPLE, TOKEN),
                0,
            ),
            // At the origin already known.
            (ends("", TOKEN), ends(PEOPLE, ""), ends(PEOPLE, TOKEN), 0),
            // The same server, so its other endpoints may be anywhere.
            (
                ends(PEOPLE, ""),
                ends(PEOPLE, "https://token.people.example/"),
                ends(PEOPLE, "https://token.people.example/"),
                0,
            ),
            (ends("", ""), ends(PEOPLE, EVIL), ends(PEOPLE, EVIL), 0),
        ] {
            let mut joined = first.clone();
            let left_out = joined.join(second.clone());
            assert_eq!(joined, expected, "{first:?} and {second:?}");
            assert_eq!(
                left_out.len(),
                left,
                "{first:?} and {second:?}: {left_out:?}"
            );
        }
    }

    #[test]
    fn every_endpoint_is_under_the_rule() {
        let far = || Some(url("https://evil.example/x"));
        let other = Endpoints {
            authorize: None,
            token: None,
            userinfo: far(),
            revocation: far(),
            introspection: far(),
            registration: far(),
            device: far(),
            pushed_authorization: far(),
            jwks: far(),
            end_session: far(),
        };
        let mut joined = ends(PEOPLE, TOKEN);
        let left_out = joined.join(other);
        assert_eq!(joined, ends(PEOPLE, TOKEN));
        assert_eq!(left_out.len(), 8);
        assert!(left_out[0].sentence().contains("https://evil.example/x"));
    }

    #[test]
    fn an_alias_goes_with_the_endpoint_that_it_stood_for() {
        let mut before = ServerProfile::at("x", url("https://people.example/"));
        before.endpoints = ends(PEOPLE, TOKEN);
        for name in ["token_endpoint", "userinfo_endpoint"] {
            let alias = url("https://mtls.people.example/x");
            before.mtls_aliases.insert(name.to_owned(), alias);
        }
        let mut after = before.clone();
        after.endpoints.token = Some(url("https://new.example/token"));
        after.drop_stray_aliases(&before);
        let kept: Vec<&str> = after.mtls_aliases.keys().map(String::as_str).collect();
        assert_eq!(kept, ["userinfo_endpoint"]);
    }
}
