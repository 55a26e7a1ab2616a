//! On macOS the bundle's Info.plist names the scheme, and nobody can ask the system who has it: links
//! reach a program that runs out of a bundle, and no other.

use tauri::AppHandle;
use tokenry_core::links::{Links, LinksError, is_in_bundle};

/// Whether this program is the one that links open.
#[derive(Debug)]
pub(crate) struct SystemLinks;

impl SystemLinks {
    pub(crate) fn of(_app: AppHandle) -> Self {
        Self
    }
}

impl Links for SystemLinks {
    fn reach_us(&self) -> Result<(), LinksError> {
        match std::env::current_exe() {
            Ok(program) if !is_in_bundle(&program) => Err(LinksError::NotBundled),
            _ => Ok(()),
        }
    }
}

pub(crate) fn register(_app: AppHandle) {}
