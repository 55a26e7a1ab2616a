//! Clients that register themselves, their registrations, and the guide for those that people
//! register.

use super::{Answer, OnDesk, servers::shown};
use tokenry_api::{
    id,
    redirects::RedirectGuideView,
    registering::{GuideView, ProposalView, RegistrationForm},
    registration_forms::{ReadingWithForm, RegistrationChangeForm, RegistrationWithForm},
    server_forms::ClientWithForm,
};

/// What the recipe and the server offer for a client like this. Sends nothing.
#[tauri::command]
#[specta::specta]
pub async fn client_guide(state: OnDesk<'_>, form: RegistrationForm) -> Answer<GuideView> {
    let guide = state
        .workbench()
        .await?
        .client_guide(&form.try_into()?)
        .await?;
    Ok(guide.into())
}

/// Opens the server's page for clients in the browser.
#[tauri::command]
#[specta::specta]
pub async fn open_client_page(state: OnDesk<'_>, server_id: String) -> Answer<()> {
    let workbench = state.workbench().await?;
    Ok(workbench.open_client_page(id(&server_id)?).await?)
}

/// The exact redirect URI for each way back, at a server of this recipe (empty for none), and
/// whether it works now. Sends nothing.
#[tauri::command]
#[specta::specta]
pub async fn redirect_guide(
    state: OnDesk<'_>,
    recipe: String,
    redirect_uri: String,
) -> Answer<RedirectGuideView> {
    let recipe = Some(recipe.as_str()).filter(|recipe| !recipe.is_empty());
    let workbench = state.workbench().await?;
    Ok(workbench
        .redirect_guide(recipe, &redirect_uri)
        .await?
        .into())
}

#[tauri::command]
#[specta::specta]
pub async fn register_client(state: OnDesk<'_>, form: RegistrationForm) -> Answer<ClientWithForm> {
    let workbench = state.workbench().await?;
    let (server, order) = (form.server_id.clone(), form.try_into()?);
    let going = workbench.clone();
    let registering = async move { going.register_client(order).await };
    let client = workbench.cancellable_kept(&server, registering).await?;
    shown(&workbench, &client).await
}

/// How a client came to be registered, if Tokenry did it. Sends nothing.
#[tauri::command]
#[specta::specta]
pub async fn registration(
    state: OnDesk<'_>,
    client_id: String,
) -> Answer<Option<RegistrationWithForm>> {
    let workbench = state.workbench().await?;
    let client = workbench.client(id(&client_id)?).await?;
    let stored = workbench.registration(client.id).await?;
    Ok(stored.map(|stored| RegistrationWithForm::of(&client, &stored)))
}

#[tauri::command]
#[specta::specta]
pub async fn read_registration(state: OnDesk<'_>, client_id: String) -> Answer<ReadingWithForm> {
    let workbench = state.workbench().await?;
    let (going, client) = (workbench.clone(), id(&client_id)?);
    let reading = async move { going.read_registration(client).await };
    let read = workbench.cancellable_kept(&client_id, reading).await?;
    let server = workbench.server(read.client.server).await?;
    Ok(ReadingWithForm::of(&read, &server.profile.name))
}

/// What a change would send. Sends nothing.
#[tauri::command]
#[specta::specta]
pub async fn registration_change(
    state: OnDesk<'_>,
    client_id: String,
    form: RegistrationChangeForm,
) -> Answer<ProposalView> {
    let workbench = state.workbench().await?;
    let change = form.into();
    let proposal = workbench
        .registration_change(id(&client_id)?, &change)
        .await?;
    Ok(proposal.into())
}

#[tauri::command]
#[specta::specta]
pub async fn update_registration(
    state: OnDesk<'_>,
    client_id: String,
    form: RegistrationChangeForm,
) -> Answer<ClientWithForm> {
    let workbench = state.workbench().await?;
    let (going, client, change) = (workbench.clone(), id(&client_id)?, form.into());
    let updating = async move { going.update_registration(client, &change).await };
    let client = workbench.cancellable_kept(&client_id, updating).await?;
    shown(&workbench, &client).await
}

/// Deletes the client at its server and here.
#[tauri::command]
#[specta::specta]
pub async fn delete_registration(state: OnDesk<'_>, client_id: String) -> Answer<()> {
    let workbench = state.workbench().await?;
    let (going, client) = (workbench.clone(), id(&client_id)?);
    let deleting = async move { going.delete_registration(client).await };
    Ok(workbench.cancellable_kept(&client_id, deleting).await?)
}
