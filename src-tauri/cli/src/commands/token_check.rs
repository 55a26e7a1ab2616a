//! `tokenry token check`: whether the server takes a token, and whose it is.

use tokenry_api::asked::{self, WorksView};
use tokenry_core::{
    error::Error,
    workbench::{CheckVerdict, Checked, CheckedBy},
};
use url::Url;

use super::{interrupt, lookup::token_named};
use crate::{
    explain::{self, Names},
    output::plain,
    problem::Problem,
    session::Session,
};

/// Tries the token with the recipe's call, userinfo, introspection, or at `url`. The answer's
/// body is not shown, but for the account in it.
pub(super) async fn run(session: &Session, name: &str, url: Option<Url>) -> Result<(), Problem> {
    session.will_send();
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    let checking = async { Ok(workbench.check_token(token.id, url).await) };
    let checked = interrupt::ending(workbench, "The check was given up.", checking).await?;
    let checked = checked.map_err(|error| match error {
        Error::NothingToCheck { .. } => Problem::usage(
            error.to_string(),
            "Give a URL: --url https://api.example.org/me",
        ),
        error => error.into(),
    })?;
    let status = match checked.by {
        CheckedBy::Call { status, .. } => status,
        CheckedBy::Introspection => None,
    };
    match &checked.verdict {
        CheckVerdict::Works { account } => {
            let account = account.as_ref().map(|account| account.label.as_str());
            let (by, url) = by(&checked);
            let document = WorksView {
                name: token.name.clone(),
                works: true,
                by,
                url: url.map(ToString::to_string),
                status,
                account: account.map(str::to_owned),
                learned: checked.learned.clone(),
            };
            session
                .out
                .answer(&document, || works(&token.name, account, &checked))
        }
        CheckVerdict::Refused(diagnosis) => {
            let names = Names::of(workbench, diagnosis, Some(token.id)).await?;
            Err(Problem::TokenRefused {
                status,
                message: diagnosis.happened.clone(),
                said: diagnosis.said.clone(),
                hint: explain::hint(diagnosis, &names),
                diagnosis: Some(Box::new(explain::document(diagnosis, &names))),
            })
        }
        CheckVerdict::Inactive => Err(Problem::NotKnown { name: token.name }),
        CheckVerdict::Unclear => Err(Problem::CheckUnclear {
            status: status.unwrap_or_default(),
        }),
        CheckVerdict::NoAnswer { message, hint } => Err(Problem::NoAnswer {
            message: message.clone(),
            hint: hint.clone(),
        }),
        CheckVerdict::Cancelled => Err(Problem::SendCancelled),
    }
}

fn by(checked: &Checked) -> (asked::CheckedBy, Option<&Url>) {
    match &checked.by {
        CheckedBy::Call { url, .. } => (asked::CheckedBy::Call, Some(url)),
        CheckedBy::Introspection => (asked::CheckedBy::Introspection, None),
    }
}

fn works(name: &str, account: Option<&str>, checked: &Checked) -> String {
    let whose = account.map(|account| format!(" It belongs to {}.", plain(account)));
    let whose = whose.unwrap_or_default();
    match &checked.by {
        CheckedBy::Call { url, status, .. } => {
            let status = status.unwrap_or_default();
            format!("{name} works: {url} answered {status}.{whose}")
        }
        CheckedBy::Introspection => {
            format!("{name} works: the server says that it is active.{whose}")
        }
    }
}
