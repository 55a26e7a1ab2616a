//! The nouns of Tokenry as plain data: [`server`], [`client`], [`token`], [`request`], and the
//! [`transcript`] of their use. `docs/glossary.md` defines them.
//!
//! The crate also contains what every other crate needs: [`id`]s, the [`clock`] and randomness,
//! [`secret`]s and [`sealed`] bytes, and [`redact`], the one place that decides what is secret.
//!
//! It depends on no other Tokenry crate and uses no network, disk or async runtime.
//! `tokenry-oauth`, `tokenry-vault` and `tokenry-import` build on it independently. Start at
//! [`token`].

pub mod authorization_params;
pub mod callback_method;
pub mod causes;
pub mod choice;
pub mod claims;
pub mod client;
pub mod clock;
pub mod curl_command;
pub mod diagnosis;
pub mod grant;
pub mod grant_type;
pub mod hosts;
pub mod id;
pub mod jwt;
pub mod login;
pub mod redact;
pub mod request;
pub mod sanitize;
pub mod sealed;
pub mod secret;
pub mod sentence;
pub mod server;
pub mod shell;
pub mod spelling;
pub mod token;
pub mod token_type_hint;
pub mod transcript;
pub mod variables;
