//! A login that is under way.

use super::login_context::LoginContext;
use tokenry_oauth::{authorize::Authorize, callback::Pending};

/// All that one login needs to come to its end.
pub(crate) struct Job {
    pub(crate) asking: LoginContext,
    pub(crate) redirect_uri: String,
    pub(crate) authorization: Authorize,
    pub(crate) pending: Pending,
}
