//! The start of a login, from the form to the open browser.

use std::sync::Arc;

use url::Url;

use super::{
    LoginContext, LoginError, Logins, Running,
    browser_flow::drive,
    callback_method::choose,
    device_flow::{DeviceJob, drive_device},
    failures,
    login_context::Job,
};
use crate::context::Context;
use tokenry_model::{
    callback_method::CallbackMethod,
    clock::{SignedDuration, Timestamp},
    id::Id,
    login::{LONGEST_SECS, LoginForm, LoginPhase, LoginStatus, UserCode},
    transcript::{HttpStep, StepKind, Transcript},
};
use tokenry_oauth::{
    authorize::{Authorize, AuthorizeForm, authorize},
    callback::Pending,
    device,
    dpop::DpopKey,
    par,
};

/// Starts a login and opens the browser. Problems that can be detected before that, such as a missing
/// endpoint, a port in use or a locked vault, are returned as errors.
pub(crate) async fn start(
    context: &Arc<Context>,
    logins: &Logins,
    form: LoginForm,
) -> Result<LoginStatus, LoginError> {
    let asking = LoginContext::of(context, form).await?;
    if !asking.form.implicit {
        asking.endpoint(context, &[])?;
    }
    let asked = asking.further.all();
    let (form, client, server) = (&asking.form, &asking.client, &asking.server);
    let chosen = choose(context, &asking).await?;
    let redirect_uri = chosen.redirect_uri.clone();
    let address = AuthorizeForm {
        server: &server.profile,
        client: &client.profile,
        redirect_uri: &redirect_uri,
        scopes: &asking.scopes,
        params: &asked,
        implicit: form.implicit,
        dpop_jkt: asking.key.as_ref().map(DpopKey::thumbprint),
    };
    let authorization = authorize(address, &context.ambient).map_err(LoginError::from)?;
    let pushed = pushed(context, &asking, &authorization).await?;
    let pending = Pending {
        redirect_uri: redirect_uri.clone(),
        authorize_endpoint: authorization.url.clone(),
        state: authorization.state.clone(),
        issuer: server.profile.issuer.clone(),
        promises_iss: server.profile.promises_iss,
        implicit: form.implicit,
        code_name: server.profile.habits.code_name.clone(),
    };
    let mut status = status_of(context, &asking, chosen.way, &redirect_uri);
    status.remarks = chosen.remarks;
    status.remarks.extend(authorization.remarks.iter().cloned());
    if pushed.is_none() {
        status.remarks.extend(left_out(&authorization));
    }
    status.transcript.annotate(&status.remarks);
    status.other_redirects = chosen.others;
    status.authorize_url = authorization.url.clone();
    if let Some((url, https)) = pushed {
        status.authorize_url = url;
        let kind = StepKind::PushedAuthorization;
        let transcript = &mut status.transcript;
        transcript.record_exchanges(context.now(), kind, https);
    }
    let open_browser = form.open_browser;
    let job = Job {
        asking,
        redirect_uri,
        authorization,
        pending,
    };
    let (running, messages) = logins.enter(status, context.events.clone());
    tokio::spawn(drive(
        context.clone(),
        job,
        running.clone(),
        chosen.listening,
        messages,
    ));
    if open_browser {
        open_in_browser(context, &running);
    }
    Ok(running.status())
}

/// Starts a device authorization login (RFC 8628). No browser is opened: the person decides whether to
/// use one on this device.
pub(crate) async fn start_device(
    context: &Arc<Context>,
    logins: &Logins,
    form: LoginForm,
) -> Result<LoginStatus, LoginError> {
    let asking = LoginContext::of(context, form).await?;
    asking.endpoint(context, &[])?;
    let asked = device::DeviceForm {
        server: &asking.server.profile,
        client: &asking.client.profile,
        secret: asking.secret.as_ref(),
        scopes: &asking.scopes,
        params: &asking.further.all(),
    };
    let begun = device::begin(&context.http, asked, &context.ambient).await;
    let codes = match begun.codes {
        Ok(codes) => codes,
        Err(error) => {
            let mut steps = Transcript::default();
            let kind = StepKind::DeviceAuthorization;
            steps.record_exchanges(context.now(), kind, begun.https);
            let error = LoginError::from(error);
            failures::keep_failed_grant(context, &asking, steps, &error.to_string()).await;
            return Err(error);
        }
    };
    let mut status = LoginStatus {
        authorize_url: codes.verification_uri.clone(),
        user_code: Some(UserCode {
            text: codes.user_code.clone(),
            complete: codes.verification_uri_complete.clone(),
        }),
        ..status_of(context, &asking, CallbackMethod::AnotherDevice, "")
    };
    let ends = status.started_at.checked_add(codes.expires_in);
    status.expires_at = status.expires_at.min(ends.unwrap_or(Timestamp::MAX));
    status.transcript = Transcript::default();
    let kind = StepKind::DeviceAuthorization;
    let transcript = &mut status.transcript;
    let step = transcript.record_exchanges(context.now(), kind, begun.https);
    step.notes.clone_from(&codes.deviations);
    let (running, messages) = logins.enter(status, context.events.clone());
    let job = DeviceJob { asking, codes };
    let driver = drive_device(context.clone(), job, running.clone(), messages);
    tokio::spawn(driver);
    Ok(running.status())
}

/// Pushes the authorization request where that is required (RFC 9126). Returns the short URL for the
/// browser and the HTTP steps.
async fn pushed(
    context: &Context,
    asking: &LoginContext,
    whole: &Authorize,
) -> Result<Option<(Url, Vec<HttpStep>)>, LoginError> {
    let (server, client) = (&asking.server.profile, &asking.client.profile);
    if !par::is_wanted(server, client) {
        return Ok(None);
    }
    let (http, secret) = (&context.http, asking.secret.as_ref());
    let pushed = par::push(http, server, client, secret, &context.ambient, whole).await;
    match pushed.url.map_err(LoginError::Pushed) {
        Ok(url) => Ok(Some((url, pushed.https))),
        Err(error) => {
            let mut steps = Transcript::default();
            let kind = StepKind::PushedAuthorization;
            steps.record_exchanges(context.now(), kind, pushed.https);
            failures::keep_failed_grant(context, asking, steps, &error.to_string()).await;
            Err(error)
        }
    }
}

fn status_of(
    context: &Context,
    asking: &LoginContext,
    callback_method: CallbackMethod,
    redirect_uri: &str,
) -> LoginStatus {
    let now = context.now();
    let seconds = i64::from(asking.form.timeout_secs.clamp(1, LONGEST_SECS));
    let mut transcript = Transcript::default();
    transcript.record(now, StepKind::AuthorizationUrl);
    LoginStatus {
        id: Id::new(&context.ambient),
        client: asking.client.id,
        server: asking.server.id,
        client_name: asking.client.profile.name.clone(),
        server_name: asking.server.profile.name.clone(),
        callback_method,
        redirect_uri: redirect_uri.to_owned(),
        other_redirects: Vec::new(),
        remarks: Vec::new(),
        form: asking.form.clone(),
        authorize_url: asking.server.profile.base_url.clone(),
        user_code: None,
        phase: LoginPhase::WaitingForPerson { warning: None },
        heard: None,
        started_at: now,
        expires_at: now + SignedDuration::from_secs(seconds),
        transcript,
    }
}

fn open_in_browser(context: &Context, running: &Arc<Running>) {
    let now = context.now();
    match context.browser.open(&running.url()) {
        Ok(()) => running.record(now, StepKind::Browser),
        // The login continues, because the URL can be copied.
        Err(error) => {
            let told = format!("{error} Copy the URL and open it in a browser yourself.");
            running.warn(told);
        }
    }
}

/// A remark about the headers that a browser cannot send.
fn left_out(authorization: &Authorize) -> Option<String> {
    let names = authorization.headers.iter().map(|(name, _)| name.as_str());
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| {
        format!(
            "A browser cannot send custom headers, so {} was left out. Use pushed authorization \
             requests (RFC 9126) to send it.",
            names.join(", ")
        )
    })
}
