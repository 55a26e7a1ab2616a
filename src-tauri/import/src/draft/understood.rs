//! Assembly of the import's results.

use super::{ClientDraft, Ignored, ImportPlan, Kind, ServerDraft, Trust};
use crate::placeholder::{in_address, is_placeholder};
use tokenry_model::variables::Variables;

impl ImportPlan {
    pub(crate) fn of(kind: Kind, trust: &Trust) -> Self {
        Self {
            kinds: vec![kind],
            ..Self::trusting(trust)
        }
    }

    pub(crate) fn trusting(trust: &Trust) -> Self {
        Self {
            trust: trust.clone(),
            ..Self::default()
        }
    }

    /// Adds a server, or merges it into the draft of the same server.
    pub(crate) fn add(&mut self, server: ServerDraft) {
        match self.servers.iter_mut().find(|known| known.is_same(&server)) {
            Some(known) => known.join(server),
            None => self.servers.push(server),
        }
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.kinds.extend(other.kinds);
        for server in other.servers {
            self.add(server);
        }
        self.collections.extend(other.collections);
        self.requests.extend(other.requests);
        for note in other.notes {
            self.note(note);
        }
        for left in other.left {
            self.leave(left);
        }
        for name in other.unresolved {
            self.miss(name);
        }
    }

    pub(crate) fn leave(&mut self, left: Ignored) {
        if !self.left.contains(&left) {
            self.left.push(left);
        }
    }

    pub(crate) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(crate) fn miss(&mut self, name: impl Into<String>) {
        let name = name.into();
        if !name.is_empty() && !self.unresolved.contains(&name) {
            self.unresolved.push(name);
        }
    }

    /// Fills an empty `place` with the value, unless it is a placeholder.
    pub(crate) fn put(&mut self, value: &str, place: &mut String) {
        if place.is_empty()
            && let Some(value) = self.real(value)
        {
            *place = value;
        }
    }

    /// Reports the variables that were not substituted, with reasons.
    pub(crate) fn report(&mut self, variables: &Variables) {
        for (name, trouble) in variables.troubles() {
            self.leave(Ignored::new(format!("{{{{{name}}}}}"), trouble.why()));
        }
    }

    /// Removes the endpoints whose URLs contain placeholders, and the servers left without any.
    pub(crate) fn take_open_servers(&mut self) {
        let mut kept = Vec::new();
        for mut server in std::mem::take(&mut self.servers) {
            let ends = &mut server.profile.endpoints;
            let (mut taken, mut bare) = (false, true);
            for end in [
                &mut ends.authorize,
                &mut ends.token,
                &mut ends.device,
                &mut ends.registration,
            ] {
                if let Some(open) = end.as_ref().and_then(in_address)
                    && !self.trusts(&open)
                {
                    self.miss(open);
                    *end = None;
                    taken = true;
                }
                bare &= end.is_none();
            }
            let base = in_address(&server.profile.base_url).filter(|open| !self.trusts(open));
            match base {
                Some(open) if bare => self.miss(open),
                _ if bare && taken && !server.base_told => {}
                _ => kept.push(server),
            }
        }
        self.servers = kept;
    }

    /// Returns `true` if the text is a value, whatever it looks like.
    pub(crate) fn trusts(&self, text: &str) -> bool {
        self.trust.all || self.knows(text)
    }

    /// Returns `true` if the value is already stored.
    fn knows(&self, text: &str) -> bool {
        self.trust.known.iter().any(|one| one == text)
    }

    /// Returns the value, or records it as missing if it is a placeholder.
    pub(crate) fn real(&mut self, value: &str) -> Option<String> {
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        let variable = value.contains("{{");
        if (is_placeholder(value) || variable) && !self.knows(value) {
            if !self.trust.all || variable {
                self.miss(value);
                return None;
            }
            self.note("What looks like a placeholder is used as a value, as you requested.");
        }
        Some(value.to_owned())
    }
}

impl ImportPlan {
    /// Removes and returns the clients that cannot be stored, for lack of an id or a required
    /// secret.
    pub fn take_unfinished(&mut self) -> Vec<ClientDraft> {
        let mut unfinished = Vec::new();
        for server in &mut self.servers {
            let (whole, rest) = std::mem::take(&mut server.clients)
                .into_iter()
                .partition(ClientDraft::is_whole);
            server.clients = whole;
            unfinished.extend::<Vec<ClientDraft>>(rest);
        }
        unfinished
    }
}
