//! The reach of a server's secrets: its tokens go to the API, its codes, refresh tokens and client
//! secrets to the endpoints.

use std::collections::BTreeSet;

use url::Url;

use super::ServerProfile;

impl ServerProfile {
    /// Returns `true` if a token of this server may be sent to `url`: to the origin of the base URL
    /// or the userinfo endpoint, or to an origin that the person added.
    pub fn allows(&self, url: &Url) -> bool {
        let origin = url.origin();
        let text = origin.ascii_serialization();
        let own = self.api().any(|known| known.origin() == origin);
        (own && !self.unconfirmed.contains(&text))
            || self
                .origins
                .iter()
                .filter_map(|text| Url::parse(text).ok())
                .any(|known| known.origin() == origin)
    }

    /// Returns the origins that receive secrets from this profile but not from `before`. An origin
    /// that the person added by name counts as known.
    pub fn reaches_beyond(&self, before: &Self) -> Vec<String> {
        let known = before.reach();
        let mut beyond = self.reach();
        beyond.retain(|origin| !known.contains(origin) && !before.origins.contains(origin));
        beyond.into_iter().collect()
    }

    /// Marks the origins that need confirmation before a token goes there, after `before` was
    /// edited into this profile.
    pub fn confirm_like(&mut self, before: &Self, has_tokens: bool) {
        let own: BTreeSet<String> = self.api().map(origin).collect();
        let needs_confirmation = |origin: &String| {
            before.unconfirmed.contains(origin) || (has_tokens && !before.reach().contains(origin))
        };
        self.unconfirmed = own.into_iter().filter(needs_confirmation).collect();
    }

    fn reach(&self) -> BTreeSet<String> {
        let ends = &self.endpoints;
        [
            &ends.token,
            &ends.revocation,
            &ends.introspection,
            &ends.registration,
            &ends.device,
            &ends.pushed_authorization,
        ]
        .into_iter()
        .flatten()
        .chain(self.mtls_aliases.values())
        .chain(self.api())
        .map(origin)
        .collect()
    }

    /// The URLs called with an access token.
    fn api(&self) -> impl Iterator<Item = &Url> {
        [
            Some(&self.base_url),
            self.endpoints.userinfo.as_ref(),
            self.mtls_aliases.get("userinfo_endpoint"),
        ]
        .into_iter()
        .flatten()
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a test's URL parses")
    }

    #[test]
    fn a_token_may_go_to_its_servers_origins_only() {
        let mut profile = ServerProfile::at("Photos", url("https://photos.example/api/v1"));
        profile.origins.push("https://cdn.photos.example".into());

        assert!(profile.allows(&url("https://photos.example/other")));
        assert!(profile.allows(&url("https://cdn.photos.example/x")));
        assert!(
            !profile.allows(&url("http://photos.example/")),
            "another scheme"
        );
        assert!(
            !profile.allows(&url("https://photos.example:444/")),
            "another port"
        );
        assert!(
            !profile.allows(&url("https://evil.photos.example/")),
            "a sub-domain"
        );
    }

    #[test]
    fn secrets_reach_every_endpoint_that_is_given_one() {
        let before = ServerProfile::at("Photos", url("https://photos.example/api"));
        let elsewhere = || Some(url("https://evil.example/x"));
        let moved = |change: fn(&mut ServerProfile, Option<Url>)| {
            let mut after = before.clone();
            change(&mut after, elsewhere());
            after.reaches_beyond(&before)
        };
        for change in [
            (|after, to| after.endpoints.token = to) as fn(&mut ServerProfile, Option<Url>),
            |after, to| after.endpoints.userinfo = to,
            |after, to| after.endpoints.revocation = to,
            |after, to| after.endpoints.introspection = to,
            |after, to| after.endpoints.registration = to,
            |after, to| after.endpoints.device = to,
            |after, to| after.endpoints.pushed_authorization = to,
            |after, to| {
                if let Some(to) = to {
                    after.base_url = to;
                }
            },
            |after, to| {
                if let Some(to) = to {
                    after.mtls_aliases.insert("token_endpoint".into(), to);
                }
            },
        ] {
            assert_eq!(moved(change), ["https://evil.example"]);
        }
        // Pages for people and public keys receive no secret.
        for change in [
            (|after, to| after.endpoints.authorize = to) as fn(&mut ServerProfile, Option<Url>),
            |after, to| after.endpoints.jwks = to,
            |after, to| after.endpoints.end_session = to,
        ] {
            assert_eq!(moved(change), [""; 0]);
        }
    }

    #[test]
    fn a_moved_server_asks_before_its_tokens_go_there() {
        let before = ServerProfile::at("Photos", url("https://photos.example/api"));
        let new = url("https://new.example/api");
        let mut moved = ServerProfile::at("Photos", new.clone());
        moved.confirm_like(&before, true);
        assert!(!moved.allows(&new));
        let mut renamed = ServerProfile::at("Pictures", new.clone());
        renamed.confirm_like(&moved, true);
        assert!(!renamed.allows(&new), "another edit agrees to nothing");
        renamed.origins.push("https://new.example".into());
        assert!(renamed.allows(&new), "the person agreed");
        let mut fresh = ServerProfile::at("Photos", new.clone());
        fresh.confirm_like(&before, false);
        assert!(fresh.allows(&new), "there is nothing that could be sent");
    }
}
