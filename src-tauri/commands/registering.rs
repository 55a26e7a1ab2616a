//! Clients that register themselves, and the guide for those that people register.

use super::{Answer, OnDesk};
use crate::views::{
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
