//! The core through its public interface, with a strict authorization server, real files, and real
//! processes where they matter.
//!
//! [`bench`] is the workbench under test, [`double`] the server, and [`child`] a separate process. The
//! other modules are the tests:
//!
//! - [`refresh`]: an expired token is refreshed once, and only once, whatever else happens
//! - [`first_start`]: two programs that start for the first time at once
//! - [`drafts`]: drafts after a crash, and the undoing of removals
//! - [`full_disk`], [`read_only`], [`replies`]: messages and data when the environment is broken
//! - [`id_token`]: invalid ID tokens are rejected, and valid ones accepted
//! - [`older`]: databases of older formats are complete, and contain no plain text any more
//! - [`others`]: changes by another process reach an open window
//! - [`removed`]: messages when something is removed while it is in use
//! - [`pasted_request`]: pasted commands become requests
//! - [`tampered`]: no secret is sent where another program wrote
//! - [`telling`]: transcripts to send to someone who helps
//! - [`unreadable`]: rows that cannot be read, and the others
//! - [`words`]: Tokenry shows no text that another program wrote into the database
//! - [`kill`]: the process is killed at any step of a refresh

mod bench;
mod child;
mod double;
mod drafts;
mod first_start;
mod full_disk;
mod id_token;
mod kill;
mod older;
mod others;
mod pasted_request;
#[cfg(unix)]
mod paused;
mod profile_secrets;
mod read_only;
mod redirects;
mod refresh;
mod removed;
mod replies;
mod tampered;
mod telling;
mod unreadable;
mod words;
