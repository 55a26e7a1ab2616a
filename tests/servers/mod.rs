//! Authorization servers as people install them, each walked through on the command line: register or
//! add a client, log in, a call that proves it, renew, revoke, a call that is refused. What a server
//! does in its own way is asserted beside what Tokenry then says.
//!
//! Those that have to be installed from a package registry are ignored by themselves;
//! `cargo xtask test servers` installs and runs them all.

mod canaille;
mod django;
mod doorkeeper;
mod glewlwyd;
mod jupyterhub;
mod node_red;
mod oidc_provider;

/// A redirect URI for servers that compare it character for character.
fn loopback() -> String {
    let port = tokenry_stage::free_port().expect("a free port");
    format!("http://127.0.0.1:{port}/callback")
}
