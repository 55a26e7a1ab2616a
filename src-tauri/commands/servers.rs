//! Servers and clients.

use tokenry_core::workbench::{SecretChange, Workbench};
use tokenry_model::client::Client;

use super::{Answer, OnDesk};
use tokenry_api::{
    id,
    server_forms::{
        ClientForm, ClientWithForm, DiscoveryView, MoveView, RemovalView, SealedExtraForm,
        ServerForm, ServerWithForm,
    },
    tokens::RevealedView,
};

#[tauri::command]
#[specta::specta]
pub async fn discover_server(state: OnDesk<'_>, address: String) -> Answer<DiscoveryView> {
    let workbench = state.workbench().await?;
    let looking = workbench.discover(&address);
    Ok(workbench.cancellable("discovery", looking).await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn list_servers(state: OnDesk<'_>) -> Answer<Vec<ServerWithForm>> {
    let servers = state.workbench().await?.servers().await?;
    Ok(servers.iter().map(ServerWithForm::from).collect())
}

#[tauri::command]
#[specta::specta]
pub async fn add_server(state: OnDesk<'_>, form: ServerForm) -> Answer<ServerWithForm> {
    let server = state
        .workbench()
        .await?
        .add_server(form.try_into()?)
        .await?;
    Ok((&server).into())
}

#[tauri::command]
#[specta::specta]
pub async fn edit_server(
    state: OnDesk<'_>,
    id: String,
    form: ServerForm,
) -> Answer<ServerWithForm> {
    let server = state
        .workbench()
        .await?
        .edit_server(self::id(&id)?, form.try_into()?)
        .await?;
    Ok((&server).into())
}

/// What this edit would send to another origin; nothing where it moves no secret.
#[tauri::command]
#[specta::specta]
pub async fn server_move(
    state: OnDesk<'_>,
    id: String,
    form: ServerForm,
) -> Answer<Option<MoveView>> {
    let workbench = state.workbench().await?;
    let profile = form.try_into()?;
    let moves = workbench.server_move(self::id(&id)?, &profile).await?;
    Ok(moves.map(MoveView::from))
}

/// Edits it after the person agreed to these origins.
#[tauri::command]
#[specta::specta]
pub async fn move_server(
    state: OnDesk<'_>,
    id: String,
    form: ServerForm,
    agreed: Vec<String>,
) -> Answer<ServerWithForm> {
    let workbench = state.workbench().await?;
    let moved = workbench.move_server(self::id(&id)?, form.try_into()?, &agreed);
    Ok((&moved.await?).into())
}

#[tauri::command]
#[specta::specta]
pub async fn server_removal(state: OnDesk<'_>, id: String) -> Answer<RemovalView> {
    Ok(state
        .workbench()
        .await?
        .server_removal(self::id(&id)?)
        .await?
        .into())
}

#[tauri::command]
#[specta::specta]
pub async fn remove_server(state: OnDesk<'_>, id: String) -> Answer<()> {
    Ok(state
        .workbench()
        .await?
        .remove_server(self::id(&id)?)
        .await?)
}

/// A client with the name of its server.
pub(super) async fn shown(workbench: &Workbench, client: &Client) -> Answer<ClientWithForm> {
    let server = workbench.server(client.server).await?;
    Ok(ClientWithForm::of(client, &server.profile.name))
}

#[tauri::command]
#[specta::specta]
pub async fn add_client(
    state: OnDesk<'_>,
    server_id: String,
    form: ClientForm,
) -> Answer<ClientWithForm> {
    let (profile, change) = form.split();
    let secret = match change {
        SecretChange::Set(secret) => Some(secret),
        SecretChange::Keep | SecretChange::Remove => None,
    };
    let workbench = state.workbench().await?;
    let client = workbench
        .add_client(id(&server_id)?, profile, secret)
        .await?;
    shown(&workbench, &client).await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_client(
    state: OnDesk<'_>,
    id: String,
    form: ClientForm,
) -> Answer<ClientWithForm> {
    let (profile, change) = form.split();
    let workbench = state.workbench().await?;
    let client = workbench
        .edit_client(self::id(&id)?, profile, change)
        .await?;
    shown(&workbench, &client).await
}

#[tauri::command]
#[specta::specta]
pub async fn client_removal(state: OnDesk<'_>, id: String) -> Answer<RemovalView> {
    Ok(state
        .workbench()
        .await?
        .client_removal(self::id(&id)?)
        .await?
        .into())
}

#[tauri::command]
#[specta::specta]
pub async fn remove_client(state: OnDesk<'_>, id: String) -> Answer<()> {
    Ok(state
        .workbench()
        .await?
        .remove_client(self::id(&id)?)
        .await?)
}

/// An address of the server's API that needs a token: the first call that makes sense.
#[tauri::command]
#[specta::specta]
pub async fn address_to_check(state: OnDesk<'_>, server_id: String) -> Answer<Option<String>> {
    let workbench = state.workbench().await?;
    let address = workbench.address_to_check(self::id(&server_id)?).await?;
    Ok(address.map(|url| url.to_string()))
}

/// Hands a sealed extra parameter or header to the page, for the dialog that a person opens with
/// *Reveal*; see `reveal_token`.
#[tauri::command]
#[specta::specta]
pub async fn reveal_extra(state: OnDesk<'_>, form: SealedExtraForm) -> Answer<RevealedView> {
    let workbench = state.workbench().await?;
    let secret = form.reveal(&workbench).await?;
    Ok(RevealedView {
        text: secret.expose().to_owned(),
    })
}
