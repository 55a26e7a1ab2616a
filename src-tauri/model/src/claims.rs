//! Short descriptions of the registered JWT claims (RFC 7519 §4.1, RFC 9068 §2.2, OpenID Connect
//! Core §2 and §5.1).

use serde_json::Value;

use crate::{clock::Timestamp, sanitize, token::Account};

/// Describes a claim. For a point in time, the description contains the time.
pub fn meaning(name: &str, value: &Value) -> Option<String> {
    let sentence = match name {
        "exp" => return Some(format!("Expires at {}", time(value)?)),
        "nbf" => return Some(format!("Not valid before {}", time(value)?)),
        "iat" => return Some(format!("Issued at {}", time(value)?)),
        "auth_time" => return Some(format!("Last login at {}", time(value)?)),
        "updated_at" => return Some(format!("Account changed at {}", time(value)?)),
        "iss" => "Issuer of the token",
        "sub" => "Subject that it is about",
        "aud" => "Audience that it is meant for",
        "azp" => "Authorized party: the client that it was issued to",
        "jti" => "Identifier of the token",
        "nonce" => "Ties it to the login that requested it",
        "scope" | "scp" | "scopes" => "Scopes that it grants",
        "client_id" | "cid" => "Client that it was issued to",
        "acr" => "Strength of the authentication",
        "amr" => "Authentication methods",
        "at_hash" => "Ties it to its access token",
        "sid" => "Session at the server",
        "cnf" => "Key that it is bound to",
        "email" => "E-mail address",
        "email_verified" => "E-mail address verified by the server",
        "name" => "Full name",
        "preferred_username" => "User name",
        "roles" | "groups" => "Roles or groups of the account",
        _ => return None,
    };
    Some(sentence.into())
}

/// Reads a `NumericDate` (RFC 7519 §2) as whole seconds.
pub fn time(value: &Value) -> Option<Timestamp> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a NumericDate may have a fraction; beyond i64 it saturates and is refused"
    )]
    let seconds = value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as i64))?;
    Timestamp::from_second(seconds).ok()
}

/// Returns the account described by claims or by an API's user object.
pub fn account_of(claims: &Value) -> Option<Account> {
    // JSON:API, as Firefly III uses it, and the common wrappers.
    let places = ["/data/attributes", "/data", "/user", ""];
    let find = |names: &[&str]| {
        places.iter().rev().find_map(|place| {
            let object = claims.pointer(place)?;
            names.iter().find_map(|name| shown(object.get(*name)?))
        })
    };
    let label = find(&[
        "preferred_username",
        "acct",
        "username",
        "login",
        "email",
        "name",
        "nickname",
    ]);
    let subject = find(&["sub", "id", "user_id", "uuid"]).or_else(|| label.clone())?;
    Some(Account {
        label: label.unwrap_or_else(|| subject.clone()),
        subject,
    })
}

/// Returns a name or number as text for display.
pub fn shown(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) if !text.trim().is_empty() => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(sanitize::clean(&text).chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::meaning;

    #[test]
    fn a_point_in_time_is_told_as_one() {
        let expiry = meaning("exp", &json!(1_700_000_000.75));
        assert_eq!(expiry.as_deref(), Some("Expires at 2023-11-14T22:13:20Z"));
        assert_eq!(meaning("exp", &json!("soon")), None, "no time, no meaning");
        assert_eq!(
            meaning("aud", &json!([])).as_deref(),
            Some("Audience that it is meant for")
        );
    }
}
