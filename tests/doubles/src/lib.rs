//! Doubles of HTTP servers. A [`TestServer`] runs on threads of its own, so that tests with and
//! without a runtime use the same; it answers with a [`Reply`], or with a [`Play`] where a test
//! is about how the bytes come, and keeps what it was [`Asked`].
//!
//! A test fails if its server was never called.

mod asked;
mod certificate;
mod play;
mod reply;
mod server;
mod wire;

pub use self::{
    asked::Asked, certificate::Certificate, play::Play, reply::Reply, server::TestServer,
};
