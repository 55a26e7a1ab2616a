//! JWTs in place of a client secret or a person (RFC 7523): what they reveal about their signer.

use super::draft::{ClientDraft, Ignored, ImportPlan};
use tokenry_model::{client::AuthMethod, jwt::Jwt};

/// `client_assertion_type` for a JWT (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const OWN: &str = "Tokenry signs its own for every request. Enter the client's key.";

/// Reads `client_assertion`: the client authenticates with a signature.
pub(super) fn of_client(assertion: &str, client: &mut ClientDraft, understood: &mut ImportPlan) {
    signed_by_client(assertion, client);
    understood.leave(Ignored::new("client_assertion", OWN));
}

/// Reads `client_assertion_type`.
pub(super) fn kind_of_client(kind: &str, understood: &mut ImportPlan) {
    if kind != JWT_BEARER {
        understood.leave(Ignored::new(
            format!("client_assertion_type={kind}"),
            "Tokenry supports only JWTs as client assertions.",
        ));
    }
}

/// Reads `assertion` of the JWT bearer grant. If nothing else identifies the client, the client is
/// the signer, as with service accounts.
pub(super) fn as_grant(assertion: &str, client: &mut ClientDraft, understood: &mut ImportPlan) {
    let is_clients = client.profile.auth == AuthMethod::None && client.profile.client_id.is_empty();
    if is_clients {
        signed_by_client(assertion, client);
        understood.leave(Ignored::new("assertion", OWN));
    } else {
        understood.leave(Ignored::new(
            "assertion",
            "It belongs to one login. Enter a new one each time you get a token with it.",
        ));
    }
}

/// Sets the authentication method by the algorithm. A symmetric signature uses the client's secret.
/// An unreadable JWT is most likely a variable, and most JWTs are asymmetric.
fn signed_by_client(assertion: &str, client: &mut ClientDraft) {
    let jwt = Jwt::decode(assertion.trim());
    let member = |part: fn(&Jwt) -> &serde_json::Value, name: &str| {
        let value = part(jwt.as_ref()?).get(name)?.as_str()?;
        Some(value.to_owned())
    };
    let algorithm = member(|jwt| &jwt.header, "alg").unwrap_or_default();
    client.profile.auth = if algorithm.starts_with("HS") {
        AuthMethod::ClientSecretJwt
    } else {
        AuthMethod::PrivateKeyJwt
    };
    if client.profile.client_id.is_empty()
        && let Some(issuer) = member(|jwt| &jwt.claims, "iss")
    {
        client.profile.client_id = issuer;
    }
}
