//! The authorize request pushed to the server beforehand (RFC 9126): the browser then carries
//! only a reference to it.

use url::Url;

use super::{
    authorize::Authorize,
    auxiliary_endpoint::{self, Question},
    error::TokenError,
    reply_fields::ReplyFields,
    token_endpoint::TokenEndpoint,
    token_request::Parameters,
};
use crate::http::Http;
use tokenry_model::{
    client::ClientProfile,
    clock::Ambient,
    secret::Secret,
    server::{ExtraStep, ServerProfile},
    transcript::HttpStep,
};

/// The result of a pushed authorization request. The exchanges are recorded on success and failure.
#[derive(Debug)]
pub struct Pushed {
    /// None where nothing could be sent; two where JSON followed a form.
    pub https: Vec<HttpStep>,
    /// The address for the browser in place of the whole one.
    pub url: Result<Url, TokenError>,
}

/// Does a login of this client push its request?
pub fn is_wanted(server: &ServerProfile, client: &ClientProfile) -> bool {
    client.hardening.pushed || server.requires_pushed
}

/// Pushes what [`super::authorize::authorize`] made. The client proves itself as at the token
/// endpoint.
pub async fn push(
    http: &Http,
    server: &ServerProfile,
    client: &ClientProfile,
    secret: Option<&Secret>,
    ambient: &Ambient,
    whole: &Authorize,
) -> Pushed {
    let url = server.endpoints.pushed_authorization.as_ref();
    let what = "pushed authorization";
    let endpoint = match TokenEndpoint::beside(url, what, server, client, secret, ambient) {
        Ok(endpoint) => endpoint,
        Err(error) => {
            return Pushed {
                https: Vec::new(),
                url: Err(error),
            };
        }
    };
    let question = Question {
        parameters: whole
            .url
            .query_pairs()
            .fold(Parameters::default(), |all, (name, value)| {
                all.with(name, value)
            }),
        // Its extras stand in the address already.
        step: ExtraStep::Authorize,
        headers: &whole.headers,
    };
    let answer = auxiliary_endpoint::ask(http, &endpoint, &question).await;
    let members = answer.members;
    Pushed {
        https: answer.https,
        url: members.and_then(|members| short(&members, whole, &client.client_id)),
    }
}

/// `authorize?client_id=…&request_uri=…` (RFC 9126 §4).
fn short(members: &ReplyFields, whole: &Authorize, client_id: &str) -> Result<Url, TokenError> {
    let request_uri = members.text("request_uri").filter(|uri| !uri.is_empty());
    let request_uri = request_uri.ok_or(TokenError::NoMember {
        member: "request_uri",
    })?;
    let mut url = whole.url.clone();
    url.set_query(None);
    url.query_pairs_mut()
        .append_pair("client_id", client_id)
        .append_pair("request_uri", &request_uri);
    Ok(url)
}
