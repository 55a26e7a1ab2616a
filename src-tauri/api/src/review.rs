//! What is stored and is not as Tokenry stored it.

use serde::Serialize;
use tokenry_vault::{
    authentic::{Changed, ChangedField},
    store::Unreadable,
};

use crate::error::CommandError;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ReviewView {
    pub changed: Vec<ChangedView>,
    pub unreadable: Vec<UnreadableView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ChangedView {
    /// Of the row and of what was shown of it: it means nothing any more once that changes.
    pub id: String,
    /// `server`, `client` or `token`.
    pub kind: String,
    pub name: String,
    /// Empty where it is not known what Tokenry stored.
    pub fields: Vec<ChangedFieldView>,
    /// It can be put back.
    pub known: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangedFieldView {
    pub name: String,
    pub was: String,
    pub is: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct UnreadableView {
    pub id: String,
    pub kind: String,
    pub name: Option<String>,
    pub reason: String,
}

/// What the command line answers when it is to show both.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DueView {
    pub changed: Vec<DueChangeView>,
    pub unreadable: Vec<DueRowView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DueChangeView {
    /// `server`, `client` or `token`.
    pub kind: String,
    pub id: String,
    pub name: String,
    /// It can be put back.
    pub known: bool,
    /// Empty where it is not known what Tokenry stored.
    pub fields: Vec<ChangedFieldView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DueRowView {
    pub kind: String,
    pub name: Option<String>,
    pub reason: String,
}

/// What a person can be shown and decides about.
pub trait Shown {
    /// Another one as soon as anything in it changes.
    fn shown_as(&self) -> String;
}

impl Shown for Changed {
    fn shown_as(&self) -> String {
        format!("{} {self:?}", self.id)
    }
}

impl Shown for Unreadable {
    fn shown_as(&self) -> String {
        format!("{} {}", self.what, self.number)
    }
}

/// The one that the person was shown under this id.
pub fn decided<T: Shown>(all: Vec<T>, id: &str) -> Result<T, CommandError> {
    let found = all.into_iter().find(|one| one.shown_as() == id);
    found.ok_or_else(CommandError::gone)
}

impl From<(Vec<Changed>, Vec<Unreadable>)> for ReviewView {
    fn from((changed, unreadable): (Vec<Changed>, Vec<Unreadable>)) -> Self {
        Self {
            changed: changed.iter().map(ChangedView::from).collect(),
            unreadable: unreadable.iter().map(UnreadableView::from).collect(),
        }
    }
}

impl From<&Changed> for ChangedView {
    fn from(changed: &Changed) -> Self {
        Self {
            id: changed.shown_as(),
            kind: changed.kind.word().into(),
            name: changed.name.clone(),
            fields: changed.fields.iter().map(ChangedFieldView::from).collect(),
            known: changed.known,
        }
    }
}

impl From<&Unreadable> for UnreadableView {
    fn from(row: &Unreadable) -> Self {
        Self {
            id: row.shown_as(),
            kind: row.what.to_string(),
            name: row.name.clone(),
            reason: row.reason.clone(),
        }
    }
}

impl From<&ChangedField> for ChangedFieldView {
    fn from(field: &ChangedField) -> Self {
        Self {
            name: field.name.clone(),
            was: field.was.clone(),
            is: field.is.clone(),
        }
    }
}

impl DueView {
    pub fn of(changed: &[Changed], unreadable: &[Unreadable]) -> Self {
        Self {
            changed: changed.iter().map(DueChangeView::from).collect(),
            unreadable: unreadable.iter().map(DueRowView::from).collect(),
        }
    }
}

impl From<&Changed> for DueChangeView {
    fn from(changed: &Changed) -> Self {
        Self {
            kind: changed.kind.word().into(),
            id: changed.id.to_string(),
            name: changed.name.clone(),
            known: changed.known,
            fields: changed.fields.iter().map(ChangedFieldView::from).collect(),
        }
    }
}

impl From<&Unreadable> for DueRowView {
    fn from(row: &Unreadable) -> Self {
        Self {
            kind: row.what.to_string(),
            name: row.name.clone(),
            reason: row.reason.clone(),
        }
    }
}
