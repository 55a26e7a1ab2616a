//! How large everything in the window is drawn, in percent. The web view does it, so that all sizes
//! keep their proportions.

use std::ops::RangeInclusive;

use tauri::{Runtime, WebviewWindow};

/// What it is remembered under.
pub(crate) const NAME: &str = "zoom";
pub(crate) const NORMAL: u16 = 100;
const SENSIBLE: RangeInclusive<u16> = 80..=200;

/// Draws the window so large, on top of the system's text scale, which the web view follows by
/// itself; a size that makes no sense is brought to the next one that does.
pub(crate) fn apply<R: Runtime>(window: &WebviewWindow<R>, percent: u16) {
    let percent = percent.clamp(*SENSIBLE.start(), *SENSIBLE.end());
    if let Err(error) = window.set_zoom(f64::from(percent) / 100.0) {
        tracing::warn!(%error, "the window keeps its size");
    }
}
