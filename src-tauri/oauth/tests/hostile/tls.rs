//! Certificates that must be rejected, and one that must be accepted.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use tokenry_doubles::{Certificate, Reply, TestServer};
use tokenry_oauth::{
    error::TokenError,
    http::{Http, HttpError, HttpSettings, TlsFault},
};
use tokio::{io::AsyncWriteExt as _, net::TcpListener};

use crate::grants::{self, Came, Grant};

type Authority = CertifiedIssuer<'static, KeyPair>;

const GOOD: &str = r#"{"access_token":"at","token_type":"Bearer"}"#;

#[tokio::test]
async fn only_a_trusted_certificate_for_this_host_is_accepted() {
    let root = authority("Root");
    let stranger = authority("Stranger");
    let middle_params = authority_params("Middle");
    let middle = CertifiedIssuer::signed_by(middle_params, key(), &root).expect("signed");
    let here = || params("localhost");
    let expired = || {
        let mut params = here();
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
        params
    };
    let future = || {
        let mut params = here();
        params.not_before = date_time_ymd(2999, 1, 1);
        params.not_after = date_time_ymd(3000, 1, 1);
        params
    };
    let wrong = TlsFault::WrongHost {
        names: vec!["other.example".into()],
    };
    let self_signed = {
        let key = key();
        let certificate = here().self_signed(&key).expect("signed");
        (certificate.der().clone(), key)
    };
    for (case, certificate, fault) in [
        ("good", issued(&here(), &root), None),
        (
            "A1 expired",
            issued(&expired(), &root),
            Some(TlsFault::Expired),
        ),
        (
            "not valid yet",
            issued(&future(), &root),
            Some(TlsFault::NotValidYet),
        ),
        (
            "A2 self-signed",
            self_signed,
            Some(TlsFault::UnknownAuthority),
        ),
        (
            "unknown authority",
            issued(&here(), &stranger),
            Some(TlsFault::UnknownAuthority),
        ),
        (
            "A3 wrong host",
            issued(&params("other.example"), &root),
            Some(wrong),
        ),
        (
            "A5 missing intermediate",
            issued(&here(), &middle),
            Some(TlsFault::UnknownAuthority),
        ),
    ] {
        let (shown, key) = certificate;
        let certificate = Certificate::new(shown, key);
        let server = TestServer::with_certificate(certificate, |_| Reply::json(GOOD));
        let came = ask(server.port(), &root).await;
        match (fault, came.outcome) {
            (None, outcome) => {
                let reply = outcome.unwrap_or_else(|error| panic!("{case}: {error:?}"));
                assert_eq!(reply.access.expose(), "at", "{case}");
            }
            (Some(expected), Err(TokenError::Http(error @ HttpError::TlsFailed { .. }))) => {
                assert!(!error.hint().is_empty(), "{case}");
                let HttpError::TlsFailed { fault, host, .. } = error else {
                    unreachable!("just matched");
                };
                assert_eq!((fault, host.as_str()), (expected, "localhost"), "{case}");
            }
            (expected, outcome) => panic!("{case}: {expected:?} was wanted, not {outcome:?}"),
        }
    }
}

#[tokio::test]
async fn a_port_without_safe_tls_is_distinguished() {
    for (case, bytes, expected) in [
        // An alert: protocol_version, fatal.
        (
            "A4 TLS 1.1 only",
            &b"\x15\x03\x02\x00\x02\x02\x46"[..],
            TlsFault::Handshake,
        ),
        (
            "plain HTTP",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            TlsFault::NotTls,
        ),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let server = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut hello = [0; 64];
                let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut hello).await;
                let _ = stream.write_all(bytes).await;
                // Keep the connection until the client has read it, because closing with unread bytes resets it.
                let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            }
        });
        let came = ask(port, &authority("Root")).await;
        server.abort();
        match came.outcome {
            Err(TokenError::Http(HttpError::TlsFailed { fault, .. })) => {
                assert_eq!(fault, expected, "{case}");
            }
            other => panic!("{case}: {other:?}"),
        }
    }
}

async fn ask(port: u16, trusted: &Authority) -> Came {
    let http = Http::with(HttpSettings {
        extra_roots: vec![trusted.der().clone()],
        ..grants::settings()
    });
    grants::ask(
        &http,
        &format!("https://localhost:{port}/token"),
        Grant::Refresh,
    )
    .await
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

fn params(host: &str) -> CertificateParams {
    CertificateParams::new(vec![host.to_owned()]).expect("a name")
}

fn issued(params: &CertificateParams, by: &Authority) -> (CertificateDer<'static>, KeyPair) {
    let key = key();
    let certificate = params.signed_by(&key, by).expect("signed");
    (certificate.der().clone(), key)
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn authority(name: &str) -> Authority {
    CertifiedIssuer::self_signed(authority_params(name), key()).expect("signed")
}
