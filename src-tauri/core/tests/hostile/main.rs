//! The wire, from outside: token endpoints, metadata and certificates as hostile or as broken
//! as they come. The behaviours and their ids are those of the threat model's test plan.
//!
//! - `double`: a server on a raw socket that plays one behaviour and counts what it hears
//! - `grants`: the three ways to ask for a token, with planted secrets
//! - `token_endpoint`: every behaviour against every grant
//! - `tls`: certificates
//! - `discovery`, `userinfo`: the other requests of a login
//! - `asked`: revocation and introspection

mod asked;
mod discovery;
mod double;
mod grants;
mod tls;
mod token_endpoint;
mod userinfo;
