//! The core from outside, through its public door, against a strict authorization server and
//! real files, with real processes where the question is about processes.
//!
//! [`desk`] is the workbench under test, [`double`] the server, [`child`] a process of its own.
//! The other modules are questions:
//!
//! - [`refresh`]: is an expired token renewed once, and only once, whatever happens around it?
//! - [`first_start`]: what if two programs start for the first time at once?
//! - [`drafts`]: is what was typed there after a crash, and what was removed brought back?
//! - [`full_disk`], [`read_only`], [`replies`]: what is told, and is anything lost, when the
//!   world is not as it should be?
//! - [`id_token`]: is an ID token believed that breaks a rule, and is a good one refused?
//! - [`older`]: is all of an older database there, and nothing plain any more?
//! - [`others`]: does an open window hear what another process changed?
//! - [`removed`]: what is said where something is removed while it is in use?
//! - [`pasted_request`]: does a pasted command become the request that it is?
//! - [`tampered`]: does a secret follow what somebody else wrote into the database?
//! - [`telling`]: what does a person have to show to somebody who is to help?
//! - [`unreadable`]: what becomes of a row that cannot be read, and of the others?
//! - [`words`]: does Tokenry tell what somebody else wrote into the database?
//! - [`kill`]: what is left when the process dies at any step of that?

mod child;
mod desk;
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
