//! `tokenry login …` by a grant that sends nobody to a browser.

use tokenry_core::{
    login::{DirectGrant, ExchangeForm},
    workbench::Workbench,
};
use tokenry_model::secret::Secret;

use crate::{args::LoginArgs, problem::Problem, session::Session};

/// The password or the assertion, read before anything else is done.
pub(super) fn shown(session: &Session, args: &LoginArgs) -> Result<Option<Secret>, Problem> {
    if args.assertion_stdin {
        let text = session.prompt.secret_from_stdin("Assertion")?;
        return Ok(Some(Secret::new(text.expose().trim())));
    }
    if !args.password {
        return Ok(None);
    }
    let Some(username) = &args.username else {
        return Err(Problem::usage(
            "Whose password is it?",
            "Add --username NAME.",
        ));
    };
    let question = format!("Password of {username}");
    if args.password_stdin {
        return session.prompt.secret_from_stdin(&question).map(Some);
    }
    let typed = session.prompt.secret(&question)?;
    typed.map(Some).ok_or(Problem::MayNotAsk {
        what: "password",
        hint: "Give it on standard input with --password-stdin.",
    })
}

/// The grant that was asked for; `None` for a login by a person.
pub(super) async fn grant(
    workbench: &Workbench,
    args: &LoginArgs,
    shown: Option<Secret>,
) -> Result<Option<DirectGrant>, Problem> {
    if let Some(subject) = &args.exchange {
        let subject = workbench.token_named(subject).await?.id;
        let actor = match &args.actor {
            Some(actor) => Some(workbench.token_named(actor).await?.id),
            None => None,
        };
        return Ok(Some(DirectGrant::TokenExchange(ExchangeForm {
            subject,
            actor,
            requested_type: args.requested_type.clone(),
        })));
    }
    let subject = args.subject.clone();
    Ok(match (shown, &args.username) {
        (Some(password), Some(username)) => Some(DirectGrant::Password {
            username: username.clone(),
            password,
        }),
        (Some(assertion), None) => Some(DirectGrant::Assertion(assertion)),
        (None, _) if args.jwt_bearer => Some(DirectGrant::JwtBearer { subject }),
        (None, _) if args.client_credentials => Some(DirectGrant::ClientCredentials),
        (None, _) => None,
    })
}
