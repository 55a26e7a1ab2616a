//! Tokens: seen, copied, renewed, asked about, given back, forgotten.

use std::time::Duration;

use tokenry_core::{
    error::Error,
    workbench::{BringOrder, CopyFormat, SecretPart},
};
use tokenry_model::{secret::Secret, server::Placement};

use super::{Answer, OnDesk};
use crate::app_state::AppState;
use tokenry_api::{
    diagnosis::CheckView,
    id,
    introspection::{IntrospectionView, RevocationView},
    server_forms::RemovalView,
    timestamp,
    token_forms::{BroughtInView, PasteTokenForm, TokenEditForm},
    tokens::{RevealedView, TokenDetailView, TokenView},
    verification::VerificationView,
};

#[tauri::command]
#[specta::specta]
pub async fn list_tokens(state: OnDesk<'_>) -> Answer<Vec<TokenView>> {
    let tokens = state.workbench().await?.tokens().await?;
    Ok(tokens
        .iter()
        .map(|token| TokenView::of(token, AppState::now()))
        .collect())
}

#[tauri::command]
#[specta::specta]
pub async fn token_detail(state: OnDesk<'_>, id: String) -> Answer<TokenDetailView> {
    let detail = state
        .workbench()
        .await?
        .token_detail(self::id(&id)?)
        .await?;
    Ok(TokenDetailView::of(&detail, AppState::now()))
}

#[tauri::command]
#[specta::specta]
pub async fn rename_token(state: OnDesk<'_>, id: String, name: String) -> Answer<TokenView> {
    let workbench = state.workbench().await?;
    let id = self::id(&id)?;
    workbench.rename_token(id, &name).await?;
    Ok(TokenView::of(
        &workbench.token_summary(id).await?,
        AppState::now(),
    ))
}

/// Copies without showing: the text goes from the vault to the clipboard, not to the page.
#[tauri::command]
#[specta::specta]
pub async fn copy_token(state: OnDesk<'_>, id: String, format: CopyFormat) -> Answer<()> {
    let workbench = state.workbench().await?;
    let text = workbench.formatted(self::id(&id)?, format).await?;
    let keep = Duration::from_secs(workbench.settings().await?.clipboard_secs.into());
    Ok(state.copier.copy_secret(text, keep)?)
}

/// Copies what the server gave with a token, also without showing it.
#[tauri::command]
#[specta::specta]
pub async fn copy_member(state: OnDesk<'_>, id: String, name: String) -> Answer<()> {
    let workbench = state.workbench().await?;
    let text = workbench.reveal_member(self::id(&id)?, &name).await?;
    let keep = Duration::from_secs(workbench.settings().await?.clipboard_secs.into());
    Ok(state.copier.copy_secret(text, keep)?)
}

/// The one command that hands a secret to the page, for the dialog that a person opens with
/// *Reveal*. It cannot know who asks: a script that ran in the page could ask as well. What keeps
/// such a script out is the page's policy, and that the page cannot be led elsewhere.
#[tauri::command]
#[specta::specta]
pub async fn reveal_token(state: OnDesk<'_>, id: String, part: SecretPart) -> Answer<RevealedView> {
    let secret: Secret = state
        .workbench()
        .await?
        .reveal(self::id(&id)?, part)
        .await?;
    Ok(RevealedView {
        text: secret.expose().to_owned(),
    })
}

#[tauri::command]
#[specta::specta]
pub async fn refresh_token(state: OnDesk<'_>, id: String) -> Answer<TokenView> {
    let workbench = state.workbench().await?;
    let refreshing = workbench.refresh_token(self::id(&id)?);
    let fresh = workbench.cancellable(&id, refreshing).await?;
    Ok(TokenView::of(
        &workbench.token_summary(fresh.token.id).await?,
        AppState::now(),
    ))
}

#[tauri::command]
#[specta::specta]
pub async fn token_removal(state: OnDesk<'_>, id: String) -> Answer<RemovalView> {
    Ok(state
        .workbench()
        .await?
        .token_removal(self::id(&id)?)
        .await?
        .into())
}

/// Asks the server to take it back; it stays here.
#[tauri::command]
#[specta::specta]
pub async fn revoke_token(state: OnDesk<'_>, id: String) -> Answer<RevocationView> {
    let workbench = state.workbench().await?;
    let revoking = workbench.revoke_token(self::id(&id)?);
    Ok((&workbench.cancellable(&id, revoking).await?).into())
}

/// Verifies the signatures of its JWTs; asks the server for its keys if need be.
#[tauri::command]
#[specta::specta]
pub async fn verify_token(state: OnDesk<'_>, id: String) -> Answer<VerificationView> {
    let workbench = state.workbench().await?;
    let verifying = workbench.verify_token(self::id(&id)?);
    Ok((&workbench.cancellable(&id, verifying).await?).into())
}

/// Tries the token with a call that needs it, or asks the server about it.
#[tauri::command]
#[specta::specta]
pub async fn check_token(state: OnDesk<'_>, id: String) -> Answer<CheckView> {
    let workbench = state.workbench().await?;
    Ok((&workbench.check_token(self::id(&id)?, None).await?).into())
}

/// From now on the token is sent there.
#[tauri::command]
#[specta::specta]
pub async fn place_token(state: OnDesk<'_>, id: String, placement: Placement) -> Answer<()> {
    let workbench = state.workbench().await?;
    Ok(workbench.place_token(self::id(&id)?, placement).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn introspect_token(state: OnDesk<'_>, id: String) -> Answer<IntrospectionView> {
    let workbench = state.workbench().await?;
    let asking = workbench.introspect_token(self::id(&id)?);
    Ok((&workbench.cancellable(&id, asking).await?).into())
}

/// Ends the session behind a token, in the browser.
#[tauri::command]
#[specta::specta]
pub async fn log_out(state: OnDesk<'_>, id: String) -> Answer<()> {
    Ok(state.workbench().await?.log_out(self::id(&id)?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn forget_token(state: OnDesk<'_>, id: String) -> Answer<()> {
    Ok(state
        .workbench()
        .await?
        .forget_token(self::id(&id)?)
        .await?)
}

#[tauri::command]
#[specta::specta]
pub async fn paste_token(state: OnDesk<'_>, form: PasteTokenForm) -> Answer<BroughtInView> {
    let workbench = state.workbench().await?;
    let order = BringOrder {
        server: id(&form.server_id)?,
        name: form.name,
        text: Secret::new(form.text),
        expires_at: form.expires_at.as_deref().map(timestamp).transpose()?,
        client: form.client_id.as_deref().map(id).transpose()?,
        refresh_token: form.refresh_token,
    };
    let bringing = workbench.bring_in(order);
    let brought = workbench.cancellable("paste", bringing).await?;
    Ok(BroughtInView {
        token: TokenView::of(
            &workbench.token_summary(brought.token.id).await?,
            AppState::now(),
        ),
        remarks: brought.remarks,
        not_renewed: brought.not_renewed.map(|error| told(&error)),
    })
}

/// Changes what a person may say of a token.
#[tauri::command]
#[specta::specta]
pub async fn edit_token(state: OnDesk<'_>, id: String, form: TokenEditForm) -> Answer<TokenView> {
    let workbench = state.workbench().await?;
    let token = workbench
        .edit_token(self::id(&id)?, form.try_into()?)
        .await?;
    Ok(TokenView::of(
        &workbench.token_summary(token.id).await?,
        AppState::now(),
    ))
}

fn told(error: &Error) -> String {
    let said = error
        .said()
        .map(|said| format!(" The server said: {said}."));
    format!("{error}{} {}", said.unwrap_or_default(), error.hint())
}
