//! The one rule for endpoints from several sources, such as a recipe, metadata, an OpenAPI
//! document and what a person typed.
//!
//! What a login hands over (codes, secrets, refresh tokens) goes to the endpoints of a server. If
//! one source could add an endpoint to those of another, it could send the other's secrets
//! wherever it likes. So a second source only adds what sends nothing to a new place: an endpoint
//! at the origin that the first one named; or all it knows, if it names the very same token or
//! authorize endpoint and contradicts nothing, since then it speaks of the same server.

use url::Url;

use super::{Endpoints, ServerProfile};

/// An endpoint that another source named, and that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub name: &'static str,
    pub url: Url,
}

impl Endpoints {
    /// All of them with their names, in the order in which they are shown.
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

    /// Drops what is as in `old`.
    pub fn forget(&mut self, old: &Self) {
        for ((_, ours), (_, old)) in self.named_mut().into_iter().zip(old.named()) {
            if ours == old {
                *ours = None;
            }
        }
    }

    /// Does `other` speak of the same server: by the same token or authorize endpoint, and without
    /// another one in either's place?
    pub fn agree(&self, other: &Self) -> bool {
        let pairs = [
            (&self.token, &other.token),
            (&self.authorize, &other.authorize),
        ];
        let known = || pairs.iter().filter(|(a, b)| a.is_some() && b.is_some());
        known().count() > 0 && known().all(|(a, b)| a == b)
    }

    /// Adds what another source says; what is there stays. Tells what was not taken.
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
            "The {name} endpoint {url} was left out: it comes from another source and is at another host than the token endpoint."
        )
    }
}

impl ServerProfile {
    /// Drops the endpoints for clients with a certificate (RFC 8705 §5) whose counterparts were
    /// changed since `before`: they belong to what the metadata said, and would go on sending
    /// secrets there.
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
            // The half of a login that the first source lacks.
            (ends(PEOPLE, ""), ends("", EVIL), ends(PEOPLE, ""), 1),
            (
                ends("", TOKEN),
                ends("https://evil.example/a", ""),
                ends("", TOKEN),
                1,
            ),
            // The same place for one half does not help where the other differs.
            (
                ends(PEOPLE, TOKEN),
                ends(PEOPLE, EVIL),
                ends(PEOPLE, TOKEN),
                0,
            ),
            // At the origin that is known already.
            (ends("", TOKEN), ends(PEOPLE, ""), ends(PEOPLE, TOKEN), 0),
            // The same server: what it adds may be anywhere.
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
