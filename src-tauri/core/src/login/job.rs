//! The state of a browser login.

use super::login_context::LoginContext;
use tokenry_oauth::{authorize::Authorize, callback::Pending};

/// The state of a browser login that waits for its callback.
pub(crate) struct Job {
    pub(crate) asking: LoginContext,
    pub(crate) redirect_uri: String,
    pub(crate) authorization: Authorize,
    pub(crate) pending: Pending,
}
