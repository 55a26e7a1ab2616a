//! An expired token is renewed once, and only once, whatever happens around it.
//!
//! [`once`]: many tasks and many processes. [`merging`]: what a reply leaves out. [`failing`]:
//! what a failure means. [`previous`]: the refresh token before the last rotation. [`racing`]: another wish of the person at the same moment. [`time`]:
//! lifetimes and clocks that make no sense.

mod failing;
mod merging;
mod once;
mod previous;
mod racing;
mod time;

use tokenry_model::clock::SignedDuration;

/// Past the end of every token that the double gives by itself.
pub(crate) const LATER: SignedDuration = SignedDuration::from_hours(2);
