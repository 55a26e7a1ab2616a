//! Everything Tokenry does, without a desktop.
//!
//! Start reading at [`workbench`], the front door: the window and the command line call its methods
//! and nothing else. Behind it stand [`login`], [`refresh`] and [`sending`] (with [`request`] below it), then
//! [`discovery`] (one address in, a server out) with what [`recipe`]s know of kinds of servers. They
//! take the `Context`: store, vault, HTTP, clock and events. [`records`] reads what is stored, proves
//! that it is as Tokenry wrote it, and opens its secrets.
//!
//! Uses `tokenry-oauth` for the protocol, `tokenry-vault` for keys and rows, `tokenry-import` for
//! files and pasted texts, and the nouns of `tokenry-model`. Knows no Tauri. Dependencies point
//! downwards: `cargo xtask check` finds modules that depend on each other in a circle.

mod account;
pub mod browser;
mod chores;
mod context;
pub mod discovery;
pub mod error;
pub mod events;
pub mod links;
pub mod log;
pub mod login;
pub mod pasted_token;
pub mod recipe;
pub mod records;
pub mod refresh;
pub mod request;
pub mod sending;
pub mod server_move;
pub mod settings;
mod signing_keys;
pub mod workbench;
