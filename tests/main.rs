//! The product from outside. A module a question:
//!
//! - `bindings`: are page and program of one mind?

mod bindings;
