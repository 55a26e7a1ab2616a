//! Logins: started, watched, helped along, ended.

use std::sync::atomic::Ordering;

use super::{Answer, OnDesk};
use crate::app_state::AppState;
use tokenry_api::{
    id,
    login::{DirectGrantForm, LoginForm, LoginView, RepeatForm},
    tokens::TokenView,
};

#[tauri::command]
#[specta::specta]
pub async fn start_login(state: OnDesk<'_>, form: LoginForm) -> Answer<LoginView> {
    let workbench = state.workbench().await?;
    let starting = workbench.start_login(form.try_into()?);
    Ok((&workbench.cancellable("login", starting).await?).into())
}

/// On another device, with a code to type there.
#[tauri::command]
#[specta::specta]
pub async fn start_device_login(state: OnDesk<'_>, form: LoginForm) -> Answer<LoginView> {
    let workbench = state.workbench().await?;
    let starting = workbench.start_device_login(form.try_into()?);
    Ok((&workbench.cancellable("login", starting).await?).into())
}

/// The same login once more: with its name, scopes and parameters, for the same token.
#[tauri::command]
#[specta::specta]
pub async fn repeat_login(state: OnDesk<'_>, id: String, form: RepeatForm) -> Answer<LoginView> {
    let workbench = state.workbench().await?;
    let starting = workbench.repeat_login(self::id(&id)?, |before| form.apply(before));
    Ok((&workbench.cancellable("login", starting).await?).into())
}

/// Those under way and those that ended since the start.
#[tauri::command]
#[specta::specta]
pub async fn list_logins(state: OnDesk<'_>) -> Answer<Vec<LoginView>> {
    let logins = state.workbench().await?.logins();
    Ok(logins.iter().map(LoginView::from).collect())
}

/// Whether a link came that no login waits for; told once.
#[tauri::command]
#[specta::specta]
pub async fn take_stray_link(state: OnDesk<'_>) -> Answer<bool> {
    Ok(state.stray_link.swap(false, Ordering::Relaxed))
}

/// A code, or the whole address that the browser landed on.
#[tauri::command]
#[specta::specta]
pub async fn paste_into_login(state: OnDesk<'_>, id: String, text: String) -> Answer<LoginView> {
    let login = state
        .workbench()
        .await?
        .paste_into_login(self::id(&id)?, text)
        .await?;
    Ok((&login).into())
}

#[tauri::command]
#[specta::specta]
pub async fn open_login_browser(state: OnDesk<'_>, id: String) -> Answer<()> {
    Ok(state
        .workbench()
        .await?
        .open_login_browser(self::id(&id)?)?)
}

/// Copies the address for the browser: for another browser, or a private window.
#[tauri::command]
#[specta::specta]
pub async fn copy_login_address(state: OnDesk<'_>, id: String) -> Answer<()> {
    let address = state.workbench().await?.login_address(self::id(&id)?)?;
    Ok(state.copier.copy(address)?)
}

#[tauri::command]
#[specta::specta]
pub async fn cancel_login(state: OnDesk<'_>, id: String) -> Answer<()> {
    state.workbench().await?.cancel_login(self::id(&id)?);
    Ok(())
}

/// A token without a browser, by a grant that needs one request only.
#[tauri::command]
#[specta::specta]
pub async fn obtain_token(
    state: OnDesk<'_>,
    form: LoginForm,
    grant: DirectGrantForm,
) -> Answer<TokenView> {
    let workbench = state.workbench().await?;
    let obtaining = workbench.obtain_token(form.try_into()?, grant.try_into()?);
    let token = workbench.cancellable("login", obtaining).await?;
    Ok(TokenView::of(
        &workbench.token_summary(token.id).await?,
        AppState::now(),
    ))
}
