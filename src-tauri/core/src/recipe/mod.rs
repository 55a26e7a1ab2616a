//! Recipes: what is known about a kind of server before it is asked.
//!
//! A recipe is a TOML file: those in `recipes/` are part of the program, those in the folder
//! `recipes` of the data directory are the person's own, and win where both have the same id.
//! [`schema`] is what a file may say (written down for people in docs/recipes.md), [`read`]
//! reads and checks one, [`Recipes`] finds them, [`instantiate`] sets a recipe up at an address.

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
