//! Lookup by name: the exact name, or else the only name that differs only in case.

use crate::error::Error;
use tokenry_vault::store::{Noun, StoreError};

/// Finds the one of `all` whose name matches regardless of case. Called if no name matches
/// exactly.
pub(super) fn meant<T>(
    what: Noun,
    typed: &str,
    all: Vec<T>,
    name: impl Fn(&T) -> &str,
) -> Result<T, Error> {
    let wanted = typed.to_lowercase();
    let mut found: Vec<T> = all
        .into_iter()
        .filter(|one| name(one).to_lowercase() == wanted)
        .collect();
    if found.len() > 1 {
        return Err(Error::SeveralMeant {
            what,
            typed: typed.to_owned(),
            names: found.iter().map(|one| name(one).to_owned()).collect(),
        });
    }
    Ok(found.pop().ok_or(StoreError::NotFound(what))?)
}

/// Returns true if no name matches exactly.
pub(super) fn is_unknown<T>(found: &Result<T, StoreError>) -> bool {
    matches!(found, Err(StoreError::NotFound(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pick(typed: &str) -> Result<&'static str, Error> {
        meant(
            Noun::Server,
            typed,
            vec!["GitHub", "Ätna", "one", "ONE"],
            |name| *name,
        )
    }

    #[test]
    fn case_matters_only_to_tell_names_apart() {
        assert_eq!(pick("github").expect("one"), "GitHub");
        assert_eq!(pick("ÄTNA").expect("one"), "Ätna");
        let error = pick("One").expect_err("two");
        assert!(error.to_string().contains("“one” or “ONE”"), "{error}");
        let error = pick("hub").expect_err("none");
        assert!(matches!(
            error,
            Error::Store(StoreError::NotFound(Noun::Server))
        ));
    }
}
