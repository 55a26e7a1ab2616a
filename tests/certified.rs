//! Clients that show a certificate (mutual TLS, RFC 8705), from the token to a call that checks it.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair,
    generate_simple_self_signed,
};
use serde_json::{Value, json};
use tokenry_core::{login::DirectGrant, workbench::CheckVerdict};
use tokenry_model::client::{AuthMethod, ClientProfile};
use tokenry_oauth::http::{Http, HttpSettings};
use tokenry_stage::{NativeClient, OidcOptions, OidcServer, ServerTls, visit};

use crate::support::{Bench, client_profile, done, login_form, status};

const LOOPBACK: &str = "http://127.0.0.1/callback";
const SCOPES: [&str; 3] = ["openid", "profile", "notes:read"];

/// The server, a bench that trusts it, and what its two clients show, as PEM.
struct Scene {
    server: OidcServer,
    bench: Bench,
    by_authority: String,
    self_signed: String,
}

fn pem(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

async fn scene() -> Scene {
    let mut params = CertificateParams::new(Vec::new()).expect("names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let authority = CertifiedIssuer::self_signed(params, key).expect("an authority");
    let signed = |name: &str| {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        // Named otherwise than its authority, or it looks as if it had signed itself.
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.signed_by(&key, &authority).expect("it is signed");
        (certificate.pem(), key.serialize_pem())
    };
    let (cert, key) = signed("localhost");
    let by_authority = signed("photos.client");
    let own = generate_simple_self_signed(["own.client".to_owned()]).expect("a certificate");

    let registered = |id: &str, more: Value| {
        let mut client = NativeClient::new(id).into_json();
        client["tls_client_certificate_bound_access_tokens"] = true.into();
        client["grant_types"] =
            json!(["authorization_code", "refresh_token", "client_credentials"]);
        let all = client.as_object_mut().expect("an object");
        all.extend(more.as_object().expect("an object").clone());
        client
    };
    let jwk = public_jwk(&own.signing_key, &pem(own.cert.der()));
    let options = OidcOptions {
        clients: vec![
            registered(
                "authority",
                json!({
                    "token_endpoint_auth_method": "tls_client_auth",
                    "tls_client_auth_san_dns": "photos.client",
                }),
            ),
            registered(
                "self",
                json!({
                    "token_endpoint_auth_method": "self_signed_tls_client_auth",
                    "jwks": {"keys": [jwk]},
                }),
            ),
        ],
        tls: Some(ServerTls {
            cert,
            key,
            ca: authority.pem(),
        }),
        ..OidcOptions::default()
    };
    let server = OidcServer::start(options).await.expect("it starts");
    let http = Http::with(HttpSettings {
        extra_roots: vec![authority.der().clone()],
        ..HttpSettings::default()
    });
    Scene {
        server,
        bench: Bench::through(http).await,
        by_authority: format!("{}{}", by_authority.0, by_authority.1),
        self_signed: format!("{}{}", own.cert.pem(), own.signing_key.serialize_pem()),
    }
}

/// With the certificate, as a server compares it (RFC 8705 §2.2.2).
fn public_jwk(key: &KeyPair, certificate: &str) -> Value {
    use base64::Engine as _;
    let part = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    // An uncompressed point of P-256: 4, x, y.
    let point = key.public_key_raw();
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig",
        "x": part(&point[1..33]), "y": part(&point[33..65]), "x5c": [certificate],
    })
}

fn certified(id: &str, auth: AuthMethod) -> ClientProfile {
    ClientProfile {
        auth,
        ..client_profile(id, LOOPBACK, &SCOPES)
    }
}

#[tokio::test]
async fn from_the_login_to_a_call_and_its_end() {
    let scene = scene().await;
    let (server, bench) = (&scene.server, &scene.bench);
    let known = bench.discover(server.issuer()).await;
    assert!(known.profile.mtls_aliases.contains_key("token_endpoint"));
    for (id, auth, shown) in [
        ("authority", AuthMethod::TlsClientAuth, &scene.by_authority),
        (
            "self",
            AuthMethod::SelfSignedTlsClientAuth,
            &scene.self_signed,
        ),
    ] {
        let client = bench
            .client(known.id, certified(id, auth), Some(shown))
            .await;
        let login = bench.workbench.start_login(login_form(client.id, id)).await;
        let login = login.expect("it starts");
        let back = server.login_by_http(&login.authorize_url, "alice").await;
        visit(&back.expect("alice logs in")).await.expect("a page");
        let token = bench.workbench.login_ended(login.id).await;
        let token = done(&token.expect("it ends"));
        let account = bench.token(id).await.account;
        assert_eq!(account.expect("by userinfo").subject, "alice");

        let me = server.secure_api("/me").expect("TLS is on");
        let origin = me.origin().ascii_serialization();
        let mut profile = bench.workbench.server(known.id).await.expect("it").profile;
        profile.origins = vec![origin];
        bench
            .workbench
            .edit_server(known.id, profile)
            .await
            .expect("edited");
        assert_eq!(status(&bench.get(me.as_str(), token).await), 200, "{id}");
        // Without TLS nothing is shown, so the token is worth nothing.
        let plain = server.api("/me");
        assert_eq!(status(&bench.get(plain.as_str(), token).await), 401, "{id}");
        let checked = bench.workbench.check_token(token, None).await;
        let verdict = checked.expect("asked").verdict;
        assert!(matches!(verdict, CheckVerdict::Works { .. }), "{verdict:?}");

        let renewed = bench.workbench.refresh_token(token).await;
        renewed.unwrap_or_else(|error| panic!("{id}: {error:?}"));
        assert_eq!(status(&bench.get(me.as_str(), token).await), 200, "{id}");
        let asked = bench.workbench.introspect_token(token).await;
        let asked = asked.expect("asked").answer;
        assert!(asked.members["cnf"]["x5t#S256"].is_string(), "{asked:?}");
        let revoked = bench.workbench.revoke_token(token).await.expect("revoked");
        assert!(revoked.is_whole(), "{revoked:?}");
    }
}

#[tokio::test]
async fn another_certificate_is_refused_and_a_text_without_one_not_stored() {
    let scene = scene().await;
    let (server, bench) = (&scene.server, &scene.bench);
    let known = bench.discover(server.issuer()).await;
    let own = Some(scene.self_signed.as_str());
    let client = bench
        .client(
            known.id,
            certified("authority", AuthMethod::TlsClientAuth),
            own,
        )
        .await;
    let form = login_form(client.id, "robot");
    let grant = DirectGrant::ClientCredentials;
    let error = bench.workbench.obtain_token(form, grant).await;
    let error = error.expect_err("the authority did not sign it");
    assert!(
        error
            .said()
            .is_some_and(|said| said.contains("invalid_client")),
        "{error:?}"
    );

    let secret = tokenry_model::secret::Secret::new("not PEM");
    let profile = certified("self", AuthMethod::SelfSignedTlsClientAuth);
    let error = bench
        .workbench
        .add_client(known.id, profile, Some(secret))
        .await;
    let error = error.expect_err("nothing to show");
    assert!(error.to_string().contains("no certificate"), "{error}");
    assert!(error.hint().contains("openssl pkcs12"), "{}", error.hint());
}
