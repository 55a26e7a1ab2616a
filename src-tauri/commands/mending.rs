//! After a refusal: another authentication method, and the redirect URI compared.

use tokenry_model::client::AuthMethod;

use super::{Answer, OnDesk, servers::shown};
use tokenry_api::{
    id,
    mending::{OtherMethodView, RefusalView},
    server_forms::ClientWithForm,
};

/// Other ways for a client to prove itself, the most likely one first.
#[tauri::command]
#[specta::specta]
pub async fn other_methods(state: OnDesk<'_>, client_id: String) -> Answer<Vec<OtherMethodView>> {
    let workbench = state.workbench().await?;
    let others = workbench.other_methods(id(&client_id)?).await?;
    Ok(others.into_iter().map(OtherMethodView::from).collect())
}

/// Has a client prove itself in another way from now on.
#[tauri::command]
#[specta::specta]
pub async fn choose_method(
    state: OnDesk<'_>,
    client_id: String,
    method: AuthMethod,
) -> Answer<ClientWithForm> {
    let workbench = state.workbench().await?;
    let client = workbench.choose_method(id(&client_id)?, method).await?;
    shown(&workbench, &client).await
}

/// Has a client come back to another redirect URI first.
#[tauri::command]
#[specta::specta]
pub async fn choose_redirect(
    state: OnDesk<'_>,
    client_id: String,
    redirect_uri: String,
) -> Answer<ClientWithForm> {
    let workbench = state.workbench().await?;
    let client = workbench
        .choose_redirect(id(&client_id)?, &redirect_uri)
        .await?;
    shown(&workbench, &client).await
}

/// Explains what a page in the browser says; `registered` are the redirect URIs that the person
/// sees at the server, if any.
#[tauri::command]
#[specta::specta]
pub async fn explain_refusal(
    state: OnDesk<'_>,
    login_id: String,
    page: String,
    registered: String,
) -> Answer<RefusalView> {
    let workbench = state.workbench().await?;
    let explained = workbench
        .explain_refusal(id(&login_id)?, &page, &registered)
        .await?;
    Ok(explained.into())
}

/// What the server says on the page of a login without a person, where it refuses there;
/// nothing where it shows a login page.
#[tauri::command]
#[specta::specta]
pub async fn look_at_login_page(
    state: OnDesk<'_>,
    login_id: String,
) -> Answer<Option<RefusalView>> {
    let workbench = state.workbench().await?;
    let looking = workbench.look_at_login_page(id(&login_id)?);
    let told = workbench.cancellable("login-page", looking).await?;
    Ok(told.map(RefusalView::from))
}
