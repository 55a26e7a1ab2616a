//! URLs, split at the parts that can be secret.

use std::collections::BTreeMap;

use url::Url;

/// A URL as text, split at the parts that can be secret. The rest stays character for character the
/// same, because redirect URIs are compared that way.
pub(super) struct Address {
    scheme: String,
    pub(super) userinfo: Option<String>,
    /// Host and path.
    rest: String,
    query: Option<Vec<String>>,
    fragment: Option<String>,
}

impl Address {
    pub(super) fn of(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        Url::parse(text).ok()?;
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment.to_owned())),
            None => (rest, None),
        };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query.split('&').map(str::to_owned).collect())),
            None => (rest, None),
        };
        let host_end = rest.find('/').unwrap_or(rest.len());
        let (userinfo, rest) = match rest[..host_end].rsplit_once('@') {
            Some((userinfo, _)) => (Some(userinfo.to_owned()), &rest[userinfo.len() + 1..]),
            None => (None, rest),
        };
        Some(Self {
            scheme: scheme.to_owned(),
            userinfo: userinfo.filter(|text| !text.is_empty()),
            rest: rest.to_owned(),
            query,
            fragment,
        })
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{}://", self.scheme);
        if let Some(userinfo) = &self.userinfo {
            text.push_str(userinfo);
            text.push('@');
        }
        text.push_str(&self.rest);
        if let Some(query) = &self.query {
            text.push('?');
            text.push_str(&query.join("&"));
        }
        if let Some(fragment) = &self.fragment {
            text.push('#');
            text.push_str(fragment);
        }
        text
    }

    /// Returns the key under which a secret is kept. It contains the member and the origin, so that
    /// another URL does not receive the secret.
    pub(super) fn place(&self, member: &str) -> String {
        let host = self.rest.split('/').next().unwrap_or_default();
        format!("{member} {}://{host}", self.scheme)
    }

    /// Calls `with` for each parameter of the query and the path (`;name=value`, RFC 3986 §3.3),
    /// with its place, its name and its raw value.
    pub(super) fn each(
        &mut self,
        member: &str,
        with: &mut dyn FnMut(String, &str, &str) -> Option<String>,
    ) {
        let place = self.place(member);
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for pair in self.query.iter_mut().flatten() {
            let Some((name, value)) = pair.split_once('=') else {
                continue;
            };
            let count = seen.entry(name.to_owned()).or_default();
            *count += 1;
            let place = numbered(format!("{place}?{name}"), *count);
            if let Some(other) = with(place, name, value) {
                *pair = format!("{name}={other}");
            }
        }
        let mut parts: Vec<String> = self.rest.split(';').map(str::to_owned).collect();
        for part in parts.iter_mut().skip(1) {
            let (pair, path) = part.split_at(part.find('/').unwrap_or(part.len()));
            let Some((name, value)) = pair.split_once('=') else {
                continue;
            };
            let count = seen.entry(format!(";{name}")).or_default();
            *count += 1;
            let place = numbered(format!("{place};{name}"), *count);
            if let Some(other) = with(place, name, value) {
                *part = format!("{name}={other}{path}");
            }
        }
        self.rest = parts.join(";");
    }
}

/// Numbers repeated parameters of the same name.
pub(super) fn numbered(place: String, count: u32) -> String {
    match count {
        1 => place,
        count => format!("{place}#{count}"),
    }
}
