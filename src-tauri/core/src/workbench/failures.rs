//! Failed logins and discoveries, kept with their transcripts.

use std::sync::atomic::Ordering;

use url::Url;

use super::Workbench;
use crate::{
    error::Error,
    records::failures::{About, KeptFailure},
};
use tokenry_model::transcript::Transcript;

impl Workbench {
    /// Returns the failures, newest first. Those that cannot be decrypted are left out.
    pub async fn failures(&self) -> Result<Vec<KeptFailure>, Error> {
        self.open_vault().await?;
        Ok(self.context.failures().await?)
    }

    /// Returns true if this process has recorded a failure.
    pub fn has_failed(&self) -> bool {
        self.context.failure_kept.load(Ordering::Relaxed)
    }

    /// Records a discovery that found no server.
    pub(super) async fn keep_failed_discovery(&self, address: &Url, transcript: Transcript) {
        let about = About {
            server: None,
            client: None,
        };
        let shown = tokenry_model::redact::Redactor::new().url(address);
        let title = format!("Looking for a server at {shown}");
        let why = "No server describes itself there.";
        self.context
            .keep_failure(about, title, transcript, why)
            .await;
    }
}
