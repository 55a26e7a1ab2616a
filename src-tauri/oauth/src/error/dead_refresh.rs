//! Recognition of refusals that mean the refresh token no longer works.
//!
//! The standard has one word for it, `invalid_grant` (RFC 6749 §5.2). Real servers have more, and
//! some of them use that word for what passes. So the description is read with sense: it has to
//! speak of the refresh token and of its end, under a code that is not about something else.

use super::Refusal;

/// Codes that mean it, by themselves.
const CODES: [&str; 9] = [
    "invalid_grant",
    // GitHub, Slack, Zoho.
    "bad_refresh_token",
    "invalid_refresh_token",
    "refresh_token_expired",
    "refresh_token_revoked",
    "invalid_code",
    // What only a person can give (OpenID Connect Core §3.1.2.6), as Microsoft's servers say here.
    "login_required",
    "interaction_required",
    "consent_required",
];

/// Codes that are about something else, whatever is said beside them.
const OTHERS: [&str; 14] = [
    "invalid_client",
    "incorrect_client_credentials",
    "invalid_client_secret",
    "invalid_scope",
    "invalid_target",
    "unsupported_grant_type",
    "server_error",
    "temporarily_unavailable",
    "slow_down",
    "too_many_requests",
    "rate_limit_exceeded",
    "invalid_dpop_proof",
    "use_dpop_nonce",
    "access_denied",
];

/// What passes, though the code is one of [`CODES`]: Salesforce's rules about addresses and hours,
/// Microsoft's own faults, limits.
const PASSING: [&str; 12] = [
    "ip restricted",
    "login hours",
    "rate limit",
    "too many",
    "throttl",
    "temporar",
    "try again later",
    "aadsts90033",
    "aadsts50196",
    "aadsts90024",
    "aadsts90002",
    "service unavailable",
];

/// Phrases of servers for a refresh token that no longer works.
const ENDS: [&str; 17] = [
    "invalid",
    "not valid",
    "no longer valid",
    "expired",
    "revoked",
    "incorrect",
    "unknown",
    "not found",
    "not exist",
    "inactive",
    "not active",
    "malformed",
    "wrong",
    "bad refresh token",
    "already been used",
    "already used",
    "cannot decrypt",
];

/// A request that lacks it says nothing of the token.
const LACKS: [&str; 5] = [
    "is required",
    "is missing",
    "missing parameter",
    "missing required",
    "must be",
];

/// Sentences that mean the refresh token without its name: X, Google, Salesforce, Keycloak,
/// Microsoft.
const PHRASES: [&str; 8] = [
    "value passed for the token was invalid",
    "token has been expired or revoked",
    "expired access refresh token",
    "session not active",
    "token is not active",
    "aadsts700082",
    "aadsts50173",
    "aadsts70008",
];

/// Returns `true` if this error means that the refresh token no longer works.
pub(super) fn is_meant_by(refusal: &Refusal) -> bool {
    if refusal.status >= 500 || refusal.status == 429 {
        return false;
    }
    let said = words(refusal.description.as_deref().unwrap_or_default());
    if PASSING.iter().any(|passing| said.contains(passing)) {
        return false;
    }
    let code = refusal.code.to_ascii_lowercase();
    CODES.contains(&code.as_str()) || (!OTHERS.contains(&code.as_str()) && tells(&said))
}

/// The same of a refusal without a code.
pub(super) fn is_told_by(status: u16, excerpt: &str) -> bool {
    matches!(status, 400 | 401 | 403) && !excerpt.contains('<') && tells(&words(excerpt))
}

fn tells(said: &str) -> bool {
    if PHRASES.iter().any(|phrase| said.contains(phrase)) {
        return true;
    }
    let names_it = said.contains("refresh token") || said.contains("refreshtoken");
    let lacks = LACKS.iter().any(|lacks| said.contains(lacks));
    names_it && !lacks && ENDS.iter().any(|end| said.contains(end))
}

/// In lower case, with one space between words: `refresh_token` and `Refresh-Token` are alike.
fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, code: &str, description: &str) -> Refusal {
        Refusal {
            status,
            code: code.into(),
            description: (!description.is_empty()).then(|| description.to_owned()),
            uri: None,
            retry_after: None,
        }
    }

    #[test]
    fn a_dead_refresh_token_is_known_by_what_servers_say() {
        for (code, said) in [
            ("invalid_grant", ""),
            ("invalid_grant", "Token has been expired or revoked."),
            (
                "invalid_grant",
                "AADSTS700082: The refresh token has expired due to inactivity.",
            ),
            (
                "invalid_grant",
                "AADSTS50173: The provided grant has expired due to it being revoked",
            ),
            (
                "interaction_required",
                "AADSTS50076: Due to a configuration change …",
            ),
            ("invalid_grant", "The refresh token is invalid or expired."),
            ("invalid_grant", "expired access/refresh token"),
            ("invalid_request", "The refresh token is invalid."),
            ("invalid_request", "Value passed for the token was invalid."),
            (
                "invalid_request",
                "The provided authorization grant or refresh token is invalid, expired or revoked",
            ),
            ("unauthorized_client", "refresh_token is invalid"),
            (
                "bad_refresh_token",
                "The refresh token passed is incorrect or expired.",
            ),
            ("invalid_refresh_token", ""),
            ("Bad Request", "Invalid refresh token"),
            ("BAD_REFRESH_TOKEN", "missing or invalid refresh token"),
        ] {
            assert!(is_meant_by(&refusal(400, code, said)), "{code}: {said}");
        }
        for (status, code, said) in [
            (400, "invalid_request", ""),
            (
                400,
                "invalid_request",
                "The refresh_token parameter is required.",
            ),
            (
                400,
                "invalid_request",
                "Missing parameter: refresh_token is invalid or missing parameter",
            ),
            (
                401,
                "invalid_client",
                "The client of this refresh token is invalid.",
            ),
            (400, "invalid_scope", "invalid scope for this refresh token"),
            (
                400,
                "unsupported_grant_type",
                "refresh_token is invalid here",
            ),
            (
                400,
                "unauthorized_client",
                "The client is not allowed to use refresh tokens.",
            ),
            (400, "invalid_grant", "ip restricted or invalid login hours"),
            (
                400,
                "invalid_grant",
                "AADSTS90033: A transient error has occurred.",
            ),
            (429, "invalid_grant", ""),
            (503, "invalid_grant", "The refresh token is invalid."),
            (400, "server_error", "The refresh token is invalid."),
        ] {
            assert!(!is_meant_by(&refusal(status, code, said)), "{code}: {said}");
        }
    }

    #[test]
    fn a_refusal_without_a_code_has_to_say_it_too() {
        let strava = r#"{"message": "Bad Request", "errors": [{"resource":"RefreshToken","field":"refresh_token","code":"invalid"}]}"#;
        assert!(is_told_by(400, strava));
        assert!(is_told_by(401, r#"{"message":"Invalid refresh token"}"#));
        assert!(!is_told_by(500, r#"{"message":"Invalid refresh token"}"#));
        assert!(!is_told_by(
            403,
            "<html>blocked: refresh token invalid</html>"
        ));
        assert!(!is_told_by(400, r#"{"message":"Bad Request"}"#));
    }
}
