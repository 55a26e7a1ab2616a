//! The errors of a recipe, with their position in the file.

use std::{fmt, io, path::PathBuf};

use super::template::TemplateError;

/// A position in a recipe's file. Lines and columns start at 1. Columns count characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The path of the file, or its name for a built-in recipe.
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, line {}, column {}",
            self.file, self.line, self.column
        )
    }
}

#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    #[error("No recipe is named “{id}”.")]
    Unknown { id: String },
    #[error("The recipe {} cannot be read.", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// Invalid TOML, an unknown or missing key, or a value of the wrong type.
    #[error("{spot}: {message}.")]
    Syntax {
        spot: Spot,
        message: String,
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The file is valid TOML, but its content is not a valid recipe.
    #[error("{spot}: {fault}")]
    Senseless { spot: Spot, fault: Fault },
    /// The recipe is valid, but does not fit the URL.
    #[error("The recipe {recipe} cannot be used with this URL: {source}")]
    Unfit {
        recipe: String,
        source: TemplateError,
    },
    /// The recipe relies on the server's metadata, and the server has none.
    #[error("The recipe {recipe} needs the metadata of the server, and the server provides none.")]
    NeedsDescription { recipe: String },
    #[error("The recipe {recipe} has no variable “{name}”.")]
    NoSuchVariable { recipe: String, name: String },
}

/// A fault in the content of a recipe.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the id must match the file name, “{expected}”.")]
    Id { expected: String },
    #[error("a recipe that was not tried (tried = false) must name its source.")]
    NoSource,
    #[error("“{text}” is not a web URL.")]
    Address { text: String },
    #[error("{0}")]
    Template(#[from] TemplateError),
    #[error("“{text}” is not a JSON pointer (RFC 6901). It must be empty or begin with a slash.")]
    Pointer { text: String },
    #[error("“{name}” is not a valid header name, or its value is invalid.")]
    Header { name: String },
    #[error("“{text}” is not a host name.")]
    Host { text: String },
    #[error("the probe does not recognise its own example.")]
    Example,
    #[error("a condition needs one of “is”, “contains”, “lacks” or “exists”.")]
    Condition,
}

impl RecipeError {
    /// The next step.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown { .. } => "“tokenry recipe list” shows all recipes.".into(),
            Self::Unreadable { source, .. } => format!("The operating system reported: {source}."),
            Self::Syntax { .. } | Self::Senseless { .. } => {
                "Nothing was changed. docs/recipes.md documents the format. Correct the file, or move \
                 it out of the folder."
                    .into()
            }
            Self::Unfit { .. } => {
                "Enter the complete URL of the server, or set the missing variable with \
                 --set NAME=VALUE."
                    .into()
            }
            Self::NeedsDescription { .. } => "Check the URL, or name the endpoints with --authorize-url \
                 and --token-url."
                .into(),
            Self::NoSuchVariable { recipe, .. } => {
                format!("“tokenry recipe show {recipe}” lists its variables.")
            }
        }
    }
}
