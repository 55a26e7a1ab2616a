//! Tests against real servers on loopback, which check what arrives there.

mod answers;
mod dpop;
mod files;
mod matrix;
mod redirects;
mod refusals;

use tokio_util::sync::CancellationToken;

use super::{Carried, Outgoing, SendError, send};
use crate::request::{BodyError, BodySink, Carriage};
use tokenry_model::clock::Ambient;
use tokenry_model::request::Draft;
use tokenry_model::request::ResponseHead;
use tokenry_model::secret::Secret;
use tokenry_model::server::Placement;
use tokenry_model::server::ServerProfile;
use tokenry_model::transcript::Transcript;
use tokenry_oauth::http::Http;

/// A token that appears nowhere by chance.
const CANARY: &str = "s3cr3t-canary-4711";

/// A sink that keeps the body in memory.
#[derive(Default)]
struct Kept(Vec<u8>);

impl BodySink for Kept {
    fn push(&mut self, bytes: &[u8]) -> Result<(), BodyError> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// A token of the server at `base`.
struct Token {
    secret: Secret,
    placement: Placement,
    server: ServerProfile,
}

impl Token {
    fn of(base: &str, placement: Placement) -> Self {
        Self {
            secret: Secret::new(CANARY),
            placement,
            server: ServerProfile::at("Photos", base.parse().expect("a URL")),
        }
    }

    fn carried(&self) -> Carried<'_> {
        Carried {
            carriage: Carriage {
                token_name: "alice@photos",
                placement: &self.placement,
                server: &self.server,
                bound: false,
            },
            secret: &self.secret,
            prover: None,
            identity: None,
        }
    }
}

/// The result of one send.
struct Sent {
    result: Result<ResponseHead, SendError>,
    body: String,
    transcript: Transcript,
}

impl Sent {
    fn answer(&self) -> &ResponseHead {
        self.result.as_ref().expect("an answer came")
    }

    fn notes(&self) -> String {
        let steps = self.transcript.steps.iter();
        steps
            .flat_map(|step| step.notes.clone())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

async fn sent(http: &Http, draft: &Draft, token: Option<&Token>) -> Sent {
    let outgoing = Outgoing {
        draft,
        carried: token.map(Token::carried),
        consent: None,
    };
    sent_as(http, outgoing).await
}

async fn sent_as(http: &Http, outgoing: Outgoing<'_>) -> Sent {
    let mut sink = Kept::default();
    let mut transcript = Transcript::default();
    let result = send(
        http,
        outgoing,
        &mut sink,
        &CancellationToken::new(),
        &Ambient::system(),
        &mut transcript,
    )
    .await;
    let told = serde_json::to_string(&transcript).expect("JSON");
    assert!(
        !told.contains(CANARY),
        "no secret in the transcript: {told}"
    );
    if let (Ok(answer), Some(_)) = (&result, outgoing.carried) {
        let told = serde_json::to_string(answer).expect("JSON");
        assert!(!told.contains(CANARY), "no token in the answer: {told}");
    }
    Sent {
        result,
        body: String::from_utf8_lossy(&sink.0).into_owned(),
        transcript,
    }
}
