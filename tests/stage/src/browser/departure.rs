//! Where a server sends the browser, also where the browser cannot follow.
//!
//! A redirect to `app.tokenry:/callback` or to the out-of-band address leaves no trace in the
//! browser's address bar. Chromium's network log has the `Location` header of every reply.

use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::Browser;
use crate::StageError;

#[derive(Deserialize)]
struct Entry {
    message: String,
}

#[derive(Deserialize)]
struct Envelope {
    message: Event,
}

#[derive(Deserialize)]
struct Event {
    method: String,
    #[serde(default)]
    params: Value,
}

impl Browser {
    /// The targets of all redirects since the last look, oldest first.
    pub(super) async fn redirects(&self) -> Result<Vec<Url>, StageError> {
        let entries = self
            .driver
            .post("se/log", json!({ "type": "performance" }))
            .await?;
        let entries: Vec<Entry> =
            serde_json::from_value(entries).map_err(StageError::data("chromedriver's log"))?;
        let mut targets = Vec::new();
        for entry in entries {
            let Envelope { message } = serde_json::from_str(&entry.message)
                .map_err(StageError::data("chromedriver's log"))?;
            targets.extend(location(&message));
        }
        Ok(targets)
    }
}

/// The `Location` of a reply; relative ones stay at the server and are of no interest.
fn location(event: &Event) -> Option<Url> {
    if event.method != "Network.responseReceivedExtraInfo" {
        return None;
    }
    let headers = event.params["headers"].as_object()?;
    let (_, target) = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("location"))?;
    Url::parse(target.as_str()?).ok()
}
