//! `tokenry client redirects`: the redirect URI to register for each callback method.

use tokenry_api::redirects::RedirectOfferView;
use tokenry_core::workbench::RedirectOffer;
use tokenry_model::callback_method::CallbackMethod;

use super::server;
use crate::{
    output::{note, table},
    problem::Problem,
    session::Session,
};

pub(super) async fn run(session: &Session, server: &str) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let server = server::named(workbench, server).await?;
    let recipe = server.profile.recipe.as_deref();
    let guide = workbench.redirect_guide(recipe, "").await?;
    let offers = guide.offers.iter();
    let documents: Vec<_> = offers.map(RedirectOfferView::from).collect();
    session.out.answer(&documents, || {
        let row = |offer: &RedirectOffer| {
            [
                offer.uri.clone(),
                comes_back(offer.way).to_owned(),
                verdict(offer).to_owned(),
                if offer.trouble.is_some() { "no" } else { "yes" }.to_owned(),
            ]
        };
        let rows: Vec<_> = guide.offers.iter().map(row).collect();
        table(["REDIRECT URI", "CALLBACK", "SERVER", "WORKS NOW"], &rows)
    })?;
    for offer in &guide.offers {
        if let Some(trouble) = &offer.trouble {
            note(&format!("{}: {trouble}", offer.uri));
        }
    }
    if let Some(about) = &guide.about {
        note(about);
    }
    Ok(())
}

fn comes_back(way: CallbackMethod) -> &'static str {
    match way {
        CallbackMethod::Loopback => "automatic",
        CallbackMethod::DeepLink => "link to the window",
        CallbackMethod::OutOfBand => "code to paste",
        CallbackMethod::PasteAddress | CallbackMethod::AnotherDevice => "URL to paste",
    }
}

fn verdict(offer: &RedirectOffer) -> &'static str {
    match (offer.accepted, offer.recommended) {
        (Some(false), _) => "probably refuses it",
        (_, true) => "recommended",
        (Some(true), _) => "accepts it",
        (None, _) => "unknown",
    }
}
