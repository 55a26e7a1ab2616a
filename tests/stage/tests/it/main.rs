//! The stage itself, part by part: each starts, does its work with a real person's browser, and
//! leaves nothing behind.

mod desktop;
mod doorkeeper;
mod leaks;
mod leaving;
mod login;
mod oauth;
mod oidc;
mod window;
