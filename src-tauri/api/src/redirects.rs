//! The redirect URIs to choose from, as a person sees them.

use serde::Serialize;
use tokenry_core::workbench::{RedirectGuide, RedirectOffer};
use tokenry_model::callback_method::CallbackMethod;

#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WayView {
    Loopback,
    DeepLink,
    OutOfBand,
    PasteAddress,
    AnotherDevice,
}

impl From<CallbackMethod> for WayView {
    fn from(way: CallbackMethod) -> Self {
        match way {
            CallbackMethod::Loopback => Self::Loopback,
            CallbackMethod::DeepLink => Self::DeepLink,
            CallbackMethod::OutOfBand => Self::OutOfBand,
            CallbackMethod::PasteAddress => Self::PasteAddress,
            CallbackMethod::AnotherDevice => Self::AnotherDevice,
        }
    }
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RedirectGuideView {
    /// The name of the server's recipe.
    pub recipe: Option<String>,
    /// What it says about redirect URIs.
    pub about: Option<String>,
    pub offers: Vec<RedirectOfferView>,
    /// What to know about the one that is chosen.
    pub advice: Vec<String>,
    /// Why the one that is chosen cannot work now.
    pub trouble: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RedirectOfferView {
    pub way: WayView,
    /// Exactly what has to be registered.
    pub redirect_uri: String,
    /// What the recipe says; `None` where it is not known.
    pub accepted: Option<bool>,
    pub recommended: bool,
    pub about: String,
    /// Why it cannot work now.
    pub trouble: Option<String>,
}

impl From<RedirectGuide> for RedirectGuideView {
    fn from(guide: RedirectGuide) -> Self {
        Self {
            recipe: guide.recipe,
            about: guide.about,
            offers: guide.offers.iter().map(RedirectOfferView::from).collect(),
            advice: guide.advice,
            trouble: guide.trouble,
        }
    }
}

impl From<&RedirectOffer> for RedirectOfferView {
    fn from(offer: &RedirectOffer) -> Self {
        Self {
            way: offer.way.into(),
            redirect_uri: offer.uri.clone(),
            accepted: offer.accepted,
            recommended: offer.recommended,
            about: offer.about.clone(),
            trouble: offer.trouble.clone(),
        }
    }
}
