//! The real binary in a scratch directory, without a keyring: what it writes, and how it ends.

mod asked;
mod bad_input;
mod callbacks;
mod clients;
mod data;
mod device;
mod direct;
mod doctor;
mod documents;
mod finding;
mod framing;
mod home;
mod importing;
#[cfg(unix)]
mod interrupted;
mod logins;
mod logs;
mod managing;
mod meanwhile;
mod mending;
mod recipes;
mod refused;
mod registering;
mod replies;
mod review;
mod running;
mod schemas;
mod secrets;
mod send;
mod sending;
mod servers;
#[cfg(unix)]
mod shells;
mod tokens;
mod transcripts;
mod usage;
mod vault;
mod vault_ways;
#[cfg(unix)]
mod written_to;
