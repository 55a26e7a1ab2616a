//! A process that is paused for longer than its timeout during a request, as in a suspended container or
//! a closed laptop. The response that arrives in the meantime is read, so that a consumed refresh token
//! is not lost.

use std::time::Duration;

use serde_json::json;
use url::Url;

use crate::{
    bench::{Bench, Scratch, landed},
    child::Child,
    double::{Answer, Double, Moment},
    refresh::LATER,
};

const PATIENCE_MILLIS: u64 = 800;

/// The complete response arrives during the pause, or only its end.
const MOMENTS: [Moment; 2] = [Moment::Acted, Moment::Half];

async fn impatient(place: &Scratch) -> Child {
    let mut child = Child::start(place);
    let patience = format!("patience {PATIENCE_MILLIS}");
    assert_eq!(child.ask(&patience).await.as_deref(), Some("patient"));
    assert_eq!(child.ask("open").await.as_deref(), Some("open"));
    child
}

/// Pauses the child while the server responds to this command. Returns the outcome.
async fn stopped(double: &Double, child: &mut Child, moment: Moment, order: &str) -> String {
    let mut pause = double.pause_at(moment);
    child.order(order).await;
    pause.reached().await;
    child.stop();
    drop(pause);
    // The test is about the passing of real time.
    tokio::time::sleep(Duration::from_millis(3 * PATIENCE_MILLIS + 1000)).await;
    child.go_on();
    child.answer().await.expect("the child lives")
}

fn token(answer: &str) -> &str {
    answer
        .strip_prefix("token ")
        .unwrap_or_else(|| panic!("no token: {answer}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_token_is_stored() {
    for moment in MOMENTS {
        let (place, double) = (Scratch::new(), Double::start());
        let bench = place.bench().await;
        let id = bench.log_in(&double).await;
        bench.clock.advance(LATER);
        let mut child = impatient(&place).await;

        let order = format!("fresh {id} {} 3", bench.clock.millis());
        let answer = stopped(&double, &mut child, moment, &order).await;

        assert!(double.accepts(token(&answer)), "{moment:?}: {answer}");
        assert_eq!((double.refreshes(), double.reuses()), (1, 0), "{moment:?}");
        assert_eq!(bench.stored(id).await.generation, 2, "{moment:?}");
        assert!(place.pending(id).await.is_none(), "{moment:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_not_spent_for_nothing() {
    for moment in MOMENTS {
        let (place, double) = (Scratch::new(), Double::start());
        let bench = place.bench().await;
        let client = client_at(&bench, &double).await;
        let mut child = impatient(&place).await;
        let authorize = child.ask(&format!("log-in {client}")).await;
        let authorize: Url = authorize.expect("an address").parse().expect("an address");

        let order = format!("land {}", landed(&authorize, &double.code()));
        let answer = stopped(&double, &mut child, moment, &order).await;

        assert!(double.accepts(token(&answer)), "{moment:?}: {answer}");
        assert_eq!(double.posts().len(), 1, "{moment:?}");
    }
}

async fn client_at(bench: &Bench, double: &Double) -> String {
    let server = bench.add_server(double).await;
    bench.add_client(server.id).await.id.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_is_stored() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let server = bench.add_server(&double).await;
    let mut profile = server.profile;
    profile.endpoints.registration = Some(double.url("/register"));
    bench.edit_server(server.id, profile).await.expect("edited");
    let mut child = impatient(&place).await;
    let reply = json!({ "client_id": "registered-7", "client_secret": "of-the-server" });
    double.answer_next(Answer::json(201, &reply));

    let order = format!("register {}", server.id);
    let answer = stopped(&double, &mut child, Moment::Acted, &order).await;

    assert_eq!(answer, "client registered-7");
    let clients = bench.clients().await.expect("the list");
    assert_eq!(clients.len(), 1);
    assert_eq!(double.posts().len(), 1, "it was asked for once");
}
