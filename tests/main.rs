//! The product from outside. A module a question:
//!
//! - `bindings`: are page and program of one mind?
//! - `logins`: does logging in work at real servers, by every way, and end well when it fails?
//! - `tokens`: are they renewed, rotated, and kept from strangers?
//! - `window`: does a newcomer get from the first run to the first answer?

mod bindings;
mod logins;
mod support;
mod tokens;
mod window;
