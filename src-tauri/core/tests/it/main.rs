//! The core from outside, through its public door, against a strict authorization server and
//! real files, with real processes where the question is about processes.
//!
//! [`desk`] is the workbench under test, [`double`] the server, [`child`] a process of its own.
//! The other modules are questions:
//!
//! - [`refresh`]: is an expired token renewed once, and only once, whatever happens around it?
//! - [`kill`]: what is left when the process dies at any step of that?

mod child;
mod desk;
mod double;
mod kill;
mod refresh;
