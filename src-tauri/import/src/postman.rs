//! Postman's files: collections of formats 2.0 and 2.1, environments, and the wrappers in which
//! Postman's services deliver them.
//!
//! [`format`] defines the file format, [`auth`] reads OAuth blocks, [`requests`] reads requests,
//! and [`environment`] reads variables without a collection.

mod auth;
mod environment;
mod format;
mod requests;

use serde::Deserialize as _;
use serde_json::Value;

use self::format::{Collection, Environment};
use super::{
    ImportError,
    draft::{Ignored, ImportPlan, Kind, Trust},
};
use tokenry_model::variables::{Variable, Variables};

/// The files that are read together.
pub(super) struct Files {
    /// Values from the person, which take precedence over the files.
    given: Vec<Variable>,
    collections: Vec<Collection>,
    environments: Vec<Environment>,
    /// Anomalies in the files.
    findings: ImportPlan,
}

impl Files {
    pub(super) fn new(given: &[Variable], trust: &Trust) -> Self {
        Self {
            given: given.to_vec(),
            collections: Vec::new(),
            environments: Vec::new(),
            findings: ImportPlan::trusting(trust),
        }
    }

    /// Recognises one file.
    pub(super) fn take(&mut self, text: &str) -> Result<(), ImportError> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let value = Value::deserialize(&mut reader).map_err(ImportError::Json)?;
        reader.end().map_err(ImportError::Json)?;
        self.sort(value)
    }

    fn sort(&mut self, mut value: Value) -> Result<(), ImportError> {
        let has = |name: &str| value.get(name).is_some();
        if has("access_token") {
            return Err(ImportError::TokenReply);
        }
        if has("requests") && has("order") {
            return Err(ImportError::PostmanFirst);
        }
        if has("info") && (has("item") || value["info"].get("schema").is_some()) {
            let read = Collection::read(&value, &mut self.findings)?;
            self.collections.push(read);
            return Ok(());
        }
        if value.get("values").is_some_and(Value::is_array) {
            self.environments.push(Environment::read(&value));
            return Ok(());
        }
        let mut take = |name: &str| value.get_mut(name).map(Value::take).unwrap_or_default();
        let mut inner = vec![take("collection"), take("environment")];
        if let Value::Array(more) = take("environments") {
            inner.extend(more);
        }
        let mut found = false;
        for value in inner.into_iter().filter(Value::is_object) {
            self.sort(value)?;
            found = true;
        }
        if found {
            Ok(())
        } else {
            Err(ImportError::NotPostman)
        }
    }

    /// Combines the contents of all files.
    pub(super) fn read(self) -> ImportPlan {
        let mut understood = self.findings;
        for environment in &self.environments {
            understood.kinds.push(Kind::PostmanEnvironment);
            environment.note_doubles(&self.environments, &mut understood);
        }
        let trust = understood.trust.clone();
        let outer = |collection: Option<&Collection>| {
            let given = self
                .given
                .iter()
                .map(|one| (one.name.clone(), one.value.clone()));
            let environments = self.environments.iter().flat_map(Environment::pairs);
            let own = collection.into_iter().flat_map(Collection::pairs);
            Variables::braces(given.chain(environments).chain(own))
        };
        for collection in &self.collections {
            understood.kinds.push(Kind::PostmanCollection);
            let variables = outer(Some(collection));
            understood.join(requests::read(collection, &variables, &trust));
            understood.report(&variables);
        }
        if understood.servers.is_empty()
            && !(self.environments.is_empty() && self.collections.is_empty())
        {
            let values = match self.collections.as_slice() {
                [only] => outer(Some(only)),
                _ => outer(None),
            };
            environment::read(&values, &mut understood);
            understood.report(&values);
        }
        for collection in &self.collections {
            if collection.has_scripts {
                understood.leave(Ignored::new(
                    format!("the scripts of “{}”", collection.name()),
                    "Tokenry runs no scripts.",
                ));
            }
        }
        understood
    }
}
