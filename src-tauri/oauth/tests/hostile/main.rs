//! The HTTP side against hostile and broken servers: token endpoints, metadata and certificates. The
//! behaviours and their ids are those of the test plan in the threat model.
//!
//! - `double`: a server on a raw socket that plays one behaviour and counts the requests
//! - `grants`: the three ways to request a token, with planted secrets
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
