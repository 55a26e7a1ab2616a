//! An expired token is refreshed once, and only once, whatever else happens.
//!
//! - [`once`]: many tasks and processes
//! - [`merging`]: values that a response leaves out
//! - [`failing`]: the consequences of failures
//! - [`previous`]: the refresh token before the last rotation
//! - [`racing`]: other actions of the person at the same time
//! - [`time`]: absurd lifetimes and wrong clocks

mod failing;
mod merging;
mod once;
mod previous;
mod racing;
mod time;

use tokenry_model::clock::SignedDuration;

/// A time after the expiry of every token that the double issues by default.
pub(crate) const LATER: SignedDuration = SignedDuration::from_hours(2);
