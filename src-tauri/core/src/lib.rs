//! Everything Tokenry does, without a desktop.
//!
//! Start reading at [`workbench`]: the window and the command line call its methods and
//! nothing else. Below it stand [`login`], [`keeping`] (renewal) and [`request`], then what touches
//! the machine ([`vault`]: keys and sealing, [`store`]: SQLite), what is known of kinds of servers
//! ([`recipe`]) and the protocol ([`oauth`]), and at the bottom the nouns ([`server`], [`client`],
//! [`token`]), [`http`] (the one client factory) and [`clock`].
//!
//! Dependencies point downwards. `cargo xtask check` holds that, but for two knots that it names
//! (`xtask/src/circles.rs`). Nothing here knows Tauri.

pub mod browser;
pub mod error;
pub mod events;
pub mod finding;
pub mod keeping;
pub mod links;
pub mod login;
pub mod pasted_token;
pub mod recipe;
pub mod request;
pub mod workbench;
