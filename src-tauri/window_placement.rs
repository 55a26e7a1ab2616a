//! Where the window was, and how large: it opens there again, unless that place is gone.

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tauri::{
    App, AppHandle, Manager as _, Monitor, Runtime, Window, WindowEvent,
    utils::config::WindowConfig,
};

use crate::window_state::WindowState;

/// What it is remembered under.
const NAME: &str = "window";
/// So much of the window's top has to be on some screen, for a person to get hold of it.
const GRIP: f64 = 64.0;

/// In logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Placement {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    #[serde(default)]
    maximized: bool,
}

/// The last one that was seen, until it is written down.
#[derive(Debug, Default)]
pub(crate) struct Placed(Mutex<Option<Placement>>);

#[derive(Debug, Clone, Copy)]
struct Screen {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl From<&Monitor> for Screen {
    fn from(monitor: &Monitor) -> Self {
        let scale = monitor.scale_factor();
        let (at, size) = (
            monitor.position().to_logical::<f64>(scale),
            monitor.size().to_logical::<f64>(scale),
        );
        Self {
            x: at.x,
            y: at.y,
            width: size.width,
            height: size.height,
        }
    }
}

impl Placement {
    /// Whether its top edge can be got hold of on one of these screens.
    fn is_on(&self, screens: &[Screen]) -> bool {
        self.x.is_finite()
            && self.y.is_finite()
            && screens.iter().any(|screen| {
                let seen =
                    (self.x + self.width).min(screen.x + screen.width) - self.x.max(screen.x);
                seen >= GRIP
                    && self.y >= screen.y - 1.0
                    && self.y + GRIP <= screen.y + screen.height
            })
    }
}

/// The window's configuration, with the place where it was.
pub(crate) fn restored<R: Runtime>(app: &App<R>, window: &WindowConfig) -> WindowConfig {
    let monitors = app.available_monitors().unwrap_or_default();
    let screens: Vec<Screen> = monitors.iter().map(Screen::from).collect();
    let placement = app.state::<WindowState>().read_as(NAME);
    with(window.clone(), placement, &screens)
}

fn with(
    mut window: WindowConfig,
    placement: Option<Placement>,
    screens: &[Screen],
) -> WindowConfig {
    let Some(placement) = placement else {
        return window;
    };
    let largest = |side: fn(&Screen) -> f64| screens.iter().map(side).fold(0.0, f64::max);
    let (wide, high) = (largest(|one| one.width), largest(|one| one.height));
    let within = |size: f64, least: Option<f64>, most: f64| {
        let least = least.unwrap_or_default();
        size.clamp(least, if most > least { most } else { f64::MAX })
    };
    window.width = within(placement.width, window.min_width, wide);
    window.height = within(placement.height, window.min_height, high);
    window.maximized = placement.maximized;
    if placement.is_on(screens) {
        window.center = false;
        window.x = Some(placement.x);
        window.y = Some(placement.y);
    }
    window
}

/// Takes note of where the window goes, and writes it down when it closes or loses the focus.
pub(crate) fn follow<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    match event {
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => note(window),
        WindowEvent::Focused(false) | WindowEvent::CloseRequested { .. } => {
            note(window);
            write(window.app_handle());
        }
        _ => {}
    }
}

fn note<R: Runtime>(window: &Window<R>) {
    let placed = window.state::<Placed>();
    let mut last = placed.0.lock();
    if window.is_minimized().unwrap_or_default() || window.is_fullscreen().unwrap_or_default() {
        return;
    }
    if window.is_maximized().unwrap_or_default() {
        // What it goes back to is where it was before.
        if let Some(last) = last.as_mut() {
            last.maximized = true;
        }
        return;
    }
    let (Ok(at), Ok(size), Ok(scale)) = (
        window.outer_position(),
        window.inner_size(),
        window.scale_factor(),
    ) else {
        return;
    };
    let (at, size) = (at.to_logical::<f64>(scale), size.to_logical::<f64>(scale));
    *last = Some(Placement {
        x: at.x,
        y: at.y,
        width: size.width,
        height: size.height,
        maximized: false,
    });
}

/// Writes it down, if there is anything new.
pub(crate) fn write<R: Runtime>(app: &AppHandle<R>) {
    let placed = app.state::<Placed>();
    let last = *placed.0.lock();
    let remembered = app.state::<WindowState>();
    let Some(last) = last.filter(|last| remembered.read_as(NAME) != Some(*last)) else {
        return;
    };
    let text = serde_json::to_string(&last).unwrap_or_default();
    if let Err(error) = remembered.keep(NAME, &text) {
        tracing::warn!(%error, "the window's place is not remembered");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Screen = Screen {
        x: 0.0,
        y: 0.0,
        width: 1680.0,
        height: 1050.0,
    };

    #[expect(
        clippy::unnecessary_wraps,
        reason = "where the window was may not be known"
    )]
    fn placed(x: f64, y: f64, width: f64, height: f64) -> Option<Placement> {
        Some(Placement {
            x,
            y,
            width,
            height,
            maximized: false,
        })
    }

    fn configured() -> WindowConfig {
        WindowConfig {
            width: 1100.0,
            height: 700.0,
            min_width: Some(860.0),
            min_height: Some(560.0),
            center: true,
            ..WindowConfig::default()
        }
    }

    #[test]
    fn it_opens_where_it_was() {
        let beside = Screen {
            x: -1280.0,
            width: 1280.0,
            height: 1024.0,
            ..SCREEN
        };
        for (x, y) in [
            (100.0, 80.0),
            (-1200.0, 20.0),
            (1500.0, 900.0),
            (-1000.0, 0.0),
        ] {
            let window = with(configured(), placed(x, y, 1200.0, 800.0), &[SCREEN, beside]);
            assert_eq!((window.x, window.y), (Some(x), Some(y)));
            assert_eq!((window.width, window.height), (1200.0, 800.0));
            assert!(!window.center);
        }
    }

    #[test]
    fn it_comes_back_from_a_screen_that_is_gone() {
        for (x, y) in [
            (-1200.0, 20.0),
            (1660.0, 20.0),
            (100.0, -300.0),
            (100.0, 1040.0),
            (f64::NAN, 20.0),
        ] {
            let window = with(configured(), placed(x, y, 1200.0, 800.0), &[SCREEN]);
            assert_eq!(
                (window.x, window.y, window.center),
                (None, None, true),
                "{x}, {y}"
            );
            assert!((window.width - 1200.0).abs() < 0.5, "its size stays");
        }
    }

    #[test]
    fn it_fits_the_screens_and_is_never_too_small() {
        let window = with(configured(), placed(0.0, 0.0, 4000.0, 3000.0), &[SCREEN]);
        assert_eq!((window.width, window.height), (1680.0, 1050.0));
        let window = with(configured(), placed(0.0, 0.0, 1.0, 1.0), &[SCREEN]);
        assert_eq!((window.width, window.height), (860.0, 560.0));
        let window = with(configured(), placed(0.0, 0.0, 1200.0, 800.0), &[]);
        assert_eq!(
            (window.width, window.height, window.center),
            (1200.0, 800.0, true)
        );
        let window = with(configured(), None, &[SCREEN]);
        assert_eq!(
            (window.width, window.height, window.center),
            (1100.0, 700.0, true)
        );
    }
}
