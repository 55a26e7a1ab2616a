//! JSON Web Tokens (RFC 7519), decoded but **not verified**. They are good for displaying claims
//! and reading an expiry, never for trust. `tokenry_oauth::jwks` verifies signatures.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::Value;

use crate::{claims, clock::Timestamp, token::Account};

/// Some issuers add padding.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A decoded JWT with an unverified signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Jwt {
    /// A JSON object.
    pub header: Value,
    /// A JSON object.
    pub claims: Value,
}

impl Jwt {
    /// Decodes a signed JWT. Returns `None` for anything else, including encrypted JWTs.
    pub fn decode(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let object = |part: &str| -> Option<Value> {
            let bytes = BASE64URL.decode(part).ok()?;
            serde_json::from_slice(&bytes).ok().filter(Value::is_object)
        };
        Some(Self {
            header: object(header)?,
            claims: object(claims)?,
        })
    }

    /// Returns `exp` (RFC 7519 §4.1.4) in whole seconds.
    pub fn exp(&self) -> Option<Timestamp> {
        claims::time(self.claims.get("exp")?)
    }

    /// Returns `sub`, with a label that a person recognises.
    pub fn account(&self) -> Option<Account> {
        claims::account_of(&self.claims)
    }
}

/// Builds a JWT with these claims and a dummy signature, for tests.
#[cfg(any(test, feature = "testing"))]
pub fn unsigned(claims: &Value) -> String {
    let part = |value: &Value| BASE64URL.encode(value.to_string());
    let header = serde_json::json!({"alg": "RS256"});
    format!("{}.{}.c2ln", part(&header), part(claims))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn claims_are_read_without_a_key() {
        let token = unsigned(&json!({"sub": "7", "exp": 1_700_000_000, "email": "a@b.example"}));
        let jwt = Jwt::decode(&token).expect("a JWT");
        assert_eq!(jwt.header["alg"], "RS256");
        assert_eq!(jwt.exp().map(Timestamp::as_second), Some(1_700_000_000));
        let account = jwt.account().expect("an account");
        assert_eq!(
            (account.subject.as_str(), account.label.as_str()),
            ("7", "a@b.example")
        );
    }

    #[test]
    fn what_is_no_jwt_is_left_alone() {
        for text in [
            "",
            "abc",
            "a.b.c",
            "..",
            "eyJ.eyJ.x",
            "a.b.c.d.e",
            "bnVsbA.bnVsbA.x",
        ] {
            assert_eq!(Jwt::decode(text), None, "{text:?}");
        }
    }

    #[test]
    fn absurd_expiries_are_no_expiries() {
        for exp in [json!("soon"), json!(1e300), json!(-1e300), json!(null)] {
            let token = unsigned(&json!({"exp": exp}));
            assert_eq!(Jwt::decode(&token).expect("a JWT").exp(), None, "{exp}");
        }
        let token = unsigned(&json!({"exp": 1_700_000_000.9}));
        let exp = Jwt::decode(&token).expect("a JWT").exp();
        assert_eq!(exp.map(Timestamp::as_second), Some(1_700_000_000));
    }
}
