//! The window itself, on a desktop with a real keyring and before a real server. A module a
//! question:
//!
//! - `accounts`: does a second account get a token, and the first one another?
//! - `asking`: can a person ask for a certain API, for something in particular, and an old server?
//! - `closing`: does the page hear the mouse after a menu, picker or dialog has closed?
//! - `journey`: does a newcomer get from the first run to the first answer, and on after a restart?
//! - `leaving`: can the page be led elsewhere?
//! - `links`: does a login come back by the system's own handler?
//! - `documented`: does it go by the addresses and commands of documents?
//! - `failing`: does every login that goes wrong say why, and what to do?
//! - `locking`: is a locked vault locked?
//! - `mending`: is a refused call explained, mended and sent again?
//! - `keyrings`: what if there is no keyring, or a locked one?
//! - `pasting`: does what documentation shows become a server and a client?
//! - `servers`: does all of it work with servers as people install them?
//! - `repairing`: is a refused redirect URI or client explained, and mended with one button?
//! - `screens`: are the other screens fit to be seen?

mod accounts;
mod asking;
mod closing;
mod documented;
mod failing;
mod journey;
mod keyrings;
mod leaving;
mod links;
mod locking;
mod mending;
mod pasting;
mod repairing;
mod scene;
mod screens;
mod seat;
mod servers;
