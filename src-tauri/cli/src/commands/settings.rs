//! `tokenry settings`: the same as in the window.

use tokenry_api::app::SettingsView;
use tokenry_core::{
    log::LogLevel,
    settings::{IdleLocks, Settings, Theme},
};

use crate::{args::Change, output::facts, problem::Problem, session::Session};

pub(super) async fn run(session: &Session, changes: &[Change]) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let mut settings = workbench.settings().await?;
    for change in changes {
        set(&mut settings, change)?;
    }
    if !changes.is_empty() {
        workbench.save_settings(&settings).await?;
    }
    let text = shown(&settings);
    session.out.answer(&SettingsView::from(settings), || text)
}

fn set(settings: &mut Settings, change: &Change) -> Result<(), Problem> {
    let first = Settings::default();
    let value = change.value.trim();
    let number = |first: u32| match value {
        "" => Ok(first),
        value => value
            .parse()
            .map_err(|_| bad(change, "this is a whole number")),
    };
    match change.key.as_str() {
        "refresh-margin" => settings.refresh_margin_secs = number(first.refresh_margin_secs)?,
        "lock-after" => settings.lock_after_minutes = number(first.lock_after_minutes)?,
        "clipboard" => settings.clipboard_secs = number(first.clipboard_secs)?,
        "refresh-in-background" => {
            settings.refresh_in_background = match value {
                "" => first.refresh_in_background,
                "yes" => true,
                "no" => false,
                _ => return Err(bad(change, "this is yes or no")),
            };
        }
        "idle-locks" => {
            settings.idle_locks = match value {
                "" | "window" => IdleLocks::Window,
                "everything" => IdleLocks::Everything,
                _ => return Err(bad(change, "this is window or everything")),
            };
        }
        "log" => {
            settings.log_level = match value {
                "" | "warn" => LogLevel::Warn,
                "off" => LogLevel::Off,
                "error" => LogLevel::Error,
                "info" => LogLevel::Info,
                "debug" => LogLevel::Debug,
                _ => return Err(bad(change, "this is off, error, warn, info or debug")),
            };
        }
        "theme" => {
            settings.theme = match value {
                "" | "system" => Theme::System,
                "light" => Theme::Light,
                "dark" => Theme::Dark,
                _ => return Err(bad(change, "this is system, light or dark")),
            };
        }
        _ => {
            return Err(Problem::usage(
                format!("There is no key “{}”.", change.key),
                "--help lists the keys.",
            ));
        }
    }
    Ok(())
}

fn shown(settings: &Settings) -> String {
    let yes_or_no = |yes| if yes { "yes" } else { "no" };
    let theme = match settings.theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let locks = match settings.idle_locks {
        IdleLocks::Window => "window",
        IdleLocks::Everything => "everything",
    };
    let level = match settings.log_level {
        LogLevel::Off => "off",
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
    };
    let background = yes_or_no(settings.refresh_in_background).to_owned();
    facts(&[
        (
            "refresh-margin",
            Some(settings.refresh_margin_secs.to_string()),
        ),
        ("refresh-in-background", Some(background)),
        ("lock-after", Some(settings.lock_after_minutes.to_string())),
        ("idle-locks", Some(locks.to_owned())),
        ("clipboard", Some(settings.clipboard_secs.to_string())),
        ("log", Some(level.to_owned())),
        ("theme", Some(theme.to_owned())),
    ])
}

fn bad(change: &Change, why: &str) -> Problem {
    Problem::usage(
        format!("The value of {} cannot be used: {why}.", change.key),
        "Nothing was changed.",
    )
}
