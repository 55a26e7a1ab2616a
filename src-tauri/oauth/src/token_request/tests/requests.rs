//! A request of every grant, each secret with a word that is found again.

use super::REDIRECT;
use crate::token_request::{
    ACCESS_TOKEN, Assertion, AuthorizationCode, ClientCredentials, DeviceCode, JwtBearer, Password,
    RefreshToken, TokenExchange, TokenRequest,
};
use tokenry_model::secret::Secret;

/// Secrets that must not appear anywhere.
pub(super) const PLANTED: [&str; 8] = [
    "c0de&1",
    "ver1fier",
    "r3fresh+1",
    "pa55 word",
    "d3vice",
    "eyJ.e30.x",
    "subj3ct",
    "act0r",
];

/// In the order of RFC 6749, and those of the others behind them.
pub(super) fn all() -> [TokenRequest; 7] {
    [
        authorization_code(),
        refresh_token(),
        client_credentials(&["read", "write:x"]),
        TokenRequest::Password(Password {
            username: "alice".into(),
            password: Secret::new("pa55 word"),
            scopes: scopes(&["read", "write:x"]),
        }),
        TokenRequest::DeviceCode(DeviceCode {
            device_code: Secret::new("d3vice"),
        }),
        TokenRequest::JwtBearer(JwtBearer {
            assertion: Assertion::AtHand(Secret::new("eyJ.e30.x")),
            scopes: scopes(&["read", "write:x"]),
        }),
        TokenRequest::TokenExchange(TokenExchange {
            subject_token: Secret::new("subj3ct"),
            subject_token_type: ACCESS_TOKEN.into(),
            actor_token: Some(Secret::new("act0r")),
            requested_token_type: Some("urn:x".into()),
            scopes: scopes(&["read", "write:x"]),
        }),
    ]
}

pub(super) fn authorization_code() -> TokenRequest {
    TokenRequest::AuthorizationCode(AuthorizationCode {
        code: Secret::new("c0de&1"),
        verifier: Secret::new("ver1fier"),
        redirect_uri: REDIRECT.into(),
    })
}

pub(super) fn refresh_token() -> TokenRequest {
    TokenRequest::RefreshToken(RefreshToken {
        refresh_token: Secret::new("r3fresh+1"),
    })
}

pub(super) fn client_credentials(asked: &[&str]) -> TokenRequest {
    TokenRequest::ClientCredentials(ClientCredentials {
        scopes: scopes(asked),
    })
}

pub(super) fn signed_by_client(subject: Option<&str>, asked: &[&str]) -> TokenRequest {
    TokenRequest::JwtBearer(JwtBearer {
        assertion: Assertion::SignedByClient {
            subject: subject.map(str::to_owned),
        },
        scopes: scopes(asked),
    })
}

fn scopes(scopes: &[&str]) -> Vec<String> {
    scopes.iter().map(|scope| (*scope).to_owned()).collect()
}
