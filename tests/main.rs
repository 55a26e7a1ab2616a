//! The product from outside. A module a question:
//!
//! - `asked`: what do servers say of their tokens, and do they take them back?
//! - `bindings`: are page and program of one mind?
//! - `bound`: is a token that is bound to a key good with that key, and with it alone?
//! - `certified`: does a client that shows a certificate get a token, and is it good with that alone?
//! - `command_line`: what does it do at a locked keyring?
//! - `devices`: does a login on another device work at a real server, and end when it is denied?
//! - `documented`: is every request what the servers' own documents show?
//! - `implicit`: is a token taken from an address, and only from that of its login?
//! - `keyrings`: what does the command line do at keyrings that are empty, reset, or asked by many?
//! - `leaks`: is any secret in plain text where none may be?
//! - `logins`: does logging in work at real servers, by every way, and end well when it fails?
//! - `proving`: does a client prove itself by a signature, and push its request?
//! - `registering`: does a client register itself, and is it managed?
//! - `resources`: is a token good for what was asked for in particular, also when it is renewed?
//! - `servers`: does the command line work with the servers that people run?
//! - `tokens`: are they renewed, rotated, and kept from strangers?
//! - `window`: does the window do all that for a person, and say what is wrong when it cannot?
//!
//! The stage that they act on is made for Linux.

#![cfg(target_os = "linux")]

mod asked;
mod bindings;
mod bound;
mod certified;
mod command_line;
mod devices;
mod documented;
mod granting;
mod implicit;
mod keyrings;
mod leaks;
mod logins;
mod proving;
mod registering;
mod resources;
mod servers;
mod support;
mod terminal;
mod tokens;
mod window;
