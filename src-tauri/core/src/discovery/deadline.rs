//! A shared deadline for discovery. A source that asks several URLs keeps what it has by then.

use tokio::sync::watch;
use url::Url;

use tokenry_oauth::{
    discovery::{self, Discovery, LATE, Looked, look_at_within},
    http::{Caps, Http},
};

#[derive(Debug)]
pub(super) struct Looking<'a> {
    http: &'a Http,
    /// The reason why discovery has ended, once it has.
    over: watch::Receiver<Option<&'static str>>,
}

impl<'a> Looking<'a> {
    /// The value that is sent becomes the outcome of every request still without a response.
    pub(super) fn new(http: &'a Http) -> (watch::Sender<Option<&'static str>>, Self) {
        let (end, over) = watch::channel(None);
        (end, Self { http, over })
    }

    pub(super) async fn look_at(&self, url: &Url) -> Looked {
        self.look_at_within(url, Caps::default()).await
    }

    /// Reads no more than `caps` allow.
    pub(super) async fn look_at_within(&self, url: &Url, caps: Caps) -> Looked {
        tokio::select! {
            // Do not start a request after the deadline.
            biased;
            why = self.over() => Looked::nothing(url.clone(), why.to_owned()),
            looked = look_at_within(self.http, url, caps) => looked,
        }
    }

    /// Discovers a server that a document has named, if there is time left.
    pub(super) async fn discover(&self, server: &Url) -> Option<Discovery> {
        tokio::select! {
            biased;
            _ = self.over() => None,
            found = discovery::discover(self.http, server.as_str()) => found.ok(),
        }
    }

    async fn over(&self) -> &'static str {
        let mut over = self.over.clone();
        let why = over.wait_for(Option::is_some).await;
        why.ok().and_then(|why| *why).unwrap_or(LATE)
    }
}
