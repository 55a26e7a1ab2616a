//! The product from outside. A module a question:
//!
//! - `bindings`: are page and program of one mind?
//! - `logins`: does logging in work at real servers, by every way, and end well when it fails?

mod bindings;
mod logins;
mod support;
