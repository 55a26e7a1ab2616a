//! The choice of the redirect URI for a login, made before the browser opens.
//!
//! The first one that works is used. The client's main redirect URI is tried first, then the others
//! in this order: loopback, deep link, out-of-band, and those whose URL has to be pasted.

use super::{LoginContext, LoginError};
use crate::{context::Context, links};
use tokenry_model::callback_method::CallbackMethod;
use tokenry_oauth::{
    loopback,
    loopback::{Loopback, LoopbackError},
    redirect,
    redirect::PortRule,
};

/// The chosen redirect URI and its callback method.
#[derive(Debug)]
pub(crate) struct Chosen {
    pub(crate) way: CallbackMethod,
    /// The exact value that is sent.
    pub(crate) redirect_uri: String,
    pub(crate) listening: Option<Loopback>,
    /// The client's other redirect URIs.
    pub(crate) others: Vec<String>,
    /// Sentences that explain why it is not the expected one.
    pub(crate) remarks: Vec<String>,
}

pub(crate) async fn choose(context: &Context, asking: &LoginContext) -> Result<Chosen, LoginError> {
    let candidates = candidates(asking)?;
    let mut failed: Option<LoginError> = None;
    for uri in candidates {
        match attempt(context, asking, &uri).await {
            Ok(mut chosen) => {
                if let Some(error) = &failed {
                    chosen.remarks.insert(0, instead(error, &chosen));
                }
                return Ok(chosen);
            }
            // Report the error of the main redirect URI.
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    Err(failed.unwrap_or(LoginError::OnlyByPaste))
}

fn candidates(asking: &LoginContext) -> Result<Vec<String>, LoginError> {
    let (form, client) = (&asking.form, &asking.client.profile);
    if let Some(uri) = &form.redirect {
        redirect::check(uri).map_err(|source| LoginError::Redirect {
            uri: uri.clone(),
            source,
        })?;
        return Ok(vec![uri.clone()]);
    }
    if form.implicit {
        let all = std::iter::once(&client.redirect_uri).chain(&client.further_redirects);
        let mut landings = all.filter(|uri| CallbackMethod::of(uri) != CallbackMethod::OutOfBand);
        let landing = landings.next().ok_or(LoginError::NoLanding)?;
        return Ok(vec![landing.clone()]);
    }
    if form.paste_only {
        return Ok(vec![client.redirect_uri.clone()]);
    }
    let mut further = client.further_redirects.clone();
    further.sort_by_key(|uri| rank(CallbackMethod::of(uri)));
    let all = std::iter::once(client.redirect_uri.clone()).chain(further);
    let automatic = |uri: &String| {
        matches!(
            CallbackMethod::of(uri),
            CallbackMethod::Loopback | CallbackMethod::DeepLink
        )
    };
    Ok(all.filter(|uri| form.can_paste || automatic(uri)).collect())
}

fn rank(way: CallbackMethod) -> u8 {
    match way {
        CallbackMethod::Loopback => 0,
        CallbackMethod::DeepLink => 1,
        CallbackMethod::OutOfBand => 2,
        CallbackMethod::PasteAddress | CallbackMethod::AnotherDevice => 3,
    }
}

async fn attempt(
    context: &Context,
    asking: &LoginContext,
    uri: &str,
) -> Result<Chosen, LoginError> {
    let by_paste = asking.form.paste_only || asking.form.implicit;
    let way = match CallbackMethod::of(uri) {
        CallbackMethod::Loopback | CallbackMethod::DeepLink if by_paste => {
            CallbackMethod::PasteAddress
        }
        way => way,
    };
    let mut chosen = Chosen {
        way,
        redirect_uri: uri.to_owned(),
        listening: None,
        others: asking.client.profile.redirects_but(uri),
        remarks: Vec::new(),
    };
    match way {
        CallbackMethod::Loopback => listen(context, asking, &mut chosen).await?,
        CallbackMethod::DeepLink => links::reach(&context.links).await?,
        CallbackMethod::OutOfBand
        | CallbackMethod::PasteAddress
        | CallbackMethod::AnotherDevice => {}
    }
    Ok(chosen)
}

/// Starts the listener. If the redirect URI names no port and the server may compare ports, every
/// login of the client uses the same port, so that one registration keeps matching.
async fn listen(
    context: &Context,
    asking: &LoginContext,
    chosen: &mut Chosen,
) -> Result<(), LoginError> {
    let ports = context
        .recipes
        .port_rule(&asking.server.profile)
        .unwrap_or_default();
    let uri = chosen.redirect_uri.clone();
    let listening = if ports == PortRule::Any || !loopback::leaves_port_open(&uri) {
        Loopback::bind(&uri)?
    } else {
        let client = asking.client.id;
        let kept = context.store.loopback_port(client).await?;
        let (listening, remark) = at_kept_port(&uri, kept, ports)?;
        chosen.remarks.extend(remark);
        let port = loopback::port_of(listening.redirect_uri());
        if let (None, Some(port)) = (kept, port) {
            context.store.keep_loopback_port(client, port).await?;
        }
        listening
    };
    listening
        .redirect_uri()
        .clone_into(&mut chosen.redirect_uri);
    chosen.listening = Some(listening);
    Ok(())
}

fn at_kept_port(
    uri: &str,
    kept: Option<u16>,
    ports: PortRule,
) -> Result<(Loopback, Option<String>), LoopbackError> {
    let Some(port) = kept else {
        return Ok((Loopback::bind(uri)?, None));
    };
    match Loopback::bind_at(uri, port) {
        Ok(listening) => Ok((listening, None)),
        Err(error) if ports == PortRule::Exact => Err(error),
        Err(error) => {
            let listening = Loopback::bind(uri)?;
            let remark = format!(
                "{error} It is the usual port of this client. This login uses {} instead. A server \
                 that compares ports will refuse it.",
                listening.redirect_uri()
            );
            Ok((listening, Some(remark)))
        }
    }
}

fn instead(error: &LoginError, chosen: &Chosen) -> String {
    let uri = &chosen.redirect_uri;
    match chosen.way {
        CallbackMethod::Loopback => format!("{error} This login uses {uri} instead."),
        CallbackMethod::DeepLink => {
            format!("{error} This login uses the deep link {uri} instead.")
        }
        CallbackMethod::OutOfBand => {
            format!("{error} This login uses {uri} instead: paste the code that the server shows.")
        }
        CallbackMethod::PasteAddress | CallbackMethod::AnotherDevice => {
            format!(
                "{error} This login uses {uri} instead: paste the URL that the browser ends on."
            )
        }
    }
}
