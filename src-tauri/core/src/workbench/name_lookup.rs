//! What a person means by a name: the thing that has exactly this one, else the only one whose
//! name differs in nothing but capitals.

use crate::error::Error;
use tokenry_vault::store::{Noun, StoreError};

/// The one of `all` that is meant, where none has exactly this name.
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

/// Nothing has exactly this name.
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
    fn capitals_matter_only_where_they_decide() {
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
