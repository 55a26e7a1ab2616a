//! The real binary in a scratch directory, without a keyring: what it writes, and how it ends.

mod answering;
mod asked;
mod bad_input;
mod clients;
mod data;
mod device;
mod direct;
mod doctor;
mod finding;
mod home;
mod importing;
mod logins;
mod managing;
mod mending;
mod recipes;
mod registering;
mod replies;
mod running;
mod secrets;
mod send;
mod sending;
mod servers;
mod tokens;
mod usage;
mod vault;
mod vault_ways;
