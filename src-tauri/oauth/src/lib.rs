//! The HTTP client factory and the protocol of OAuth 2.0: one file a grant or protocol step.
//!
//! - Before the browser: [`discovery`] finds the endpoints, [`redirect`] decides how the code
//!   comes back, [`authorize`] makes the address for the browser, and [`par`] shortens it.
//! - While the person is away: [`loopback`] listens, [`callback`] judges what arrives.
//! - The token endpoint: a [`token_request`] is a grant as data, to which `client_auth` adds who asks
//!   ([`signing`] signs); [`token_endpoint`] sends it, [`reply`] reads what comes back, [`error`] says
//!   what went wrong and whether a refresh token is dead. [`device`] gets the codes for another device.
//! - Bound to a key: [`dpop`] makes the key of a token and the proofs that go with requests.
//! - With the token: [`userinfo`] tells whose it is, [`id_token`] and [`jwks`] whether that can be
//!   believed, [`introspection`] what the server knows of it, and [`revocation`] gives it back;
//!   [`logout`] ends the session. How such questions are put, `auxiliary_endpoint` knows.
//!
//! Uses `tokenry-model` and the network through [`http`]; knows no disk, no vault and no keyring, and
//! stores nothing. Start at [`token_request`].

pub mod auth_method_fallback;
pub mod authorize;
pub mod callback;
pub mod device;
pub mod discovery;
pub mod dpop;
pub mod error;
pub mod http;
pub mod id_token;
pub mod introspection;
pub mod jwks;
pub mod logout;
pub mod loopback;
pub mod metadata;
pub mod par;
pub mod redirect;
pub mod registration;
pub mod reply;
pub mod revocation;
pub mod signing;
pub mod token_endpoint;
pub mod token_request;
pub mod userinfo;

mod auxiliary_endpoint;
mod own_words;
mod page;
mod raw_reply;
mod reply_fields;

/// For the whole protocol.
use tokenry_model::{authorization_params, sanitize};
