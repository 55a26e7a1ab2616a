//! A server whose certificate nobody vouches for: it hears no request at all.

use std::{
    io::Read as _,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use rcgen::{CertificateParams, KeyPair};
use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivateKeyDer};

use super::{assert_says, stocked, stored, turning};
use crate::answering::Reply;

/// What became of the connections to a server with a self-signed certificate.
#[derive(Default)]
struct Met {
    connections: AtomicUsize,
    bytes_heard: AtomicUsize,
}

#[test]
fn a_self_signed_certificate_stops_everything_before_a_secret_is_sent() {
    let (address, met) = self_signed();
    let reason = "self-signed or comes from an authority this computer does not trust";
    let next = "add its certificate authority";

    let working = turning(Reply::json(super::GOOD));
    let home = stocked(&working);
    let before = stored(&home);
    let told = home.run(["server", "add", &address]).failed(1);
    assert_says(
        &told,
        &[reason, next, "Nothing was stored", "--no-discovery"],
    );
    assert_eq!(stored(&home), before, "{told}");

    let token_url = format!("token-url={address}/token");
    home.done(["server", "edit", "api", &token_url, "--yes"]);
    let before = stored(&home);
    let told = home
        .run(["login", "bot", "--as", "robot", "--client-credentials"])
        .failed(1);
    assert_says(&told, &["not safe", reason, next, "posing as it"]);
    let told = home.run(["token", "refresh", "robot"]).failed(1);
    assert_says(
        &told,
        &["could not be refreshed", reason, "The token is kept."],
    );
    let paste = ["login", "bot", "--as", "me", "--no-browser", "--paste"];
    let run = home.fed(paste, "the-code\n");
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_says(&run.err, &[reason, next]);
    assert_eq!(home.done(["token", "get", "robot"]), "first-token\n");
    let after = stored(&home);
    assert_eq!(after[..2], before[..2], "servers and clients");
    assert_eq!(after[3..], before[3..], "tokens");

    assert!(met.connections.load(Ordering::SeqCst) >= 4, "it was called");
    assert_eq!(
        met.bytes_heard.load(Ordering::SeqCst),
        0,
        "and told nothing"
    );
}

/// It is gone with the test.
fn self_signed() -> (String, Arc<Met>) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("signed");
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a configuration");
    let (config, met) = (Arc::new(config), Arc::<Met>::default());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let seen = met.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            seen.connections.fetch_add(1, Ordering::SeqCst);
            let (config, seen) = (config.clone(), seen.clone());
            thread::spawn(move || {
                let connection = ServerConnection::new(config).expect("a connection");
                let mut heard = [0; 1024];
                // Who does not like the certificate hangs up here.
                let read = StreamOwned::new(connection, stream).read(&mut heard);
                seen.bytes_heard
                    .fetch_add(read.unwrap_or(0), Ordering::SeqCst);
            });
        }
    });
    (format!("https://localhost:{port}"), met)
}
