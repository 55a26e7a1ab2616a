//! `tokenry token logout`: ends the session behind a token in the browser.

use tokenry_api::asked::LogoutView;

use super::lookup::token_named;
use crate::{output::note, problem::Problem, session::Session};

pub(super) async fn run(session: &Session, name: &str, no_browser: bool) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    if no_browser {
        let address = workbench.logout_address(token.id).await?;
        let document = LogoutView::Url {
            logout_url: address.to_string(),
        };
        return session.out.answer(&document, || address.to_string());
    }
    workbench.log_out(token.id).await?;
    note("The browser is open: agree there. The token stays good until it ends or is revoked.");
    let document = LogoutView::Opened { name: token.name };
    session.out.answer(&document, String::new)
}
