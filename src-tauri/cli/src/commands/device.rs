//! `tokenry login … --device`: a URL and a code for another device (RFC 8628).

use qrcode::{QrCode, render::unicode};
use tokenry_api::login::DeviceLoginView;
use tokenry_core::events::Event;
use tokenry_model::login::{LoginForm, LoginPhase, LoginStatus, UserCode};

use super::{
    interrupt::{self, Interrupt, LOGIN_GIVEN_UP},
    login_end,
};
use crate::{
    output::{note, plain},
    problem::Problem,
    session::Session,
    when,
};

pub(super) async fn run(session: &Session, form: LoginForm) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let mut interrupt = Interrupt::listen()?;
    let mut events = workbench.events().listen();
    let starting = async { Ok(workbench.start_device_login(form).await?) };
    let status = interrupt::ending(workbench, LOGIN_GIVEN_UP, starting).await?;
    if let Some(code) = &status.user_code {
        announce(session, &status, code)?;
    }
    let ended = workbench.login_ended(status.id);
    tokio::pin!(ended);
    let ended = loop {
        tokio::select! {
            status = &mut ended => break status?,
            () = interrupt.heard() => workbench.cancel_login(status.id),
            event = events.recv() => if let Ok(Event::LoginChanged(changed)) = event
                && changed.id == status.id
                && let LoginPhase::WaitingForPerson { warning: Some(warning) } = changed.phase
            {
                note(&warning);
            },
        }
    };
    login_end::ended(session, ended).await
}

/// Writes the verification URL and the code to standard output, a line each, and a QR code to a
/// terminal.
fn announce(session: &Session, status: &LoginStatus, code: &UserCode) -> Result<(), Problem> {
    let address = &status.authorize_url;
    let whole = code.complete.as_ref();
    let document = DeviceLoginView {
        verification_uri: address.to_string(),
        verification_uri_complete: whole.map(ToString::to_string),
        user_code: code.text.clone(),
        expires_at: status.expires_at,
    };
    session
        .out
        .answer(&document, || format!("{address}\n{}", plain(&code.text)))?;
    note("Open the URL on any device and enter the code there.");
    if session.prompt.can_ask()
        && let Ok(drawn) = QrCode::new(whole.unwrap_or(address).as_str())
    {
        note(&drawn.render::<unicode::Dense1x2>().build());
    }
    let left = when::left(status.expires_at, session.now());
    note(&format!("Waiting: {left}. Ctrl-C cancels."));
    Ok(())
}
