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

pub use self::{
    error::{RecipeError, Spot},
    folder::{Found, Origin, Recipes},
    instantiate::{Placed, Steps},
    schema::{
        Address, Condition, Endpoints, Method, Offered, Placing, Probe, Recipe, Recognise,
        Redirect, RedirectWay, Registration, RegistrationWay, Scope, Variable, Verify, Where, Wire,
    },
};
