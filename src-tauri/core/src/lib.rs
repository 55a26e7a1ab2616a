//! Everything Tokenry does, without a desktop.
//!
//! Start reading at [`workbench`], the public interface: the window and the command line call only its
//! methods. It uses [`login`], [`refresh`], [`sending`] (with [`request`] below it) and [`discovery`],
//! which finds the server at a URL with the help of [`recipe`]s. These take the `Context`: store, vault,
//! HTTP client, clock and events. [`records`] reads stored rows, verifies that Tokenry wrote them, and
//! opens their secrets.
//!
//! The crate uses `tokenry-oauth` for the protocol, `tokenry-vault` for keys and rows, `tokenry-import`
//! for files and pasted texts, and the types of `tokenry-model`. It does not depend on Tauri.
//! `cargo xtask check` finds circular dependencies between modules.

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
