//! kill -9 at every step of a refresh: the vault opens, and no rotated token is lost once the response
//! is stored.
//!
//! [`steps`]: the process kills itself at every use of the clock or of randomness, which occur between
//! all of its steps. [`replies`]: it is killed at each moment of the server's response.

mod replies;
mod steps;

use tokenry_core::{refresh::Need, workbench::SecretPart};
use tokenry_model::{id::Id, token::Token};
use tokenry_vault::{store::Store, vault::VaultStatus};

use crate::{
    bench::{Bench, Scratch, integrity},
    child::Child,
    double::{Double, Leniency, Values},
};

/// A place with an expired token, and a child that is about to refresh it.
struct Scene {
    place: Scratch,
    double: Double,
    token: Id<Token>,
    child: Child,
}

/// The progress of a killed refresh, from the disk and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    /// No request was sent.
    NotSent,
    /// The server rotated the token, but its response was not stored.
    NotStored,
    /// The response was stored, but not yet parsed.
    Stored,
    /// The new generation was stored.
    Finished,
}

impl Scene {
    async fn set(leniency: Leniency) -> Self {
        let place = Scratch::new();
        let double = Double::with(leniency, Values::default());
        let bench = place.bench().await;
        let token = bench.log_in(&double).await;
        bench.close().await;
        place.clock.advance(crate::refresh::LATER);
        let mut child = Child::start(&place);
        assert_eq!(child.ask("open").await.as_deref(), Some("open"));
        Self {
            place,
            double,
            token,
            child,
        }
    }

    async fn reached(&self) -> Reached {
        let store = Store::open(&self.place.data())
            .await
            .expect("the store opens");
        let token = store.token(self.token).await.expect("the token is there");
        let pending = store.pending_refresh(self.token).await.expect("readable");
        store.close().await.expect("it closes");
        match pending {
            _ if token.generation > 1 => Reached::Finished,
            Some(intent) if intent.reply.is_some() => Reached::Stored,
            _ if self.double.refreshes() > 0 => Reached::NotStored,
            _ => Reached::NotSent,
        }
    }

    /// Checks that the database is intact, and that everything sealed in it opens.
    async fn sound(&self) -> Bench {
        let file = self.place.data().join("tokenry.db");
        integrity(&file).await;
        let bench = self.place.bench().await;
        // The token's page opens all parts of its row. The next refresh opens the client's secret.
        let detail = bench
            .token_detail(self.token)
            .await
            .expect("every part opens");
        assert_eq!(detail.summary.token.name, "alice");
        for part in [SecretPart::Access, SecretPart::Refresh] {
            bench.reveal(self.token, part).await.expect("it opens");
        }
        let status = bench.vault_status().await.expect("the status");
        assert!(matches!(status, VaultStatus::Open { .. }), "{status:?}");
        bench
    }

    /// Checks that no login is needed, and that both the access token and the refresh token work.
    async fn goes_on(&self, bench: &Bench, why: &str) {
        let given = bench.get(self.token).await;
        let given = given.unwrap_or_else(|error| panic!("{why}: {error} {}", error.hint()));
        assert!(self.double.accepts(&given), "{why}: the token works");
        assert_eq!(self.place.pending(self.token).await, None, "{why}");
        let than = bench.stored(self.token).await.generation;
        let next = bench.fresh(self.token, Need::New { than }).await;
        let next = next.unwrap_or_else(|error| panic!("{why}: {error} {}", error.hint()));
        assert!(self.double.accepts(next.access.expose()), "{why}");
    }
}
