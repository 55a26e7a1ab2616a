//! The resolution of relative URLs that fits the server.

use futures_util::future::join_all;
use reqwest::StatusCode;
use url::Url;

use super::super::deadline::Looking;
use tokenry_import::openapi::Offered;
use tokenry_import::openapi::ResolvedFlow;
use tokenry_model::{
    choice::{Choice, ChoiceKind},
    server::Endpoints,
};
use tokenry_oauth::discovery::Looked;

/// Chooses how to resolve a relative URL that is ambiguous: the server is asked, without credentials,
/// which of the URLs exists. If that does not decide, the rule of the OpenAPI version applies.
pub(super) async fn settle(offered: &mut Offered, looking: &Looking<'_>) {
    let Some(profile) = &mut offered.profile else {
        return;
    };
    if offered.readings.len() < 2 {
        return;
    }
    let asked = offered.readings.iter().map(|reading| async move {
        let url = reading.token.as_ref().or(reading.authorize.as_ref());
        match url {
            Some(url) => is_there(&looking.look_at(url).await),
            None => false,
        }
    });
    let there = join_all(asked).await;
    let chosen = there.iter().position(|there| *there).unwrap_or(0);
    let base = |reading: &ResolvedFlow| {
        reading
            .base
            .as_ref()
            .map(Url::to_string)
            .unwrap_or_default()
    };
    let alone = there.iter().filter(|there| **there).count() == 1;
    if chosen != 0 {
        let first = offered.readings[0].endpoints();
        replace(
            &mut profile.endpoints,
            &first,
            offered.readings[chosen].endpoints(),
        );
    }
    offered.remarks.push(format!(
        "The URLs in the document are relative. They were resolved against {}.",
        base(&offered.readings[chosen])
    ));
    if alone {
        return;
    }
    for (at, reading) in offered.readings.iter().enumerate() {
        if at == chosen {
            continue;
        }
        let mut other = profile.clone();
        replace(
            &mut other.endpoints,
            &offered.readings[chosen].endpoints(),
            reading.endpoints(),
        );
        offered.choices.push(Choice {
            kind: ChoiceKind::Reading,
            about: format!("The same URLs, resolved against {}.", base(reading)),
            profile: other,
            remarks: Vec::new(),
        });
    }
}

/// Replaces the endpoints of one reading with those of another, and keeps all others.
fn replace(endpoints: &mut Endpoints, old: &Endpoints, new: Endpoints) {
    for (place, old, new) in [
        (&mut endpoints.authorize, &old.authorize, new.authorize),
        (&mut endpoints.token, &old.token, new.token),
        (&mut endpoints.device, &old.device, new.device),
    ] {
        if place == old {
            *place = new;
        }
    }
}

/// Tests whether the endpoint exists. One that expects POST may respond to a GET with anything but “not
/// found”.
fn is_there(looked: &Looked) -> bool {
    match &looked.answer {
        Ok(answer) => !matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::GONE),
        Err(_) => false,
    }
}
