//! Everything Tokenry does, without a desktop.
//!
//! Start reading at [`workbench`], the front door: the window and the command line call its methods
//! and nothing else. Behind it stand [`login`], [`refresh`] (refresh) and [`request`] (sending), then
//! [`discovery`] (one address in, a server out) with what [`recipe`]s know of kinds of servers.
//!
//! Uses `tokenry-oauth` for the protocol, `tokenry-vault` for keys and rows, `tokenry-import` for
//! files and pasted texts, and the nouns of `tokenry-model`. Knows no Tauri. Dependencies point
//! downwards; `cargo xtask check` holds that, but for one knot that it names
//! (`xtask/src/circles.rs`).

pub mod browser;
pub mod discovery;
pub mod error;
pub mod events;
pub mod links;
pub mod login;
pub mod pasted_token;
pub mod recipe;
pub mod refresh;
pub mod request;
pub mod workbench;
