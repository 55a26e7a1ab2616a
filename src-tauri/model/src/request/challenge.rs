//! The `WWW-Authenticate` challenges with which a server explains a refusal (RFC 9110 §11.6.1, RFC
//! 6750 §3, RFC 9728 §5.1).

use http_auth::parser::ChallengeParser;

use crate::request::ResponseHead;

/// One challenge, with its parameters unquoted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Challenge {
    /// As written: `Bearer`, `Basic`, `DPoP`…
    pub scheme: String,
    pub realm: Option<String>,
    /// `invalid_token`, `insufficient_scope`, `invalid_request`…
    pub error: Option<String>,
    pub error_description: Option<String>,
    pub error_uri: Option<String>,
    /// The required scopes.
    pub scope: Option<String>,
    pub resource_metadata: Option<String>,
    /// The required authentication strength (RFC 9470 §3).
    pub acr_values: Option<String>,
    /// The maximum age of the login, in seconds (RFC 9470 §3).
    pub max_age: Option<String>,
}

impl ResponseHead {
    /// Parses the challenges of each header, up to the first that cannot be parsed.
    pub fn challenges(&self) -> Vec<Challenge> {
        self.header_values("www-authenticate")
            .flat_map(|value| ChallengeParser::new(value).map_while(Result::ok))
            .map(|parsed| {
                let mut challenge = Challenge {
                    scheme: parsed.scheme.to_owned(),
                    ..Challenge::default()
                };
                for (name, value) in parsed.params {
                    let place = match name.to_ascii_lowercase().as_str() {
                        "realm" => &mut challenge.realm,
                        "error" => &mut challenge.error,
                        "error_description" => &mut challenge.error_description,
                        "error_uri" => &mut challenge.error_uri,
                        "scope" => &mut challenge.scope,
                        "resource_metadata" => &mut challenge.resource_metadata,
                        "acr_values" => &mut challenge.acr_values,
                        "max_age" => &mut challenge.max_age,
                        _ => continue,
                    };
                    *place = Some(value.to_unescaped());
                }
                challenge
            })
            .collect()
    }

    /// Returns the challenge about the token: the first with an error, or else the first for a
    /// bearer token.
    pub fn challenge(&self) -> Option<Challenge> {
        let mut all = self.challenges();
        let at = all
            .iter()
            .position(|challenge| challenge.error.is_some())
            .or_else(|| {
                all.iter()
                    .position(|challenge| challenge.scheme.eq_ignore_ascii_case("bearer"))
            })?;
        Some(all.swap_remove(at))
    }

    /// Returns `true` for a 401 with `invalid_token`. Refreshing the token may help (RFC 6750
    /// §3.1).
    pub fn token_was_refused(&self) -> bool {
        self.status == 401
            && self
                .challenges()
                .iter()
                .any(|challenge| challenge.error.as_deref() == Some("invalid_token"))
    }

    /// Returns the first value of a header. The name is case-insensitive.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_values(name).next()
    }

    fn header_values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::request::ResponseHead;

    fn answer(status: u16, headers: &[&str]) -> ResponseHead {
        ResponseHead {
            status,
            headers: headers
                .iter()
                .map(|value| ("WWW-Authenticate".into(), (*value).into()))
                .collect(),
            ..ResponseHead::default()
        }
    }

    #[test]
    fn an_invalid_token_is_told_from_other_refusals() {
        let refused = answer(
            401,
            &[
                r#"Bearer realm="api", error="invalid_token", error_description="The \"token\" expired""#,
            ],
        );
        assert!(refused.token_was_refused());
        let challenge = refused.challenge().expect("there is a challenge");
        assert_eq!(challenge.realm.as_deref(), Some("api"));
        assert_eq!(
            challenge.error_description.as_deref(),
            Some(r#"The "token" expired"#)
        );

        let scope = answer(
            403,
            &[r#"bearer error=insufficient_scope, scope="write read""#],
        );
        assert!(!scope.token_was_refused());
        let challenge = scope.challenge().expect("there is a challenge");
        assert_eq!(challenge.scope.as_deref(), Some("write read"));

        assert!(!answer(401, &["Bearer"]).token_was_refused());
        assert!(!answer(401, &[]).token_was_refused());
        assert_eq!(answer(401, &[]).challenge(), None);
    }

    #[test]
    fn one_header_with_two_schemes_and_two_headers_are_read_alike() {
        let together = answer(401, &[r#"Basic realm="x", Bearer error="invalid_token""#]);
        let apart = answer(
            401,
            &[r#"Basic realm="x""#, r#"Bearer error="invalid_token""#],
        );
        assert_eq!(together.challenges(), apart.challenges());
        assert_eq!(together.challenge().expect("one").scheme, "Bearer");
    }

    #[test]
    fn what_cannot_be_read_does_not_hide_what_can() {
        let odd = answer(
            401,
            &["Negotiate YWJj==", r#"Bearer error="invalid_token""#],
        );
        assert!(odd.token_was_refused());
        let broken = answer(401, &[r#"Bearer error="invalid_token", ,,=, "#]);
        assert!(broken.challenges().len() <= 1);
    }
}
