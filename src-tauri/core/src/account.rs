//! The account of a token, from userinfo or from the validated ID token (OpenID Connect Core
//! §3.1.3.7).

use crate::context::Context;
use tokenry_model::{
    client::ClientProfile,
    jwt::Jwt,
    secret::Secret,
    server::ServerProfile,
    token::{Account, DPOP},
    transcript::{Decision, StepKind, Transcript},
};
use tokenry_oauth::{
    dpop::{self, DpopKey},
    http::{Identity, IdentityFault},
    id_token::{IdTokenAsked, IdTokenFault, check_claims, check_signature, unmet},
    jwks::{SignatureFault, Signed},
    reply::TokenReply,
    userinfo::{self, Question, Shown},
};

/// The reason why the account of a token cannot be determined.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The ID token is not trustworthy.
    #[error(transparent)]
    IdToken(#[from] IdTokenFault),
    /// The certificate of the client cannot be read.
    #[error(transparent)]
    Certificate(#[from] IdentityFault),
}

/// The server, client and parameters of the login.
#[derive(Clone, Copy)]
pub(crate) struct Whom<'a> {
    pub(crate) server: &'a ServerProfile,
    pub(crate) client: &'a ClientProfile,
    pub(crate) secret: Option<&'a Secret>,
    /// The key to which the token may be bound.
    pub(crate) key: Option<&'a DpopKey>,
    /// `None` if none was sent.
    pub(crate) nonce: Option<&'a Secret>,
    /// The ID token came in the callback URL, so that only its signature proves its origin (OpenID
    /// Connect Core §3.2.2.11).
    pub(crate) in_address: bool,
    /// Further parameters of the authorization request.
    pub(crate) asked: &'a [(String, String)],
}

/// Determines the account from the recipe's call, from userinfo, or from the ID token, in this order.
/// An unknown account is not an error, but an invalid ID token is.
pub(crate) async fn account(
    context: &Context,
    whom: Whom<'_>,
    reply: &TokenReply,
    transcript: &mut Transcript,
) -> Result<Option<Account>, AccountError> {
    let id_token = checked(context, whom, reply, transcript).await?;
    let signed = id_token.and_then(|jwt| jwt.account());
    let bound = reply.token_type.eq_ignore_ascii_case(DPOP);
    let prover = context.prover(whom.key.filter(|_| bound));
    let placement = match (&prover, &whom.client.placement) {
        (Some(_), _) => &dpop::placement(),
        (None, Some(own)) => own,
        (None, None) => &whom.server.habits.placement,
    };
    let certificate = match whom.secret.filter(|_| whom.client.auth.is_tls()) {
        Some(text) => Some(Identity::read(text)?),
        None => None,
    };
    let shown = Shown {
        token: &reply.access,
        placement,
        prover,
        identity: certificate.as_ref(),
        plain_http: whom.server.habits.plain_http,
    };
    let http = &context.http;
    for question in questions(context, whom.server, transcript) {
        let mut asked = userinfo::ask(http, &question, shown).await;
        if asked.wants_nonce {
            let step = transcript.record(context.now(), StepKind::Userinfo);
            step.http = Some(asked.http);
            step.notes = asked.notes;
            step.notes.push(dpop::NONCE_WANTED.into());
            asked = userinfo::ask(http, &question, shown).await;
        }
        let step = transcript.record(context.now(), StepKind::Userinfo);
        step.http = Some(asked.http);
        step.notes = asked.notes;
        let told = match asked.account {
            Ok(told) => told,
            Err(error) => {
                step.notes.push(error.to_string());
                continue;
            }
        };
        let standard = whom.server.endpoints.userinfo.as_ref() == Some(&question.url);
        match &signed {
            // A response about another subject must not be used (OpenID Connect Core §5.3.2).
            Some(signed) if standard && signed.subject != told.subject => step.notes.push(format!(
                "The subject in userinfo is {:?}, but in the ID token {:?}. The ID token was used.",
                told.subject, signed.subject
            )),
            _ => return Ok(Some(told)),
        }
    }
    Ok(signed)
}

/// The calls that identify the account. The recipe's call comes first, because userinfo needs a scope
/// (`openid`, or `profile` at Mastodon) that it does not. A call without account data is left out.
fn questions(
    context: &Context,
    server: &ServerProfile,
    transcript: &mut Transcript,
) -> Vec<Question> {
    let own = context.recipes.question_of(server).unwrap_or_else(|error| {
        let reason = error.to_string();
        let decision = Decision::AccountNotRequested { reason };
        transcript.record(context.now(), StepKind::Decision { decision });
        None
    });
    let own = own.filter(|question| question.account.is_some() || question.subject.is_some());
    let userinfo = server.endpoints.userinfo.clone();
    let userinfo = userinfo.filter(|url| own.as_ref().is_none_or(|own| own.url != *url));
    own.into_iter()
        .chain(userinfo.map(Question::userinfo))
        .collect()
}

/// The reason not to keep the ID token of a refresh response: it is invalid, or its issuer or subject
/// differs from the old one's (OpenID Connect Core §12.2). The access token can still be used.
pub(crate) async fn rejected_id_token(
    context: &Context,
    whom: Whom<'_>,
    reply: &TokenReply,
    old: Option<&Secret>,
    transcript: &mut Transcript,
) -> Option<String> {
    let new = match checked(context, whom, reply, transcript).await {
        Ok(new) => new?,
        Err(fault) => return Some(format!("The new ID token was not kept: {fault}")),
    };
    let old = Jwt::decode(old?.expose())?;
    let differs = |name: &&str| new.claims.get(*name) != old.claims.get(*name);
    let name = ["iss", "sub"].into_iter().find(|name| differs(name))?;
    Some(format!(
        "The new ID token was not kept: its {name} differs from that of the previous one."
    ))
}

/// Validates the ID token of the response. An invalid one is an error if the server publishes keys. If
/// it publishes none, an invalid ID token is ignored.
async fn checked(
    context: &Context,
    whom: Whom<'_>,
    reply: &TokenReply,
    transcript: &mut Transcript,
) -> Result<Option<Jwt>, AccountError> {
    let Some(token) = &reply.id_token else {
        return Ok(None);
    };
    let Some(jwt) = Jwt::decode(token.expose()) else {
        return Ok(None);
    };
    let server = whom.server;
    let claims = check_claims(
        &jwt,
        IdTokenAsked {
            issuer: server.issuer.as_deref(),
            client_id: &whom.client.client_id,
            nonce: whom.nonce,
            access: &reply.access,
            in_address: whom.in_address,
            now: context.now(),
        },
    );
    let found = context.signing_keys.of(&context.http, server, &jwt).await;
    let publishes = found.keys.is_some();
    if let Some(http) = found.http {
        let step = transcript.record(context.now(), StepKind::Keys);
        step.http = Some(http);
    }
    let doubt = |why: String| {
        let told = format!("not verified: {why}");
        if whom.in_address {
            Err(IdTokenFault::NotVerified { why })
        } else {
            Ok(told)
        }
    };
    let signature = match found.keys {
        Some(Ok(keys)) => match check_signature(token, &jwt, &keys, whom.secret) {
            Ok(signed) => Ok(by(&signed)),
            // It came directly from the server, so TLS may replace the signature check (rule 6).
            Err(fault @ SignatureFault::Unsupported { .. }) => doubt(fault.to_string()),
            Err(fault) => Err(IdTokenFault::Signature(fault)),
        },
        Some(Err(error)) => doubt(error.to_string()),
        None => doubt("the server publishes no keys".to_owned()),
    };
    let told = match signature.and_then(|by| claims.map(|()| by)) {
        Ok(signature) => Ok(signature),
        Err(fault) if publishes && !matches!(fault, IdTokenFault::NotVerified { .. }) => {
            return Err(fault.into());
        }
        Err(fault) => Err(fault),
    };
    let (decision, jwt) = match told {
        Ok(signature) => (Decision::IdTokenAccepted { signature }, Some(jwt)),
        Err(fault) => {
            let reason = fault.to_string();
            (Decision::IdTokenIgnored { reason }, None)
        }
    };
    let unmet = jwt
        .as_ref()
        .map(|jwt| unmet(jwt, whom.asked, context.now()));
    let step = transcript.record(context.now(), StepKind::Decision { decision });
    step.notes = unmet.unwrap_or_default();
    Ok(jwt)
}

fn by(signed: &Signed) -> String {
    match &signed.kid {
        Some(kid) => format!("verified: {} by the key {kid}", signed.alg),
        None => format!("verified: {}", signed.alg),
    }
}
