//! The log: one file per day next to the database, kept for seven days.
//!
//! Nothing is written before [`keep_in`] sets the data directory, and a file is created only with its
//! first line. Below the level of warnings only Tokenry's own lines are kept, because HTTP libraries log
//! headers there. No line contains a secret: secrets are printed as `[redacted]`.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::Mutex;

use serde::{Deserialize, Serialize};
use tracing::level_filters::LevelFilter;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::{
    EnvFilter, Layer as _, Registry,
    filter::Targets,
    fmt::{self, MakeWriter},
    layer::SubscriberExt as _,
    reload,
    util::SubscriberInitExt as _,
};

/// The environment variable for the filter of lines on standard error, such as `tokenry_core=debug`.
const VARIABLE: &str = "TOKENRY_LOG";
/// Number of days for which files are kept.
const DAYS: usize = 7;

/// The lowest level that the log keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Off,
    Error,
    #[default]
    Warn,
    Info,
    Debug,
}

static LOG: OnceLock<Log> = OnceLock::new();

struct Log {
    level: reload::Handle<Targets, Registry>,
    /// The level that was last set.
    kept: Mutex<Option<LogLevel>>,
    folder: OnceLock<PathBuf>,
    files: OnceLock<RollingFileAppender>,
    ended: AtomicBool,
}

/// Starts the log. The filter `TOKENRY_LOG`, or else `default`, decides which lines also go to standard
/// error.
pub fn start(default: Option<&str>) {
    let (level, handle) = reload::Layer::new(targets(LevelFilter::WARN));
    let in_files = fmt::layer()
        .with_ansi(false)
        .with_writer(Files)
        .with_filter(level);
    let asked = EnvFilter::try_from_env(VARIABLE).ok();
    let on_stderr = asked
        .or_else(|| default.map(EnvFilter::new))
        .map(|filter| fmt::layer().with_writer(io::stderr).with_filter(filter));
    let log = Log {
        level: handle,
        kept: Mutex::new(None),
        folder: OnceLock::new(),
        files: OnceLock::new(),
        ended: AtomicBool::new(false),
    };
    if LOG.set(log).is_err() {
        return;
    }
    // This fails only if a test has set a subscriber already.
    let _ = tracing_subscriber::registry()
        .with(in_files)
        .with(on_stderr)
        .try_init();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("{panic}");
        hook(panic);
    }));
}

/// The folder of the log files.
pub fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("logs")
}

/// The folder of the log could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("The folder of the log could not be opened.")]
pub struct LogFolderError {
    pub folder: PathBuf,
    #[source]
    source: io::Error,
}

/// Opens the folder in the system's file manager. It is created if nothing was logged yet.
pub fn open_folder(data_dir: &Path) -> Result<(), LogFolderError> {
    let folder = folder(data_dir);
    let made = fs::create_dir(&folder).or_else(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Ok(()),
        _ => Err(error),
    });
    let opened = made.and_then(|()| open::that_detached(&folder));
    opened.map_err(|source| LogFolderError { folder, source })
}

/// Starts writing to files in this data directory.
pub fn keep_in(data_dir: &Path) {
    if let Some(log) = LOG.get() {
        // Later calls are ignored, since a process has one data directory.
        let _ = log.folder.set(folder(data_dir));
    }
}

/// Stops writing, before the program ends.
pub fn end() {
    if let Some(log) = LOG.get() {
        log.ended.store(true, Ordering::Relaxed);
    }
}

/// Sets the lowest level to keep.
pub(crate) fn set_level(level: LogLevel) {
    let Some(log) = LOG.get() else {
        return;
    };
    // Changing the filter is costly: every call site checks it again.
    let now = Some(level);
    if std::mem::replace(&mut *log.kept.lock(), now) == now {
        return;
    }
    let changed = log.level.reload(targets(match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    }));
    if let Err(error) = changed {
        tracing::warn!(%error, "could not change the log level");
    }
}

fn targets(level: LevelFilter) -> Targets {
    Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target("tokenry", level)
}

/// Opens the file of the day with its first line.
#[derive(Clone, Copy)]
struct Files;

impl<'a> MakeWriter<'a> for Files {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line
    }
}

struct Line;

impl io::Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match LOG.get().and_then(Log::files) {
            Some(files) => files.make_writer().write(line),
            None => Ok(line.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match LOG.get().and_then(Log::files) {
            Some(files) => files.make_writer().flush(),
            None => Ok(()),
        }
    }
}

impl Log {
    fn files(&self) -> Option<&RollingFileAppender> {
        if self.ended.load(Ordering::Relaxed) {
            return None;
        }
        if let Some(files) = self.files.get() {
            return Some(files);
        }
        let folder = self.folder.get()?;
        // The store creates the data directory itself, with restricted permissions. The folder may
        // exist already.
        let _ = fs::create_dir(folder);
        let files = RollingFileAppender::builder()
            .rotation(Rotation::DAILY)
            .filename_prefix("tokenry")
            .filename_suffix("log")
            .max_log_files(DAYS);
        let files = folder
            .is_dir()
            .then(|| files.build(folder).ok())
            .flatten()?;
        Some(self.files.get_or_init(|| files))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_warnings_only_own_lines_are_kept() {
        let kept = targets(LevelFilter::DEBUG);
        let level = tracing::Level::DEBUG;
        assert!(kept.would_enable("tokenry_core::refresh", &level));
        assert!(!kept.would_enable("hyper_util::client", &level));
        assert!(kept.would_enable("hyper_util::client", &tracing::Level::WARN));
        let off = targets(LevelFilter::OFF);
        assert!(!off.would_enable("tokenry_core", &tracing::Level::ERROR));
        assert!(!off.would_enable("hyper_util", &tracing::Level::ERROR));
    }
}
