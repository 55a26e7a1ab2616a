//! Light or dark: what the window's frame wears.

use tokenry_core::settings::Theme;

/// Nothing for whatever the system wears.
pub fn frame(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}
