//! How long tests wait.

use std::time::Duration;

/// How long anything may take before a test gives up. It is no measure of speed: a machine that
/// builds beside the tests may be twenty times slower than a quiet one.
pub const PATIENCE: Duration = Duration::from_mins(3);
