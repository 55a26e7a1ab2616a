//! `tokenry token logout`: ends the session behind a token in the browser.

use serde_json::json;

use super::lookup::token_named;
use crate::{output::note, problem::Problem, session::Session};

pub(super) async fn run(session: &Session, name: &str, no_browser: bool) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    if no_browser {
        let address = workbench.logout_address(token.id).await?;
        let document = json!({ "logout_url": address });
        return session.out.answer(&document, || address.to_string());
    }
    workbench.log_out(token.id).await?;
    note("The browser is open: agree there. The token stays good until it ends or is revoked.");
    session
        .out
        .answer(&json!({ "name": token.name }), String::new)
}
