//! How large the person wants text in all programs. GNOME's text-scaling-factor and its kin reach GTK
//! as the resolution of fonts, and WebKitGTK does not look at it: so the window does. On Windows the
//! web view follows the text size by itself, and macOS has none.

use std::sync::atomic::{AtomicU32, Ordering};

/// The text scale that was last told, in thousandths.
#[derive(Debug)]
pub(crate) struct TextScale(AtomicU32);

impl Default for TextScale {
    fn default() -> Self {
        Self(AtomicU32::new(1000))
    }
}

impl TextScale {
    pub(crate) fn factor(&self) -> f64 {
        f64::from(self.0.load(Ordering::Relaxed)) / 1000.0
    }

    /// Whether it is another one now.
    #[cfg(target_os = "linux")]
    fn set(&self, thousandths: u32) -> bool {
        self.0.swap(thousandths, Ordering::Relaxed) != thousandths
    }
}

/// Keeps the scale up to date, on the main thread, and calls `changed` when it is another one.
#[cfg(target_os = "linux")]
pub(crate) fn follow(app: &tauri::AppHandle, changed: impl Fn(&tauri::AppHandle) + 'static) {
    use gtk::prelude::*;
    use tauri::Manager as _;

    let Some(settings) = gtk::Settings::default() else {
        return;
    };
    let read = |settings: &gtk::Settings| thousandths(settings.gtk_xft_dpi());
    app.state::<TextScale>().set(read(&settings));
    let app = app.clone();
    settings.connect_gtk_xft_dpi_notify(move |settings| {
        if app.state::<TextScale>().set(read(settings)) {
            changed(&app);
        }
    });
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn follow(_: &tauri::AppHandle, _: impl Fn(&tauri::AppHandle) + 'static) {}

/// Of GTK's resolution, in 1024ths of a dot per inch, where 96 dots are normal and -1 is unknown.
#[cfg(any(target_os = "linux", test))]
fn thousandths(xft_dpi: i32) -> u32 {
    const NORMAL: u32 = 96 * 1024;
    match u32::try_from(xft_dpi) {
        Ok(dpi @ 1..) => (dpi.saturating_mul(100) / (NORMAL / 10)).clamp(500, 3000),
        _ => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn the_resolution_of_fonts_is_a_scale() {
        for (dpi, scale) in [
            (96 * 1024, 1000),
            (120 * 1024, 1250),
            (144 * 1024, 1500),
            (192 * 1024, 2000),
            (-1, 1000),
            (0, 1000),
            (1, 500),
            (i32::MAX, 3000),
        ] {
            assert!(thousandths(dpi).abs_diff(scale) <= 1, "{dpi}");
        }
    }
}
