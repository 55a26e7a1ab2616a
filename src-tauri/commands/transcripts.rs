//! Transcripts: copied and saved as texts without secrets.

use super::{Answer, OnDesk};
use tokenry_api::transcript::TranscriptOfForm;

#[tauri::command]
#[specta::specta]
pub async fn copy_transcript(state: OnDesk<'_>, of: TranscriptOfForm) -> Answer<()> {
    let workbench = state.workbench().await?;
    let text = workbench.transcript_text(of.try_into()?).await?;
    Ok(state.copier.copy(text)?)
}

/// Saves it to the downloads folder and says where.
#[tauri::command]
#[specta::specta]
pub async fn save_transcript(state: OnDesk<'_>, of: TranscriptOfForm) -> Answer<String> {
    let workbench = state.workbench().await?;
    let path = workbench.save_transcript(of.try_into()?).await?;
    Ok(path.display().to_string())
}
