//! The destinations of a server's secrets, listed if its endpoints span several origins.

use std::collections::BTreeMap;

use url::Url;

use super::ServerProfile;

impl ServerProfile {
    /// Lists in full sentences where codes, secrets and tokens go. Empty if all endpoints share one
    /// origin, since that surprises nobody.
    pub fn destinations(&self) -> Vec<String> {
        let ends = &self.endpoints;
        let origin = |url: &Option<Url>| url.as_ref().map(|url| url.origin().ascii_serialization());
        let (authorize, token) = (origin(&ends.authorize), origin(&ends.token));
        let mut others: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
        for (name, url) in [
            ("revocation", &ends.revocation),
            ("introspection", &ends.introspection),
            ("registration", &ends.registration),
            ("device", &ends.device),
            ("pushed authorization", &ends.pushed_authorization),
        ] {
            let main = token.as_ref().or(authorize.as_ref());
            if let Some(origin) = origin(url).filter(|origin| Some(origin) != main) {
                others.entry(origin).or_default().push(name);
            }
        }
        let userinfo = origin(&ends.userinfo);
        let known = [token.as_ref(), authorize.as_ref()];
        let userinfo = userinfo.filter(|origin| {
            let own = self.base_url.origin().ascii_serialization() == *origin;
            !own && !known.contains(&Some(origin)) && known.iter().any(Option::is_some)
        });
        let aliases = self.mtls_aliases.values();
        let aliases: Vec<String> = aliases
            .map(|url| url.origin().ascii_serialization())
            .filter(|origin| Some(origin) != token.as_ref())
            .collect();

        let apart = authorize.is_some() && token.is_some() && authorize != token;
        let mut sentences = Vec::new();
        if !apart && others.is_empty() && userinfo.is_none() && aliases.is_empty() {
            return sentences;
        }
        if let Some(authorize) = &authorize {
            sentences.push(format!("People log in at {authorize}."));
        }
        if let Some(token) = &token {
            sentences.push(format!(
                "Codes, client secrets and refresh tokens go to {token}."
            ));
        }
        for (origin, names) in others {
            sentences.push(format!(
                "Client secrets and tokens also go to {origin} ({}).",
                names.join(", ")
            ));
        }
        if let Some(userinfo) = userinfo {
            sentences.push(format!("Access tokens also go to {userinfo} (userinfo)."));
        }
        let mut aliases = aliases;
        aliases.sort_unstable();
        aliases.dedup();
        for origin in aliases {
            sentences.push(format!("Clients with a certificate connect to {origin}."));
        }
        sentences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "an endpoint is optional")]
    fn url(text: &str) -> Option<Url> {
        Some(Url::parse(text).expect("a test's URL parses"))
    }

    #[test]
    fn several_origins_are_told_with_what_goes_there() {
        let mut profile = ServerProfile::at("x", url("https://api.example/").expect("some"));
        assert!(profile.destinations().is_empty());
        profile.endpoints.authorize = url("https://id.example/authorize");
        profile.endpoints.token = url("https://id.example/token");
        profile.endpoints.userinfo = url("https://api.example/me");
        assert!(
            profile.destinations().is_empty(),
            "the API is where tokens go anyway"
        );
        profile.endpoints.token = url("https://machines.example/token");
        assert_eq!(
            profile.destinations(),
            [
                "People log in at https://id.example.",
                "Codes, client secrets and refresh tokens go to https://machines.example.",
            ]
        );
        profile.endpoints.revocation = url("https://third.example/revoke");
        profile.endpoints.userinfo = url("https://fourth.example/me");
        let alias = url("https://mtls.example/token").expect("some");
        profile.mtls_aliases.insert("token_endpoint".into(), alias);
        let sentences = profile.destinations().join("\n");
        for part in [
            "also go to https://third.example (revocation)",
            "also go to https://fourth.example (userinfo)",
            "certificate connect to https://mtls.example",
        ] {
            assert!(sentences.contains(part), "{part} in {sentences}");
        }
    }
}
