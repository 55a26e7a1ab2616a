//! What touches the disk: [`vault`] turns secrets into sealed bytes and back, [`store`] keeps sealed
//! rows in SQLite.
//!
//! [`authentic`] tells what differs between a row and its seal, [`profile_secrets`] takes the secrets
//! out of a profile before it is stored. Nothing else in Tokenry turns a secret into bytes at rest.
//!
//! Uses `tokenry-model`; knows no network and no protocol. Start at [`vault::Vault`]; the tables are
//! in `migrations/`.

pub mod authentic;
pub mod profile_secrets;
pub mod store;
pub mod vault;
