//! Clients that register themselves, and the guide for those that people register.

use super::{Answer, OnDesk};
use crate::views::{
    redirects::RedirectGuideView,
    registering::{GuideView, RegistrationForm},
    servers::ClientView,
};

/// What the recipe and the server offer for a client like this. Sends nothing.
#[tauri::command]
#[specta::specta]
pub async fn client_guide(desk: OnDesk<'_>, form: RegistrationForm) -> Answer<GuideView> {
    let guide = desk
        .workbench()
        .await?
        .client_guide(&form.try_into()?)
        .await?;
    Ok(guide.into())
}

/// The exact redirect URI for each way back, at a server of this recipe (empty for none), and
/// whether it works now. Sends nothing.
#[tauri::command]
#[specta::specta]
pub async fn redirect_guide(
    desk: OnDesk<'_>,
    recipe: String,
    redirect_uri: String,
) -> Answer<RedirectGuideView> {
    let recipe = Some(recipe.as_str()).filter(|recipe| !recipe.is_empty());
    let workbench = desk.workbench().await?;
    Ok(workbench
        .redirect_guide(recipe, &redirect_uri)
        .await?
        .into())
}

#[tauri::command]
#[specta::specta]
pub async fn register_client(desk: OnDesk<'_>, form: RegistrationForm) -> Answer<ClientView> {
    let client = desk
        .workbench()
        .await?
        .register_client(form.try_into()?)
        .await?;
    Ok((&client).into())
}
