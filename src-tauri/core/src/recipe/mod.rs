//! Recipes: descriptions of kinds of servers.
//!
//! A recipe is a TOML file. Those in `recipes/` are built into the program. Those in the folder
//! `recipes` of the data directory are the person's own, and take precedence over built-in ones with
//! the same id. [`schema`] is the format (documented in docs/recipes.md), [`read`] parses and checks
//! it, [`Recipes`] finds recipes, and [`instantiate`] applies one to a server.

mod attaching;
mod error;
mod folder;
mod instantiate;
mod probe;
mod read;
mod redirects;
mod schema;
mod template;
#[cfg(test)]
mod tests;

pub use self::error::RecipeError;
pub use self::error::Spot;
pub use self::folder::Origin;
pub use self::folder::Recipes;
pub use self::instantiate::Placed;
pub use self::instantiate::Steps;
pub use self::schema::Address;
pub use self::schema::Condition;
pub use self::schema::Endpoints;
pub use self::schema::Method;
pub use self::schema::Offered;
pub use self::schema::Placing;
pub use self::schema::Probe;
pub use self::schema::Recipe;
pub use self::schema::Recognise;
pub use self::schema::Redirect;
pub use self::schema::RedirectWay;
pub use self::schema::Registration;
pub use self::schema::RegistrationWay;
pub use self::schema::Scope;
pub use self::schema::Variable;
pub use self::schema::Verify;
pub use self::schema::Where;
pub use self::schema::Wire;
pub use crate::recipe::folder::LocatedRecipe;
