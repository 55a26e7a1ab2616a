//! Putting together what was understood.

use super::{Kind, Left, ServerDraft, Trust, Understood};
use crate::{
    transfer::placeholder::{in_address, is_placeholder},
    variables::Variables,
};

impl Understood {
    pub(in crate::transfer) fn of(kind: Kind, trust: &Trust) -> Self {
        Self {
            kinds: vec![kind],
            ..Self::trusting(trust)
        }
    }

    pub(in crate::transfer) fn trusting(trust: &Trust) -> Self {
        Self {
            trust: trust.clone(),
            ..Self::default()
        }
    }

    /// Adds a server, or what it knows to the draft that is the same one.
    pub(in crate::transfer) fn add(&mut self, server: ServerDraft) {
        match self.servers.iter_mut().find(|known| known.is_same(&server)) {
            Some(known) => known.join(server),
            None => self.servers.push(server),
        }
    }

    pub(in crate::transfer) fn join(&mut self, other: Self) {
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

    pub(in crate::transfer) fn leave(&mut self, left: Left) {
        if !self.left.contains(&left) {
            self.left.push(left);
        }
    }

    pub(in crate::transfer) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(in crate::transfer) fn miss(&mut self, name: impl Into<String>) {
        let name = name.into();
        if !name.is_empty() && !self.unresolved.contains(&name) {
            self.unresolved.push(name);
        }
    }

    /// The value put where nothing stands yet, if it is a real one.
    pub(in crate::transfer) fn put(&mut self, value: &str, place: &mut String) {
        if place.is_empty()
            && let Some(value) = self.real(value)
        {
            *place = value;
        }
    }

    /// Says which variables stayed as they are, and why.
    pub(in crate::transfer) fn tell(&mut self, variables: &Variables) {
        for (name, trouble) in variables.troubles() {
            self.leave(Left::new(format!("{{{{{name}}}}}"), trouble.why()));
        }
    }

    /// Takes out the endpoints that have a placeholder in their address, and the servers that
    /// have nothing left then: what stands for an address is none.
    pub(in crate::transfer) fn take_open_servers(&mut self) {
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

    /// Is this a value, whatever it looks like?
    pub(in crate::transfer) fn trusts(&self, text: &str) -> bool {
        self.trust.all || self.knows(text)
    }

    /// Is it a value that is stored already?
    fn knows(&self, text: &str) -> bool {
        self.trust.known.iter().any(|one| one == text)
    }

    /// The value, unless it only stands for one: then it is noted as missing.
    pub(in crate::transfer) fn real(&mut self, value: &str) -> Option<String> {
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
            self.note("What looks like a placeholder is taken as it stands, as you said.");
        }
        Some(value.to_owned())
    }
}
