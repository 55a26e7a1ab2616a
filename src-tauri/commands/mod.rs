//! The page's commands. Each converts in, calls one method of the workbench, converts out.

pub mod app;
pub mod drafts;
pub mod files;
pub mod importing;
mod list;
pub mod logins;
pub mod mending;
pub mod recipes;
pub mod registering;
pub mod requests;
pub mod responses;
pub mod review;
pub mod servers;
pub mod tokens;
pub mod transcripts;
pub mod vault;

use tauri::{Runtime, State};
use tauri_specta::{Commands, collect_commands};
use tokenry_api::error::CommandError;

use self::list::every_command;
use crate::app_state::AppState;

type Answer<T> = Result<T, CommandError>;
type OnDesk<'a> = State<'a, AppState>;

/// All commands, for the invoke handler and for the bindings.
pub fn all<R: Runtime>() -> Commands<R> {
    every_command!(collect_commands)
}
