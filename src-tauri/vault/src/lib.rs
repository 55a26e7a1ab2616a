//! Everything that touches the disk. [`vault`] turns secrets into sealed bytes and back, and
//! [`store`] keeps sealed rows in SQLite.
//!
//! [`authentic`] detects differences between a row and its sealed copy. [`profile_secrets`] takes
//! the secrets out of a profile before it is stored. Nothing else in Tokenry turns a secret into
//! bytes at rest.
//!
//! Depends on `tokenry-model` and knows neither network nor protocol. Start at [`vault::Vault`].
//! The tables are defined in `migrations/`.

pub mod authentic;
pub mod profile_secrets;
pub mod store;
pub mod vault;
