//! A file of variables only.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Pair, pairs, text};
use crate::draft::{Ignored, ImportPlan};

pub(in crate::postman) struct Environment {
    name: String,
    values: Vec<Pair>,
}

impl Environment {
    pub(in crate::postman) fn read(file: &Value) -> Self {
        Self {
            name: text(&file["name"]),
            values: pairs(&file["values"]),
        }
    }

    pub(in crate::postman) fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.values.iter().filter_map(Pair::used)
    }

    /// Reports the variables that an earlier environment already defines.
    pub(in crate::postman) fn note_doubles(&self, all: &[Self], understood: &mut ImportPlan) {
        let before = all.iter().take_while(|other| !std::ptr::eq(*other, self));
        let before: BTreeMap<String, String> = before.flat_map(Self::pairs).collect();
        for (name, value) in self.pairs() {
            if before.get(&name).is_some_and(|known| *known != value) {
                understood.leave(Ignored::new(
                    format!("{name} of “{}”", self.name),
                    "An earlier environment gives the variable another value.",
                ));
            }
        }
    }
}
