//! The recognition of a server by its host name or by its response to a probe.

use serde_json::Value;
use url::Url;

use super::{Condition, Probe, Recipe};

impl Recipe {
    /// Tests whether the host belongs only to this kind of server.
    pub fn knows_host(&self, address: &Url) -> bool {
        let Some(host) = address.host_str() else {
            return false;
        };
        let host = host.to_ascii_lowercase();
        let mut patterns = self.recognise.hosts.iter();
        patterns.any(|pattern| host_matches(pattern, &host))
    }
}

impl Probe {
    /// Tests whether the response is one that only this kind of server gives.
    pub fn recognises(&self, status: u16, body: &str) -> bool {
        let body = body.trim_start_matches('\u{feff}');
        let json = serde_json::from_str::<Value>(body).ok();
        let mut conditions = self.holds.iter();
        status == self.status && conditions.all(|condition| condition.holds(body, json.as_ref()))
    }
}

impl Condition {
    /// Tests whether the condition checks nothing.
    pub(super) fn is_empty(&self) -> bool {
        let texts = [&self.is, &self.contains, &self.lacks];
        self.exists.is_none() && texts.iter().all(|text| text.is_none())
    }

    fn holds(&self, body: &str, json: Option<&Value>) -> bool {
        let text = Value::from(body.trim());
        let value = match (&self.at, json) {
            (None, _) => Some(&text),
            (Some(pointer), Some(json)) => json.pointer(pointer),
            (Some(_), None) => return false,
        };
        let fits = |wanted: &Option<String>, fits: fn(&Value, &str) -> bool| {
            let wanted = wanted.as_deref();
            wanted.is_none_or(|text| value.is_some_and(|value| fits(value, text)))
        };
        fits(&self.is, same)
            && fits(&self.contains, contains)
            && fits(&self.lacks, |value, part| !contains(value, part))
            && self.exists.is_none_or(|exists| exists == value.is_some())
    }
}

/// Matches a host name. A leading `*.` stands for one or more labels, any other `*` for exactly one.
pub(super) fn host_matches(pattern: &str, host: &str) -> bool {
    if let Some(parent) = pattern.strip_prefix("*.") {
        return host
            .strip_suffix(parent)
            .is_some_and(|below| below.len() > 1 && below.ends_with('.'));
    }
    let (wanted, given) = (pattern.split('.'), host.split('.'));
    wanted.clone().count() == given.clone().count()
        && wanted
            .zip(given)
            .all(|(wanted, given)| wanted == "*" || wanted == given)
}

fn same(value: &Value, text: &str) -> bool {
    match value {
        Value::String(string) => string == text,
        Value::Bool(yes) => (if *yes { "true" } else { "false" }) == text,
        Value::Number(number) => *number.to_string() == *text,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

fn contains(value: &Value, part: &str) -> bool {
    match value {
        Value::String(string) => string.contains(part),
        Value::Array(list) => list.iter().any(|one| same(one, part)),
        _ => false,
    }
}
