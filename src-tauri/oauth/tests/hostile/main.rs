//! The wire, from outside: token endpoints, metadata and certificates as hostile or as broken
//! as they come. The behaviours and their ids are those of the threat model's test plan.
//!
//! - `reply`: the bytes of answers
//! - `grants`: the three ways to ask for a token, with planted secrets
//! - `token_endpoint`: every behaviour against every grant
//! - `tls`: certificates
//! - `discovery`, `userinfo`: the other requests of a login
//! - `asked`: revocation and introspection

mod asked;
mod discovery;
mod grants;
mod reply;
mod tls;
mod token_endpoint;
mod userinfo;
