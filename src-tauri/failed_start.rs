//! A start that failed, told where the person sees it.
//!
//! A program with a window has no terminal: on Windows nobody would see standard error.

use std::process::ExitCode;

#[cfg(windows)]
#[path = "failed_start/windows.rs"]
mod system;

/// Tells why there is no window, and how to get one.
pub(crate) fn tell(error: &tauri::Error) -> ExitCode {
    let words = words(error);
    tracing::error!("{words}");
    #[cfg(windows)]
    system::message("Tokenry could not open its window", &words);
    ExitCode::FAILURE
}

/// What happened, what it most likely means, and what to do.
fn words(error: &tauri::Error) -> String {
    advice(error, tauri::webview_version().is_ok())
}

fn advice(error: &tauri::Error, has_web_view: bool) -> String {
    let advice = match (has_web_view, cfg!(windows)) {
        (true, _) => "Start Tokenry again. If that does not help, report it with the line above.",
        (false, true) => {
            "Microsoft Edge WebView2 is not installed on this computer.\n\
             Install the WebView2 Runtime from \
             https://developer.microsoft.com/microsoft-edge/webview2 and start Tokenry again."
        }
        (false, false) => {
            "The system's web view is missing. Install WebKitGTK 4.1 and start Tokenry again."
        }
    };
    format!("The window could not be opened: {error}\n{advice}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_start_says_what_is_missing_and_what_to_do() {
        let error = || tauri::Error::WindowNotFound;
        let missing = advice(&error(), false);
        assert!(missing.contains(&error().to_string()), "{missing}");
        assert!(missing.contains("Install"), "{missing}");
        assert!(!advice(&error(), true).contains("Install"));
    }
}
