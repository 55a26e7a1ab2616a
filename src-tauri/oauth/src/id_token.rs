//! The ID token, checked rule by rule (OpenID Connect Core §3.1.3.7).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::{
    jwks::{self, KeySet, SignatureFault, Signed},
    sanitize,
};
use tokenry_model::{
    claims,
    clock::{SignedDuration, Timestamp},
    jwt::Jwt,
    secret::Secret,
};

/// Clocks may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Expected claims of an ID token.
#[derive(Debug, Clone, Copy)]
pub struct IdTokenAsked<'a> {
    pub issuer: Option<&'a str>,
    pub client_id: &'a str,
    /// `None` where none was sent.
    pub nonce: Option<&'a Secret>,
    /// The access token that came with it.
    pub access: &'a Secret,
    /// Both came in an address: then it has to name the access token (OpenID Connect Core
    /// §3.2.2.10).
    pub in_address: bool,
    pub now: Timestamp,
}

/// The rule that an ID token breaks, with the values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenFault {
    #[error("The ID token cannot be trusted: {0}.")]
    Signature(#[from] SignatureFault),
    #[error("The ID token is from another issuer (iss): {found} instead of {expected}.")]
    Issuer { found: String, expected: String },
    #[error("The ID token is meant for another client (aud): {found} instead of {expected}.")]
    Audience { found: String, expected: String },
    #[error("The ID token was issued to another client (azp): {found} instead of {expected}.")]
    AuthorizedParty { found: String, expected: String },
    #[error("The ID token does not say when it ends (exp).")]
    NoExpiry,
    #[error("The ID token has ended (exp): {at}, and it is {now}.")]
    Expired { at: Timestamp, now: Timestamp },
    #[error("The ID token does not say when it was issued (iat).")]
    NoIssuedAt,
    #[error("The ID token comes from the future (iat): {at}, and it is {now}.")]
    Future { at: Timestamp, now: Timestamp },
    #[error("The ID token does not say whom it speaks of (sub).")]
    NoSubject,
    #[error("The ID token belongs to another login (nonce): {found} is not what was sent.")]
    Nonce { found: String },
    #[error("The ID token does not name the access token that came with it (at_hash).")]
    NoAccessToken,
    #[error("Nobody vouches for the ID token, which came in an address: {why}.")]
    NotVerified { why: String },
    #[error(
        "The ID token belongs to another access token (at_hash): {found} instead of {expected}."
    )]
    AccessToken { found: String, expected: String },
}

impl IdTokenFault {
    /// Returns the most likely meaning, and advice.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Signature(SignatureFault::UnknownKey { .. } | SignatureFault::NoKey { .. }) => {
                "The server signs with a key that it does not publish. Ask whoever runs it; until then nothing that it says about the account can be checked. Nothing was stored."
            }
            Self::Signature(_) => {
                "Somebody may have changed it, or the server breaks the standard. Nothing was stored. Ask whoever runs the server."
            }
            Self::Issuer { .. } => {
                "If that is the server you mean, set it as the issuer in the server's settings. Nothing was stored."
            }
            Self::Expired { .. } | Self::Future { .. } => {
                "Check the clock of this computer, and the server's. Nothing was stored."
            }
            Self::Nonce { .. } => {
                "Somebody may be replaying an old login. Nothing was stored. Log in again."
            }
            _ => {
                "The server breaks OpenID Connect Core §3.1.3.7. Nothing was stored. Ask whoever runs the server."
            }
        }
    }
}

/// Checks what an ID token says, but for its signature: it may come straight from the token
/// endpoint over TLS, which stands in for that where there are no keys.
pub fn check_claims(jwt: &Jwt, asked: IdTokenAsked<'_>) -> Result<(), IdTokenFault> {
    let text = |name: &str| jwt.claims.get(name).and_then(Value::as_str);
    check_issuer_and_audience(jwt, asked.issuer, asked.client_id)?;
    let time = |name: &str| jwt.claims.get(name).and_then(claims::time);
    let now = asked.now;
    let at = time("exp").ok_or(IdTokenFault::NoExpiry)?;
    if now.duration_since(at) >= SKEW {
        return Err(IdTokenFault::Expired { at, now });
    }
    let at = time("iat").ok_or(IdTokenFault::NoIssuedAt)?;
    if at.duration_since(now) >= SKEW {
        return Err(IdTokenFault::Future { at, now });
    }
    if text("sub").is_none_or(str::is_empty) {
        return Err(IdTokenFault::NoSubject);
    }
    if let Some(nonce) = asked.nonce
        && !nonce.same_as(text("nonce").unwrap_or_default())
    {
        let found = quoted(jwt.claims.get("nonce"));
        return Err(IdTokenFault::Nonce { found });
    }
    if asked.in_address && jwt.claims.get("at_hash").is_none() {
        return Err(IdTokenFault::NoAccessToken);
    }
    check_access(jwt, asked.access)
}

/// What of the wishes for this login (`max_age`, `acr_values`) the ID token does not show to be met
/// (OpenID Connect Core §3.1.3.7, rules 12 and 13). The server decides, so nothing is refused for it.
pub fn unmet(jwt: &Jwt, asked: &[(String, String)], now: Timestamp) -> Vec<String> {
    let said = |name: &str| {
        let mut said = asked.iter().filter(|(known, _)| known == name);
        said.next().map(|(_, value)| value.as_str())
    };
    let mut unmet = Vec::new();
    if let Some(longest) = said("max_age").and_then(|text| text.trim().parse::<i64>().ok()) {
        let age = jwt.claims.get("auth_time").and_then(claims::time);
        match age.map(|at| now.duration_since(at)) {
            None => unmet.push(format!(
                "max_age={longest} was asked for, and the ID token does not say when the person \
                 logged in (auth_time)."
            )),
            Some(age) if age > SKEW + SignedDuration::from_secs(longest) => unmet.push(format!(
                "max_age={longest} was asked for, and the person logged in {} seconds ago \
                 (auth_time).",
                age.as_secs()
            )),
            Some(_) => {}
        }
    }
    if let Some(wanted) = said("acr_values").filter(|text| !text.trim().is_empty()) {
        let found = jwt.claims.get("acr").and_then(Value::as_str);
        if !wanted.split(' ').any(|one| Some(one) == found) {
            unmet.push(format!(
                "acr_values={wanted} was asked for, and the ID token says {} (acr).",
                quoted(jwt.claims.get("acr"))
            ));
        }
    }
    unmet
}

/// Checks `iss`, `aud` and `azp`, which do not depend on the token's age.
pub fn check_issuer_and_audience(
    jwt: &Jwt,
    issuer: Option<&str>,
    client_id: &str,
) -> Result<(), IdTokenFault> {
    let text = |name: &str| jwt.claims.get(name).and_then(Value::as_str);
    if let Some(issuer) = issuer
        && text("iss") != Some(issuer)
    {
        return Err(IdTokenFault::Issuer {
            found: quoted(jwt.claims.get("iss")),
            expected: sanitize::clean(issuer),
        });
    }
    let audience = jwt.claims.get("aud");
    let (ours, others) = match audience {
        Some(Value::String(one)) => (one == client_id, false),
        Some(Value::Array(many)) => (
            many.iter().any(|one| one.as_str() == Some(client_id)),
            many.iter().any(|one| one.as_str() != Some(client_id)),
        ),
        _ => (false, false),
    };
    if !ours {
        return Err(IdTokenFault::Audience {
            found: quoted(audience),
            expected: client_id.to_owned(),
        });
    }
    let party = jwt.claims.get("azp");
    if (party.is_some() || others) && party.and_then(Value::as_str) != Some(client_id) {
        return Err(IdTokenFault::AuthorizedParty {
            found: quoted(party),
            expected: client_id.to_owned(),
        });
    }
    Ok(())
}

/// The signature of an ID token, by the server's keys.
pub fn check_signature(
    token: &Secret,
    jwt: &Jwt,
    keys: &KeySet,
    client_secret: Option<&Secret>,
) -> Result<Signed, SignatureFault> {
    jwks::verify(token.expose(), jwt, keys, client_secret)
}

/// `at_hash`, where it is there (OpenID Connect Core §3.1.3.8): the left half of the hash that
/// belongs to the signature's algorithm.
fn check_access(jwt: &Jwt, access: &Secret) -> Result<(), IdTokenFault> {
    let Some(hash) = jwt.claims.get("at_hash") else {
        return Ok(());
    };
    let alg = jwt.header.get("alg").and_then(Value::as_str);
    let access = access.expose().as_bytes();
    let digest = match alg.unwrap_or_default() {
        alg if alg.ends_with("256") => Sha256::digest(access).to_vec(),
        alg if alg.ends_with("384") => Sha384::digest(access).to_vec(),
        alg if alg.ends_with("512") || alg == "EdDSA" => Sha512::digest(access).to_vec(),
        // An algorithm of which the hash is not known; its signature is not verified either.
        _ => return Ok(()),
    };
    let expected = BASE64URL.encode(&digest[..digest.len() / 2]);
    if hash.as_str() == Some(expected.as_str()) {
        return Ok(());
    }
    Err(IdTokenFault::AccessToken {
        found: quoted(Some(hash)),
        expected,
    })
}

/// A claim as it stands there.
fn quoted(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "nothing".into(),
        Some(Value::String(text)) => sanitize::clean(text),
        Some(other) => sanitize::clean(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wishes_that_were_not_met_are_told() {
        let now = Timestamp::from_second(10_000).expect("a time");
        let told = |claims: Value, asked: &[(&str, &str)]| {
            let token = tokenry_model::jwt::unsigned(&claims);
            let jwt = Jwt::decode(&token).expect("a JWT");
            let own = asked
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            unmet(&jwt, &own.collect::<Vec<_>>(), now)
        };
        let wishes = [
            ("max_age", "60"),
            ("acr_values", "gold silver"),
            ("prompt", "login"),
        ];
        let good = json!({"auth_time": 9_700, "acr": "silver"});
        assert_eq!(told(good, &wishes), Vec::<String>::new());
        let bad = told(json!({"auth_time": 9_000, "acr": "0"}), &wishes);
        assert!(bad[0].contains("1000 seconds ago"), "{bad:?}");
        assert!(bad[1].contains("gold silver"), "{bad:?}");
        let silent = told(json!({}), &wishes);
        assert!(silent[0].contains("does not say"), "{silent:?}");
        assert_eq!(silent.len(), 2);
        assert!(told(json!({}), &[]).is_empty());
    }
}
