//! DPoP-bound tokens: the proof is sent only together with the token.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::{CANARY, Carried, Outgoing, Sent, Token, sent_as};
use crate::request::testing::{draft, field, server};
use tokenry_doubles::{Asked, Reply};
use tokenry_model::{clock::Ambient, jwt::Jwt, request::Draft};
use tokenry_oauth::{
    dpop::{DpopKey, Nonces, Prover, placement},
    http::Http,
};

fn challenged() -> Reply {
    let challenge = "DPoP error=\"use_dpop_nonce\"";
    Reply::new("401 Unauthorized", "no").with("WWW-Authenticate", challenge)
}

fn wants(nonce: &str) -> Reply {
    challenged().with("DPoP-Nonce", nonce)
}

/// Sends a request with a bound token of the server at `base`.
async fn sent(http: &Http, draft: &Draft, base: &str, nonces: &Nonces) -> Sent {
    let token = Token::of(base, placement());
    let ambient = Ambient::system();
    let key = DpopKey::generate(&ambient, &[]).expect("a key");
    let mut carried = Carried {
        prover: Some(Prover {
            key: &key,
            nonces,
            ambient: &ambient,
        }),
        ..token.carried()
    };
    carried.carriage.bound = true;
    let outgoing = Outgoing {
        draft,
        carried: Some(carried),
        consent: None,
    };
    sent_as(http, outgoing).await
}

/// The claims of the proof, if there is one.
fn proof(seen: &Asked) -> Option<Value> {
    let jwt = Jwt::decode(seen.header("dpop")?).expect("a JWT");
    Some(jwt.claims)
}

#[tokio::test]
async fn each_hop_has_its_own_proof_and_another_origin_gets_none() {
    let (stage, http) = server(|seen| {
        let host = seen.header("host").unwrap_or_default().to_owned();
        let port = host.rsplit(':').next().unwrap_or_default().to_owned();
        if seen.line.contains("/one") {
            Reply::redirect(307, "/two?x=1")
        } else if seen.line.contains("/two") {
            Reply::redirect(302, &format!("http://localhost:{port}/three"))
        } else {
            Reply::new("200 OK", "")
        }
    });
    let mut request = draft("GET", &stage.url("/one?secret=1#there"));
    request.headers.push(field("DPoP", "typed"));
    let done = sent(&http, &request, &stage.url("/"), &Nonces::default()).await;
    assert_eq!(done.answer().status, 200);
    let seen = stage.take();
    let (first, second) = (proof(&seen[0]), proof(&seen[1]));
    let (first, second) = (first.expect("a proof"), second.expect("a proof"));
    assert_eq!(first["htm"], "GET");
    assert_eq!(first["htu"], stage.url("/one").as_str());
    assert_eq!(second["htu"], stage.url("/two").as_str());
    assert_ne!(first["jti"], second["jti"]);
    assert_eq!(first["ath"], second["ath"]);
    assert_eq!(
        seen[0].header("authorization"),
        Some(format!("DPoP {CANARY}").as_str())
    );
    assert_eq!(seen[2].header("dpop"), None, "not to another origin");
    assert!(!seen[2].holds(CANARY));
    assert!(done.notes().contains("The DPoP proof, signed with ES256"));
    assert!(done.notes().contains("typed header DPoP was left out"));
    for seen in &seen[..2] {
        let told = serde_json::to_string(&done.transcript).expect("JSON");
        let jwt = seen.header("dpop").expect("a proof");
        assert!(!told.contains(jwt), "{told}");
    }
}

#[tokio::test]
async fn a_post_is_sent_again_once_with_the_nonce() {
    let (stage, http) = server(
        |seen| match proof(seen).map(|claims| claims["nonce"].clone()) {
            Some(Value::String(nonce)) if nonce == "n-1" => {
                Reply::new("201 Created", "made").with("DPoP-Nonce", "n-2")
            }
            Some(Value::String(nonce)) if nonce == "n-2" => Reply::new("200 OK", "again"),
            _ => wants("n-1"),
        },
    );
    let nonces = Nonces::default();
    let post = draft("POST", &stage.url("/notes"));
    let done = sent(&http, &post, &stage.url("/"), &nonces).await;
    assert_eq!((done.answer().status, done.body.as_str()), (201, "made"));
    assert_eq!(stage.take().len(), 2);
    assert_eq!(done.transcript.steps.len(), 2, "both are told");
    let done = sent(&http, &post, &stage.url("/"), &nonces).await;
    assert_eq!(
        done.answer().status,
        200,
        "the next nonce came with the reply"
    );
    assert_eq!(stage.take().len(), 1);
}

#[tokio::test]
async fn a_server_that_always_requires_a_new_nonce_is_asked_twice() {
    let count = AtomicUsize::new(0);
    let (stage, http) = server(move |_| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        wants(&format!("n-{number}"))
    });
    let request = draft("GET", &stage.url("/"));
    let done = sent(&http, &request, &stage.url("/"), &Nonces::default()).await;
    assert_eq!(done.answer().status, 401);
    assert!(!done.answer().token_was_refused(), "no reason to renew it");
    assert_eq!(stage.take().len(), 2, "the question and one more try");
}

#[tokio::test]
async fn nothing_is_sent_again_without_a_nonce() {
    let (stage, http) = server(|_| challenged());
    let request = draft("GET", &stage.url("/"));
    let done = sent(&http, &request, &stage.url("/"), &Nonces::default()).await;
    assert_eq!(done.answer().status, 401);
    assert_eq!(stage.take().len(), 1);
}
