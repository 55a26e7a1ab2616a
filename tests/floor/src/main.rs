//! The smallest window that can do what Tokenry is measured by: open, and show the answer to a
//! call. What Tokenry needs beyond it is Tokenry's own cost.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use tauri::State;

fn main() -> Result<(), Failure> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| Failure::SecondTlsProvider)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the floor has none of Tokenry's own code"
    )]
    let http = reqwest::Client::new();
    tauri::Builder::default()
        .manage(http)
        .invoke_handler(tauri::generate_handler![fetch_small])
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Gets `url` and hands its body to the page. An error is its text: nobody acts on it.
#[tauri::command]
async fn fetch_small(url: String, http: State<'_, reqwest::Client>) -> Result<String, String> {
    let answer = async { http.get(url).send().await?.error_for_status()?.text().await };
    answer.await.map_err(|error| error.to_string())
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("this process has a TLS provider already")]
    SecondTlsProvider,
    #[error("the window could not be opened")]
    Window(#[from] tauri::Error),
}
