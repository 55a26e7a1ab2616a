//! Logs: to standard error, warnings only unless `TOKENRY_LOG` asks for more
//! (`TOKENRY_LOG=tokenry_core=debug`). No log line holds a secret: secrets print `[redacted]`.

use tracing_subscriber::EnvFilter;

pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("TOKENRY_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    // A second subscriber can only mean that a test set one already.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
