//! Every secret that occurred, as the server itself recorded it.

use std::collections::BTreeSet;

use serde_json::Value;
use tokenry_stage::{Call, Ledger, leaks::Needle};

/// Secrets by kind, without repeats.
pub(super) struct Needles {
    seen: BTreeSet<String>,
    pub(super) all: Vec<Needle>,
}

impl Needles {
    /// What passed through the token endpoint.
    pub(super) fn of(ledger: &Ledger) -> Self {
        let mut needles = Self {
            seen: BTreeSet::new(),
            all: Vec::new(),
        };
        for call in &ledger.token_calls {
            needles.asked(call);
            needles.answered(call);
        }
        needles
    }

    /// One more secret, unless it is there already.
    pub(super) fn add(&mut self, kind: &str, text: &str) {
        if self.seen.insert(text.to_owned()) {
            let name = format!("{kind} {}", self.count(kind) + 1);
            self.all.push(Needle::new(name, text).expect("long enough"));
        }
    }

    /// How many there are of a kind.
    pub(super) fn count(&self, kind: &str) -> usize {
        let of_kind = |needle: &&Needle| {
            let name = needle.name().rsplit_once(' ');
            name.is_some_and(|(name, _)| name == kind)
        };
        self.all.iter().filter(of_kind).count()
    }

    fn asked(&mut self, call: &Call) {
        for (parameter, kind) in [
            ("code", "authorization code"),
            ("code_verifier", "PKCE verifier"),
            ("refresh_token", "refresh token"),
        ] {
            if let Some(text) = call.parameter(parameter) {
                self.add(kind, text);
            }
        }
    }

    fn answered(&mut self, call: &Call) {
        let Ok(reply) = serde_json::from_str::<Value>(&call.reply) else {
            return;
        };
        for (member, kind) in [
            ("access_token", "access token"),
            ("refresh_token", "refresh token"),
            ("id_token", "ID token"),
        ] {
            if let Some(text) = reply[member].as_str() {
                self.add(kind, text);
            }
        }
    }
}
