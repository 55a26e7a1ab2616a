//! The key of a client that will sign its own assertions (`private_key_jwt`): the server is told its
//! public half with the registration (RFC 7591 §2, `jwks`).

use serde_json::Value;

use crate::{
    dpop,
    signing::{KeyFault, SigningKey},
};
use tokenry_model::{clock::Ambient, secret::Secret};

/// A new private key, as a JWK that names itself.
pub fn make(ambient: &Ambient) -> Result<Secret, KeyFault> {
    let text = dpop::private_jwk("ES256", ambient)?;
    let public = SigningKey::read(&text)?.public_jwk()?;
    let mut private: Value =
        serde_json::from_str(text.expose()).map_err(|_| KeyFault::Unreadable)?;
    private["kid"] = public["kid"].clone();
    private["alg"] = public["alg"].clone();
    Ok(Secret::new(private.to_string()))
}

/// The public part of a private key, for the registration.
pub fn public(private: &Secret) -> Result<Value, KeyFault> {
    SigningKey::read(private)?.public_jwk()
}
