//! JSON Web Tokens (RFC 7519), decoded and **not verified**: good for showing claims and for
//! an expiry, never for trusting.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::Value;

use super::{claims, said, userinfo};
use crate::{clock::Timestamp, token::Account};

/// Some issuers pad.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A decoded JWT. Its signature was not checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Jwt {
    /// An object.
    pub header: Value,
    /// An object.
    pub claims: Value,
}

/// What an ID token must say (OpenID Connect Core §3.1.3.7). It comes straight from the token
/// endpoint over TLS, which stands in for its signature there.
#[derive(Debug, Clone, Copy)]
pub struct IdTokenAsked<'a> {
    pub issuer: Option<&'a str>,
    pub client_id: &'a str,
    /// `None` on a refresh.
    pub nonce: Option<&'a crate::secret::Secret>,
}

/// Why an ID token is not the one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenFault {
    #[error("The ID token is from another issuer: {found}.")]
    Issuer { found: String },
    #[error("The ID token is meant for another client.")]
    Audience,
    #[error("The ID token belongs to another login: its nonce is not ours.")]
    Nonce,
}

impl Jwt {
    /// Decodes a signed JWT. `None` for everything else, encrypted ones included.
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

    /// `exp` (RFC 7519 §4.1.4), whole seconds.
    pub fn exp(&self) -> Option<Timestamp> {
        claims::time(self.claims.get("exp")?)
    }

    /// `sub` and whatever a person recognises.
    pub fn account(&self) -> Option<Account> {
        userinfo::account_of(&self.claims)
    }

    /// Checks an ID token's issuer, audience and nonce.
    pub fn check_id_token(&self, asked: IdTokenAsked<'_>) -> Result<(), IdTokenFault> {
        let text = |name: &str| self.claims.get(name).and_then(Value::as_str);
        if let Some(issuer) = asked.issuer
            && text("iss") != Some(issuer)
        {
            let found = said::clean(text("iss").unwrap_or("nobody"));
            return Err(IdTokenFault::Issuer { found });
        }
        let meant_for_us = match self.claims.get("aud") {
            Some(Value::String(one)) => one == asked.client_id,
            Some(Value::Array(many)) => {
                many.iter().any(|one| one.as_str() == Some(asked.client_id))
            }
            _ => false,
        };
        if !meant_for_us {
            return Err(IdTokenFault::Audience);
        }
        match asked.nonce {
            Some(nonce) if !nonce.same_as(text("nonce").unwrap_or_default()) => {
                Err(IdTokenFault::Nonce)
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;
    use crate::secret::Secret;

    pub(crate) fn jwt(claims: &Value) -> String {
        let part = |value: &Value| BASE64URL.encode(value.to_string());
        format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(claims))
    }

    #[test]
    fn claims_are_read_without_a_key() {
        let token = jwt(&json!({"sub": "7", "exp": 1_700_000_000, "email": "a@b.example"}));
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
            let token = jwt(&json!({"exp": exp}));
            assert_eq!(Jwt::decode(&token).expect("a JWT").exp(), None, "{exp}");
        }
        let token = jwt(&json!({"exp": 1_700_000_000.9}));
        let exp = Jwt::decode(&token).expect("a JWT").exp();
        assert_eq!(exp.map(Timestamp::as_second), Some(1_700_000_000));
    }

    #[test]
    fn an_id_token_must_be_ours() {
        let nonce = Secret::new("n-0S6_WzA2Mj");
        let good =
            json!({"iss": "https://id.example", "aud": ["x", "app"], "nonce": "n-0S6_WzA2Mj"});
        let check = |claims: &Value| {
            Jwt::decode(&jwt(claims))
                .expect("a JWT")
                .check_id_token(IdTokenAsked {
                    issuer: Some("https://id.example"),
                    client_id: "app",
                    nonce: Some(&nonce),
                })
        };
        let with = |name: &str, value: Value| {
            let mut claims = good.clone();
            claims[name] = value;
            claims
        };
        assert_eq!(check(&good), Ok(()));
        assert_eq!(check(&with("aud", json!("app"))), Ok(()));
        assert_eq!(
            check(&with("aud", json!("other"))),
            Err(IdTokenFault::Audience)
        );
        assert_eq!(
            check(&with("aud", json!(null))),
            Err(IdTokenFault::Audience)
        );
        assert_eq!(
            check(&with("nonce", json!("replayed"))),
            Err(IdTokenFault::Nonce)
        );
        assert_eq!(check(&with("nonce", json!(null))), Err(IdTokenFault::Nonce));
        assert_eq!(
            check(&with("iss", json!("https://evil.example"))),
            Err(IdTokenFault::Issuer {
                found: "https://evil.example".into()
            })
        );
    }
}
