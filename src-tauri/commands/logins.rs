//! Logins: started, watched, helped along, ended.

use std::sync::atomic::Ordering;

use super::{Answer, OnDesk};
use crate::app_state::Desk;
use tokenry_api::{
    id,
    login::{DirectGrantForm, LoginForm, LoginView, RepeatForm},
    tokens::TokenView,
};

#[tauri::command]
#[specta::specta]
pub async fn start_login(desk: OnDesk<'_>, form: LoginForm) -> Answer<LoginView> {
    let workbench = desk.workbench().await?;
    let starting = workbench.start_login(form.try_into()?);
    Ok((&workbench.cancellable("login", starting).await?).into())
}

/// On another device, with a code to type there.
#[tauri::command]
#[specta::specta]
pub async fn start_device_login(desk: OnDesk<'_>, form: LoginForm) -> Answer<LoginView> {
    let workbench = desk.workbench().await?;
    let starting = workbench.start_device_login(form.try_into()?);
    Ok((&workbench.cancellable("login", starting).await?).into())
}

/// The same login once more: with its name, scopes and parameters, for the same token.
#[tauri::command]
#[specta::specta]
pub async fn repeat_login(desk: OnDesk<'_>, id: String, form: RepeatForm) -> Answer<LoginView> {
    let workbench = desk.workbench().await?;
    let starting = workbench.repeat_login(self::id(&id)?, |before| form.apply(before));
    Ok((&workbench.cancellable("login", starting).await?).into())
}

/// Those under way and those that ended since the start.
#[tauri::command]
#[specta::specta]
pub async fn list_logins(desk: OnDesk<'_>) -> Answer<Vec<LoginView>> {
    let logins = desk.workbench().await?.logins();
    Ok(logins.iter().map(LoginView::from).collect())
}

/// Whether a link came that no login waits for; told once.
#[tauri::command]
#[specta::specta]
pub async fn take_stray_link(desk: OnDesk<'_>) -> Answer<bool> {
    Ok(desk.stray_link.swap(false, Ordering::Relaxed))
}

/// A code, or the whole address that the browser landed on.
#[tauri::command]
#[specta::specta]
pub async fn paste_into_login(desk: OnDesk<'_>, id: String, text: String) -> Answer<LoginView> {
    let login = desk
        .workbench()
        .await?
        .paste_into_login(self::id(&id)?, text)
        .await?;
    Ok((&login).into())
}

#[tauri::command]
#[specta::specta]
pub async fn open_login_browser(desk: OnDesk<'_>, id: String) -> Answer<()> {
    Ok(desk.workbench().await?.open_login_browser(self::id(&id)?)?)
}

/// Copies the address for the browser: for another browser, or a private window.
#[tauri::command]
#[specta::specta]
pub async fn copy_login_address(desk: OnDesk<'_>, id: String) -> Answer<()> {
    let address = desk.workbench().await?.login_address(self::id(&id)?)?;
    Ok(desk.copier.copy(address)?)
}

#[tauri::command]
#[specta::specta]
pub async fn cancel_login(desk: OnDesk<'_>, id: String) -> Answer<()> {
    desk.workbench().await?.cancel_login(self::id(&id)?);
    Ok(())
}

/// A token without a browser, by a grant that needs one request only.
#[tauri::command]
#[specta::specta]
pub async fn obtain_token(
    desk: OnDesk<'_>,
    form: LoginForm,
    grant: DirectGrantForm,
) -> Answer<TokenView> {
    let workbench = desk.workbench().await?;
    let obtaining = workbench.obtain_token(form.try_into()?, grant.try_into()?);
    let token = workbench.cancellable("login", obtaining).await?;
    Ok(TokenView::of(
        &workbench.token_summary(token.id).await?,
        Desk::now(),
    ))
}
