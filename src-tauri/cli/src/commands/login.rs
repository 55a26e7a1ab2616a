//! `tokenry login …`; [`waiting`] is for the person.

mod waiting;

use tokenry_api::login::LoginStartedView;
use tokenry_core::workbench::Workbench;
use tokenry_model::{
    authorization_params::{DETAILS, RESOURCE},
    callback_method::CallbackMethod,
    client::Client,
    id::Id,
    login::{LoginForm, LoginPhase, LoginStatus},
    token::Token,
};
use tokenry_vault::store::Noun;

use self::waiting::Wait;
use super::{
    device, direct,
    interrupt::{self, Interrupt, LOGIN_GIVEN_UP},
    login_end::ended,
    lookup::client_named,
    other_method,
    paste::Lines,
    secret_end,
    token_answer::obtained,
};
use crate::{
    args::{LoginArgs, scopes},
    output::{note, quoted},
    problem::Problem,
    session::Session,
};

pub(super) async fn run(session: &Session, mut args: LoginArgs) -> Result<(), Problem> {
    // Nothing behind a # reaches a port.
    args.paste |= args.implicit;
    let shown = direct::shown(session, &args)?;
    let workbench = session.unlocked().await?;
    let direct = direct::grant(workbench, &args, shown).await?;
    let client = client_named(workbench, &args.client).await?;
    let server = workbench.server(client.server).await?.profile.name;
    secret_end::warn(&client, session.now());
    let renew = renewed(workbench, args.token_name.as_deref(), &client).await?;
    let params = params(&args)?;
    let form = LoginForm {
        client: client.id,
        token_name: args.token_name,
        scopes: args.scope.as_deref().map(scopes),
        params,
        renew,
        timeout_secs: args.timeout,
        open_browser: !args.no_browser,
        // No link reaches this process: where nothing comes back to a port, a person pastes.
        paste_only: args.paste || (args.redirect.is_none() && !listens(&client)),
        redirect: args.redirect,
        implicit: args.implicit,
        can_paste: args.paste || session.prompt.can_ask(),
    };
    other_method::mending(session, client.id, async |typed| {
        if args.device {
            return Box::pin(device::run(session, form.clone())).await;
        }
        if let Some(grant) = direct.clone() {
            let obtaining = async { Ok(workbench.obtain_token(form.clone(), grant).await?) };
            let token = interrupt::ending(workbench, LOGIN_GIVEN_UP, obtaining).await?;
            return obtained(session, token.id).await;
        }
        Box::pin(by_person(session, &client, form.clone(), args.paste, typed)).await
    })
    .await
    .map_err(|problem| problem.about(&client.profile.name, &server))
}

async fn by_person(
    session: &Session,
    client: &Client,
    form: LoginForm,
    paste: bool,
    typed: &mut Option<Lines>,
) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let at_terminal = session.prompt.can_ask();
    if !form.can_paste && !redirects(client, form.redirect.as_ref()).any(listens_on) {
        return Err(Problem::usage(
            format!(
                "The redirect URI {} does not come back to the command line.",
                client.profile.redirect_uri
            ),
            "Add --paste and write the code or the callback URL to standard input.",
        ));
    }
    if form.scopes.is_none() && client.profile.scopes.is_empty() {
        no_scopes(workbench, client).await?;
    }
    // Before anybody knows the URL: a callback could otherwise arrive first.
    let interrupt = Interrupt::listen()?;
    let no_browser = !form.open_browser;
    let starting = async { Ok(workbench.start_login(form).await?) };
    let status = interrupt::ending(workbench, LOGIN_GIVEN_UP, starting).await?;
    let comes_back = status.callback_method == CallbackMethod::Loopback;
    announce(session, &status, no_browser || paste)?;
    for remark in &status.remarks {
        note(remark);
    }
    invite(&status, comes_back, at_terminal, no_browser);
    let reads = paste || at_terminal;
    let wait = Wait {
        workbench,
        login: status.id,
        interrupt,
        reading: reads.then(|| typed.get_or_insert_with(Lines::of_stdin)),
        must_come: !comes_back,
        at_terminal,
    };
    ended(session, wait.until_ended().await?).await
}

/// What is asked for besides scopes.
fn params(args: &LoginArgs) -> Result<Vec<(String, String)>, Problem> {
    let free = args.param.iter();
    let free = free.map(|param| (param.key.clone(), param.value.clone()));
    let resources = args.resource.iter();
    let resources = resources.map(|one| (RESOURCE.to_owned(), one.clone()));
    let mut params: Vec<_> = free.chain(resources).collect();
    if let Some(audience) = &args.audience {
        params.push(("audience".to_owned(), audience.clone()));
    }
    if let Some(details) = &args.authorization_details {
        let details = match details.strip_prefix('@') {
            Some(file) => std::fs::read_to_string(file).map_err(Problem::Input)?,
            None => details.clone(),
        };
        params.push((DETAILS.to_owned(), details));
    }
    Ok(params)
}

/// Some servers refuse a login that asks for nothing, and say no more than that they do.
async fn no_scopes(workbench: &Workbench, client: &Client) -> Result<(), Problem> {
    let server = workbench.server(client.server).await?;
    let usual = server.profile.usual_scopes();
    if !usual.is_empty() {
        note(&format!(
            "No scopes are asked for. If the server wants some: --scope {}",
            quoted(&usual.join(" "))
        ));
    }
    Ok(())
}

/// Returns the redirect URIs that the login may use.
fn redirects<'a>(client: &'a Client, chosen: Option<&'a String>) -> impl Iterator<Item = &'a str> {
    let own = std::iter::once(&client.profile.redirect_uri);
    let all = own.chain(&client.profile.further_redirects);
    let all = all.filter(move |_| chosen.is_none()).chain(chosen);
    all.map(String::as_str)
}

/// Returns `true` for a loopback redirect URI: only such a callback reaches this process by itself.
fn listens_on(uri: &str) -> bool {
    CallbackMethod::of(uri) == CallbackMethod::Loopback
}

fn listens(client: &Client) -> bool {
    redirects(client, None).any(listens_on)
}

/// Returns the token of this client with that name, which the login replaces. A name that belongs to
/// a token of another client is an error, before anybody logs in.
async fn renewed(
    workbench: &Workbench,
    name: Option<&str>,
    client: &Client,
) -> Result<Option<Id<Token>>, Problem> {
    let Some(name) = name else {
        return Ok(None);
    };
    let found = workbench.tokens().await?;
    let Some(found) = found.into_iter().find(|found| found.token.name == name) else {
        return Ok(None);
    };
    if found.token.client == Some(client.id) {
        return Ok(Some(found.token.id));
    }
    let taken = tokenry_vault::store::StoreError::NameTaken {
        what: Noun::Token,
        name: name.to_owned(),
    };
    Err(tokenry_core::error::Error::from(taken).into())
}

/// Writes the authorization URL as the first line of standard output.
fn announce(session: &Session, status: &LoginStatus, to_stdout: bool) -> Result<(), Problem> {
    if !to_stdout {
        return Ok(());
    }
    let document = LoginStartedView {
        authorize_url: status.authorize_url.to_string(),
        redirect_uri: status.redirect_uri.clone(),
    };
    session
        .out
        .answer(&document, || status.authorize_url.to_string())
}

/// Prints what to do in the browser.
fn invite(status: &LoginStatus, comes_back: bool, at_terminal: bool, no_browser: bool) {
    if let LoginPhase::WaitingForPerson {
        warning: Some(warning),
    } = &status.phase
    {
        note(warning);
    }
    if no_browser {
        note("Open the URL in a browser and log in there.");
    } else {
        note("Log in in the browser.");
        note(&format!("If it did not open: {}", status.authorize_url));
    }
    match (comes_back, at_terminal) {
        (true, true) => {
            note("Waiting for the callback. Ctrl-C cancels the login.");
            note("You can also paste the URL that the browser ends up at.");
        }
        (true, false) => note("Waiting for the callback."),
        (false, true) if status.form.implicit => note(
            "Then copy the whole URL that the browser ends up at, including the part after #, and paste it here:",
        ),
        (false, true) => note("Then paste the code, or the URL that the browser ends up at, here:"),
        (false, false) => {}
    }
}
