//! Wrong URLs and invalid responses, during a login and a refresh. The message names what happened, what
//! the server said and what to do, and nothing stored is lost.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use tokenry_core::workbench::SecretPart;
use tokenry_doubles::{Certificate, Reply, TestServer};
use tokenry_model::{
    id::Id,
    login::{LoginPhase, LoginStep},
    server::Server,
    token::{Health, Token},
};
use tokenry_oauth::http::{Http, HttpSettings};
use url::Url;

use crate::{
    bench::{Bench, Scratch, login_form},
    double::{Answer, Double},
    refresh::LATER,
};

/// A fault, and the message about it.
struct Case {
    name: &'static str,
    wrong: Wrong,
    happened: &'static str,
    said: Option<&'static str>,
    advice: &'static str,
}

enum Wrong {
    Reply(fn() -> Answer),
    Address(Url),
}

/// 50 MB that begin like a token response.
fn huge() -> Answer {
    let mut body = br#"{"access_token":""#.to_vec();
    body.resize(50_000_000, b'a');
    Answer::of(200, "application/json", &body)
}

/// `unsafe_server`: one whose certificate nobody vouches for.
fn cases(unsafe_server: &TestServer) -> Vec<Case> {
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port");
    let closed_port = closed.local_addr().expect("an address").port();
    drop(closed);
    let case = |name, wrong, happened, said, advice| Case {
        name,
        wrong,
        happened,
        said,
        advice,
    };
    let at = |address: String| Wrong::Address(address.parse().expect("an address"));
    vec![
        case(
            "a reply of 50 MB",
            Wrong::Reply(huge),
            "larger than 1024 KiB",
            None,
            "address",
        ),
        case(
            "an empty reply",
            Wrong::Reply(|| Answer::of(200, "application/json", b"")),
            "reply is empty",
            None,
            "Check the token endpoint's address",
        ),
        case(
            "a web page",
            Wrong::Reply(|| {
                Answer::of(
                    200,
                    "text/html",
                    b"<html><h1>Welcome to the hotel</h1></html>",
                )
            }),
            "a web page instead of a token",
            Some("Welcome to the hotel"),
            "a page of the network may be in the way",
        ),
        case(
            "a wrong secret",
            Wrong::Reply(|| {
                Answer::of(
                    401,
                    "application/json",
                    br#"{"error":"invalid_client","error_description":"Unknown client."}"#,
                )
            }),
            "invalid_client",
            Some("Unknown client."),
            "check client id and secret",
        ),
        case(
            "a wrong certificate",
            at(format!("https://127.0.0.1:{}/token", unsafe_server.port())),
            "is not safe",
            None,
            "certificate",
        ),
        case(
            "an unreachable address",
            at(format!("http://127.0.0.1:{closed_port}/token")),
            "refuses connections",
            None,
            "whether the server is running",
        ),
        case(
            "a name that nobody has",
            at("https://id.example.invalid/token".into()),
            "is not known",
            None,
            "spelling",
        ),
    ]
}

async fn point_to(bench: &Bench, server: Id<Server>, token_endpoint: Url) {
    let mut profile = bench.server(server).await.expect("the server").profile;
    let agreed = [token_endpoint.origin().ascii_serialization()];
    profile.endpoints.token = Some(token_endpoint);
    bench
        .move_server(server, profile, &agreed)
        .await
        .expect("it is edited");
}

async fn kept(bench: &Bench, token: Id<Token>, refresh: &str, case: &str) {
    let stored = bench.stored(token).await;
    assert_eq!(stored.generation, 1, "{case}");
    assert!(
        !matches!(stored.health, Health::LoginNeeded { .. }),
        "{case}"
    );
    let kept = bench.reveal(token, SecretPart::Refresh).await.expect(case);
    assert!(kept.same_as(refresh), "{case}");
    assert_eq!(bench.tokens().await.expect("the list").len(), 1, "{case}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_told_with_its_next_step_and_loses_nothing() {
    let (place, double) = (Scratch::new(), Double::start());
    let unsafe_server =
        TestServer::with_certificate(Certificate::self_signed(), |_| Reply::json("{}"));
    // The unknown name must not wait for a slow resolver.
    let http = Http::with(HttpSettings {
        total: Duration::from_secs(10),
        ..HttpSettings::default()
    });
    let bench = place.bench_with(http).await;
    let token = bench.log_in(&double).await;
    let stored = bench.stored(token).await;
    let client = stored.client.expect("a client");
    let refresh = bench
        .reveal(token, SecretPart::Refresh)
        .await
        .expect("a refresh token");

    for Case {
        name,
        wrong,
        happened,
        said,
        advice,
    } in cases(&unsafe_server)
    {
        let mut answers = Vec::new();
        match wrong {
            Wrong::Reply(answer) => answers = vec![answer(), answer()],
            Wrong::Address(url) => point_to(&bench, stored.server, url).await,
        }
        let mut answers = answers.into_iter();

        if let Some(answer) = answers.next() {
            double.answer_next(answer);
        }
        let phase = bench.login(&double, login_form(client)).await.phase;
        let LoginPhase::Failed {
            step,
            message,
            said: quoted,
            hint,
            ..
        } = phase
        else {
            panic!("{name}: {phase:?}");
        };
        assert_eq!(step, LoginStep::Token, "{name}");
        assert_eq!(
            message, "The code could not be exchanged for a token.",
            "{name}"
        );
        assert!(hint.contains(happened), "{name}: {hint}");
        assert!(hint.contains(advice), "{name}: {hint}");
        if let Some(said) = said {
            assert!(quoted.is_some_and(|quoted| quoted.contains(said)), "{name}");
        }
        kept(&bench, token, refresh.expose(), name).await;

        bench.clock.advance(LATER);
        if let Some(answer) = answers.next() {
            double.answer_next(answer);
        }
        let started = Instant::now();
        let error = bench.get(token).await.expect_err(name);
        assert!(started.elapsed() < Duration::from_secs(11), "{name}");
        assert_eq!(
            error.to_string(),
            "“alice” could not be refreshed.",
            "{name}"
        );
        let hint = error.hint();
        assert!(hint.contains(happened), "{name}: {hint}");
        assert!(hint.contains(advice), "{name}: {hint}");
        assert!(hint.contains("The token is kept."), "{name}: {hint}");
        if let Some(said) = said {
            assert!(
                error.said().is_some_and(|quoted| quoted.contains(said)),
                "{name}"
            );
        }
        kept(&bench, token, refresh.expose(), name).await;
        point_to(&bench, stored.server, double.url("/token")).await;
    }
    bench.clock.advance(LATER);
    let given = bench.get(token).await.expect("it works again");
    assert!(double.accepts(&given));
    assert_eq!(double.reuses(), 0);
}

/// Memory and time do not grow with the size of a response.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_megabytes_cost_neither_memory_nor_time() {
    use crate::child::{Child, Got};

    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let mut child = Child::start(&place);
    assert_eq!(child.ask("open").await.as_deref(), Some("open"));
    let peak = async |child: &mut Child| -> i64 {
        let answer = child.ask("peak").await.expect("the child lives");
        answer.parse().expect("KiB")
    };
    // The first run initializes everything that is created on demand.
    bench.clock.advance(LATER);
    let first = child.fresh(token, bench.clock.millis()).await;
    assert!(matches!(first, Got::Token(_)), "{first:?}");
    let before = peak(&mut child).await;

    bench.clock.advance(LATER);
    double.answer_next(huge());
    let started = Instant::now();
    let Got::Failed(told) = child.fresh(token, bench.clock.millis()).await else {
        panic!("50 MB were taken for a token");
    };
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
    assert!(told.contains("larger than 1024 KiB"), "{told}");
    let grown = peak(&mut child).await - before;
    assert!(grown < 8 * 1024, "{grown} KiB");
}
