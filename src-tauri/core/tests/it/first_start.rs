//! Two programs that start for the first time at once create one vault, which both can open.

use std::fs;

use crate::{bench::Scratch, child::Child};

const ROUNDS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_first_starts_at_once_make_one_vault() {
    for round in 0..ROUNDS {
        let place = Scratch::new();
        let mut children = [Child::start(&place), Child::start(&place)];
        for (child, text) in children.iter_mut().zip(["one", "two"]) {
            child.order("open").await;
            child.order(&format!("first-token {text}")).await;
        }
        let mut tokens = Vec::new();
        for child in &mut children {
            assert_eq!(
                child.answer().await.as_deref(),
                Some("open"),
                "round {round}"
            );
            tokens.push(child.answer().await.expect("the child lives"));
        }

        let items = fs::read_dir(place.keyring()).expect("the keyring").count();
        assert_eq!(
            items, 1,
            "one vault, one item in the keyring, round {round}"
        );
        let bench = place.bench().await;
        assert_eq!(bench.servers().await.expect("the list").len(), 2);
        for (token, text) in tokens.iter().zip(["one", "two"]) {
            let token = token
                .parse()
                .unwrap_or_else(|_| panic!("round {round}: {token}"));
            assert_eq!(bench.get(token).await.expect("it opens"), text);
            for child in &mut children {
                let got = child.fresh(token, place.clock.millis()).await;
                assert_eq!(got, crate::child::Got::Token(text.to_owned()));
            }
        }
    }
}
