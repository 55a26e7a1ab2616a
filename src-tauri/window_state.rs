//! What the window remembers of itself from one start to the next: places, widths and the theme,
//! never content. It lies beside the data it belongs to, in one small file that is read before
//! the page is, so that the page asks for nothing before its first paint.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use parking_lot::Mutex;

use serde_json::{Map, Value};
use tempfile::NamedTempFile;
use tokenry_api::error::CommandError;
use tokenry_core::settings::Theme;

const FILE: &str = "window.json";
/// A page that goes wrong must not fill the disk.
const LONGEST: usize = 64 * 1024;

pub struct WindowState {
    dir: PathBuf,
    held: Mutex<Map<String, Value>>,
}

#[derive(Debug, thiserror::Error)]
pub enum WindowStateError {
    #[error("what is to be remembered is not JSON")]
    NotJson(#[from] serde_json::Error),
    #[error("the window remembers no more than {LONGEST} bytes")]
    TooLong,
    #[error("{FILE} could not be written")]
    File(#[from] io::Error),
}

impl From<WindowStateError> for CommandError {
    fn from(error: WindowStateError) -> Self {
        Self::of_shell(
            &error,
            "Nothing is lost: the window only opens elsewhere the next time.",
        )
    }
}

impl WindowState {
    /// Nothing, where there is no such file or nobody can read it: the window starts as new.
    pub fn read(data_dir: &Path) -> Self {
        let text = fs::read(data_dir.join(FILE)).unwrap_or_default();
        Self {
            dir: data_dir.to_owned(),
            held: Mutex::new(serde_json::from_slice(&text).unwrap_or_default()),
        }
    }

    /// Hands it to the page, which runs this before anything of its own.
    pub fn script(&self) -> String {
        let held = self.held.lock();
        format!("window.remembered = {};", Value::Object(held.clone()))
    }

    /// One thing of it, if it is there and can be read.
    pub fn read_as<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        let held = self.held.lock();
        serde_json::from_value(held.get(name)?.clone()).ok()
    }

    /// What the person chose, or else what the system wears.
    pub fn theme(&self) -> Theme {
        let held = self.held.lock();
        let theme = held.get("theme").cloned().unwrap_or_default();
        serde_json::from_value(theme).unwrap_or(Theme::System)
    }

    /// `value` is JSON. The file is replaced as a whole.
    pub fn keep(&self, name: &str, value: &str) -> Result<(), WindowStateError> {
        let value = serde_json::from_str(value)?;
        let mut held = self.held.lock();
        let mut next = held.clone();
        next.insert(name.to_owned(), value);
        let text = serde_json::to_vec_pretty(&next)?;
        if text.len() > LONGEST {
            return Err(WindowStateError::TooLong);
        }
        // Readable by its owner only, from the first byte on.
        let file = NamedTempFile::new_in(&self.dir)?;
        fs::write(file.path(), text)?;
        file.persist(self.dir.join(FILE))
            .map_err(|error| error.error)?;
        *held = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_at_the_next_start() {
        let dir = tempfile::tempdir().expect("a folder");
        let remembered = WindowState::read(dir.path());
        assert_eq!(remembered.script(), "window.remembered = {};");
        remembered.keep("theme", r#""dark""#).expect("kept");
        remembered.keep("place", r#"{"at":1}"#).expect("kept");
        remembered.keep("theme", r#""light""#).expect("kept");

        let next = WindowState::read(dir.path()).script();
        assert_eq!(
            next,
            r#"window.remembered = {"place":{"at":1},"theme":"light"};"#
        );
        assert_eq!(WindowState::read(dir.path()).theme(), Theme::Light);
        let files = fs::read_dir(dir.path()).expect("the folder").count();
        assert_eq!(files, 1, "no temporary file stays behind");
    }

    #[test]
    fn what_cannot_be_kept_changes_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let remembered = WindowState::read(dir.path());
        remembered.keep("a", "1").expect("kept");
        let too_long = format!("\"{}\"", "x".repeat(LONGEST));
        assert!(matches!(
            remembered.keep("b", &too_long),
            Err(WindowStateError::TooLong)
        ));
        assert!(matches!(
            remembered.keep("b", "no JSON"),
            Err(WindowStateError::NotJson(_))
        ));
        assert_eq!(remembered.script(), r#"window.remembered = {"a":1};"#);
        let again = WindowState::read(dir.path()).script();
        assert_eq!(again, remembered.script());
    }

    #[test]
    fn a_damaged_file_is_a_new_start() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join(FILE), "{\"a\":").expect("written");
        let remembered = WindowState::read(dir.path());
        assert_eq!(remembered.script(), "window.remembered = {};");
        assert_eq!(remembered.theme(), Theme::System);
        remembered.keep("a", "2").expect("kept");
        let next = WindowState::read(dir.path()).script();
        assert_eq!(next, r#"window.remembered = {"a":2};"#);
    }
}
