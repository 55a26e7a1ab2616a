//! Where the server does not believe a client: another authentication method, offered at a terminal
//! and named as a command elsewhere.

use tokenry_core::workbench::Workbench;
use tokenry_model::{
    client::{AuthMethod, Client},
    id::Id,
};

use super::{interrupt::Interrupt, paste::Lines};
use crate::{
    output::{note, quoted},
    problem::Problem,
    session::Session,
};

/// What needs the client to be believed, with one method after the other as long as a person
/// agrees. The lines are those that are typed meanwhile.
pub(super) async fn mending(
    session: &Session,
    client: Id<Client>,
    mut attempt: impl AsyncFnMut(&mut Option<Lines>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let mut typed = None;
    let mut tried = Vec::new();
    loop {
        let problem = match attempt(&mut typed).await {
            Err(problem) if problem.blames_client() => problem,
            ended => return ended,
        };
        tried.push(workbench.client(client).await?.profile.auth);
        let others = workbench.other_methods(client).await?;
        let mut others = others.iter().map(|other| other.method);
        let Some(method) = others.find(|method| !tried.contains(method)) else {
            return Err(hopeless(workbench, client, problem).await?);
        };
        if !session.prompt.can_ask() || !agreed(&problem, method, &mut typed).await? {
            let command = command(workbench, client, method).await?;
            let refused = Box::new(problem);
            return Err(Problem::OtherMethod { refused, command });
        }
        let changed = workbench.choose_method(client, method).await?;
        let (name, method) = (changed.profile.name, typed_as(method));
        note(&format!(
            "The client {name} proves itself by {method} from now on."
        ));
    }
}

/// No method is left: with a secret at hand it is most likely that which is wrong.
async fn hopeless(
    workbench: &Workbench,
    client: Id<Client>,
    problem: Problem,
) -> Result<Problem, Problem> {
    let client = workbench.client(client).await?;
    let by_secret = matches!(
        client.profile.auth,
        AuthMethod::ClientSecretBasic
            | AuthMethod::ClientSecretBasicRaw
            | AuthMethod::ClientSecretPost
            | AuthMethod::ClientSecretJwt
    );
    if client.secret.is_none() || !by_secret {
        return Ok(problem);
    }
    let name = crate::output::quoted(&client.profile.name);
    Ok(Problem::WrongSecret {
        refused: Box::new(problem),
        command: format!("tokenry client edit {name} --secret-stdin"),
    })
}

async fn agreed(
    problem: &Problem,
    method: AuthMethod,
    typed: &mut Option<Lines>,
) -> Result<bool, Problem> {
    let said = problem.said();
    let said = said.map(|said| format!(" The server said: {said}"));
    note(&format!("{problem}{}", said.unwrap_or_default()));
    note(&format!(
        "The id and the secret may be right, and only the way they are sent wrong. Have the client \
         use {} from now on, and try again? [y/N]",
        typed_as(method)
    ));
    let lines = typed.get_or_insert_with(Lines::of_stdin);
    // Whoever is asked may have enough.
    let mut interrupt = Interrupt::listen()?;
    let line = tokio::select! {
        line = lines.next() => line.transpose().map_err(Problem::Input)?,
        () = interrupt.heard() => return Err(Problem::LoginCancelled { heard: None }),
    };
    let line = line.unwrap_or_default().trim().to_lowercase();
    Ok(["y", "yes"].contains(&line.as_str()))
}

async fn command(
    workbench: &Workbench,
    client: Id<Client>,
    method: AuthMethod,
) -> Result<String, Problem> {
    let name = workbench.client(client).await?.profile.name;
    let name = quoted(&name);
    let method = typed_as(method);
    Ok(format!("tokenry client edit {name} auth={method}"))
}

/// As `client edit` takes it.
fn typed_as(method: AuthMethod) -> &'static str {
    match method {
        AuthMethod::ClientSecretBasic => "basic",
        AuthMethod::ClientSecretPost => "post",
        AuthMethod::ClientSecretBasicRaw => "basic-raw",
        AuthMethod::ClientSecretJwt => "secret-jwt",
        AuthMethod::PrivateKeyJwt => "private-key-jwt",
        AuthMethod::TlsClientAuth => "tls",
        AuthMethod::SelfSignedTlsClientAuth => "self-signed-tls",
        AuthMethod::None => "none",
    }
}
