//! What can be wrong with a recipe, with the place in its file.

use std::{fmt, io, path::PathBuf};

use super::template::TemplateError;

/// A place in a recipe's file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file's path, or its name for those that are part of the program.
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
    #[error("There is no recipe “{id}”.")]
    Unknown { id: String },
    #[error("The recipe {} cannot be read.", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// Not TOML, an unknown key, a missing one, or a value of another type.
    #[error("{spot}: {message}.")]
    Syntax {
        spot: Spot,
        message: String,
        #[source]
        source: Box<toml::de::Error>,
    },
    /// It can be read, and makes no sense.
    #[error("{spot}: {fault}")]
    Senseless { spot: Spot, fault: Fault },
    /// The recipe is fine, and does not fit the address.
    #[error("The recipe {recipe} cannot be used at this address: {source}")]
    Unfit {
        recipe: String,
        source: TemplateError,
    },
    /// The recipe leaves the endpoints to the server, and the server does not name them.
    #[error("The server does not describe itself, which the recipe {recipe} relies on.")]
    NeedsDescription { recipe: String },
    #[error("The recipe {recipe} has no part named “{name}”.")]
    NoSuchVariable { recipe: String, name: String },
}

/// What makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the id has to be the file's name, “{expected}”.")]
    Id { expected: String },
    #[error("a recipe that was not tried (tried = false) has to name its source.")]
    NoSource,
    #[error("“{text}” is no web address.")]
    Address { text: String },
    #[error("{0}")]
    Template(#[from] TemplateError),
    #[error("“{text}” is not a JSON pointer (RFC 6901): it begins with a slash or is empty.")]
    Pointer { text: String },
    #[error("“{name}” cannot be a header with this value.")]
    Header { name: String },
    #[error("“{text}” is no host name.")]
    Host { text: String },
    #[error("the example is not recognised by its own probe.")]
    Example,
    #[error("a condition needs one of is, contains, lacks, exists.")]
    Condition,
}

impl RecipeError {
    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown { .. } => "tokenry recipe list shows those there are.".into(),
            Self::Unreadable { source, .. } => format!("The system said: {source}."),
            Self::Syntax { .. } | Self::Senseless { .. } => {
                "docs/recipes.md says what a recipe may hold. Mend the file or move it away; \
                 nothing was changed."
                    .into()
            }
            Self::Unfit { .. } => {
                "Type the whole address of the server, or say the missing part: --set NAME=VALUE."
                    .into()
            }
            Self::NeedsDescription { .. } => "Check the address; or say the endpoints: \
                 --authorize-url and --token-url."
                .into(),
            Self::NoSuchVariable { recipe, .. } => {
                format!("tokenry recipe show {recipe} names its parts.")
            }
        }
    }
}
