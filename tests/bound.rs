//! Tokens that are bound to a key (DPoP, RFC 9449), from login to a call that checks the proof.

use tokenry_core::{login::DirectGrant, sending::Sent, workbench::SecretPart};
use tokenry_model::{
    client::{AuthMethod, ClientProfile, ClientSecurity},
    clock::Ambient,
    id::Id,
    request::Field,
    secret::Secret,
    server::Server,
    token::Token,
};
use tokenry_oauth::dpop::{DpopKey, Nonces, Prover};
use tokenry_stage::{Fault, OidcOptions, OidcServer, visit};
use url::Url;

use crate::support::{Bench, client_profile, done, login_form, order, status};

const SCOPES: [&str; 3] = ["openid", "profile", "notes:read"];
const LOOPBACK: &str = "http://127.0.0.1/callback";

async fn server(dpop_nonces: bool) -> OidcServer {
    let options = OidcOptions {
        dpop_nonces,
        ..OidcOptions::default()
    };
    OidcServer::start(options)
        .await
        .expect("oidc-provider starts")
}

fn binding(pushed: bool) -> ClientProfile {
    ClientProfile {
        hardening: ClientSecurity {
            dpop: true,
            pushed,
            ..ClientSecurity::default()
        },
        ..client_profile(OidcOptions::NATIVE, LOOPBACK, &SCOPES)
    }
}

async fn logged_in(server: &OidcServer, bench: &Bench, known: &Server, pushed: bool) -> Id<Token> {
    let client = bench.client(known.id, binding(pushed), None).await;
    let login = bench
        .workbench
        .start_login(login_form(client.id, "alice"))
        .await
        .expect("it starts");
    let jkt = login
        .authorize_url
        .query_pairs()
        .any(|(name, _)| name == "dpop_jkt");
    assert_eq!(jkt, !pushed, "the code is bound to the key");
    let back = server.login_by_http(&login.authorize_url, "alice").await;
    visit(&back.expect("alice logs in")).await.expect("a page");
    let ended = bench.workbench.login_ended(login.id).await;
    done(&ended.expect("it ends"))
}

/// A GET with typed headers, as another program sends it.
async fn by_hand(bench: &Bench, url: &Url, access: &Secret, proof: &Secret) -> Sent {
    let mut typed = order("GET", url.as_str(), None);
    let header = |name: &str, value: String| Field {
        name: name.into(),
        value,
        enabled: true,
    };
    typed.draft.headers = vec![
        header("Authorization", format!("DPoP {}", access.expose())),
        header("DPoP", proof.expose().to_owned()),
    ];
    bench.workbench.send(typed).await.expect("it is sent")
}

#[tokio::test]
async fn from_the_login_to_a_call_and_through_its_renewal() {
    for (nonces, pushed) in [(false, false), (true, true)] {
        let (server, bench) = (server(nonces).await, Bench::new().await);
        let known = bench.discover(server.issuer()).await;
        assert!(known.profile.dpop_algs.contains(&"ES256".to_owned()));
        let id = logged_in(&server, &bench, &known, pushed).await;
        let token = bench.token("alice").await;
        assert_eq!(token.token_type, "DPoP");
        assert!(token.is_bound());
        assert_eq!(token.account.expect("by userinfo").subject, "alice");

        let before = server.api_calls().await.expect("calls").len();
        let me = server.api("/me?x=1#y");
        assert_eq!(status(&bench.get(me.as_str(), id).await), 200);
        let post = order("POST", server.api("/notes").as_str(), Some(id));
        let posted = bench.workbench.send(post).await.expect("it is sent");
        assert_eq!(
            status(&posted),
            403,
            "the proof was good, the scope is missing"
        );
        let calls = server.api_calls().await.expect("calls");
        let expected = if nonces { 3 } else { 2 };
        assert_eq!(calls.len() - before, expected, "one nonce more at most");
        let mut own = calls[before..].iter();
        assert!(own.all(|call| call.header("dpop").is_some()));

        // Through a redirect at the same origin, and to another one.
        let there = server.api("/redirect?to=/api/me");
        assert_eq!(status(&bench.get(there.as_str(), id).await), 200);
        let away = format!("/redirect?to={}", server.elsewhere("/echo"));
        let sent = bench.get(server.api(&away).as_str(), id).await;
        assert_eq!(status(&sent), 200);
        let calls = server.api_calls().await.expect("calls");
        let stray = calls.last().expect("a call");
        assert_eq!(stray.path, "/api/echo");
        assert!(stray.header("dpop").is_none() && stray.header("authorization").is_none());

        let detail = bench.workbench.token_detail(id).await.expect("it");
        let key = detail.bound_to.expect("a thumbprint");
        for _ in 0..2 {
            let renewed = bench.workbench.refresh_token(id).await;
            renewed.unwrap_or_else(|error| panic!("{nonces}: {error:?}"));
            assert_eq!(status(&bench.get(me.as_str(), id).await), 200);
        }
        let detail = bench.workbench.token_detail(id).await.expect("it");
        assert_eq!(detail.bound_to.as_deref(), Some(key.as_str()));
        let told = format!("{:?}", detail.transcripts);
        assert!(told.contains("The DPoP proof, signed with ES256"), "{told}");
        assert_eq!(told.contains("once more"), nonces, "{told}");
        for call in server.token_posts().await.expect("the ledger") {
            let proof = call.header("dpop").expect("every request proves the key");
            assert!(!told.contains(proof), "no proof in a transcript");
        }
    }
}

#[tokio::test]
async fn a_copied_token_is_worth_nothing_without_the_key() {
    let (server, bench) = (server(false).await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let id = logged_in(&server, &bench, &known, false).await;
    let reveal = |part| bench.workbench.reveal(id, part);
    let access = reveal(SecretPart::Access).await.expect("one");
    let refresh = reveal(SecretPart::Refresh).await.expect("one");

    // As a thief has them: pasted as a plain token, and the refresh token without its key.
    let secret = Secret::new(access.expose());
    let stolen = bench
        .workbench
        .paste_token(known.id, "stolen", &secret, None);
    let stolen = stolen.await.expect("it is stored");
    let me = server.api("/me");
    let refused = bench.get(me.as_str(), stolen.id).await;
    assert_eq!(status(&refused), 401);
    let diagnosis = refused.exchange.content.diagnosis.expect("an explanation");
    assert!(
        diagnosis.meaning.contains("bound to a key"),
        "{diagnosis:?}"
    );
    assert_eq!(
        server.use_stolen(refresh.expose()).await.expect("asked"),
        400
    );

    // With a key of his own.
    let ambient = Ambient::system();
    let other = DpopKey::generate(&ambient, &[]).expect("a key");
    let prover = Prover {
        key: &other,
        nonces: &Nonces::default(),
        ambient: &ambient,
    };
    let get = "GET".parse().expect("a method");
    let proof = prover.proof(&get, &me, Some(&access)).expect("a proof").jwt;
    let refused = by_hand(&bench, &me, &access, &proof).await;
    assert_eq!(status(&refused), 401);
    let body = refused.first_lines.lines.concat();
    assert!(body.contains("invalid_dpop_proof"), "{body}");

    assert_eq!(status(&bench.get(me.as_str(), id).await), 200, "ours works");
}

/// A command of the person's own, with a proof that Tokenry made for it.
#[tokio::test]
async fn a_proof_is_good_once_and_for_its_call() {
    let (server, bench) = (server(false).await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let id = logged_in(&server, &bench, &known, false).await;
    let me = server.api("/me");
    let access = bench.workbench.reveal(id, SecretPart::Access).await;
    let access = access.expect("an access token");
    let proof = bench.workbench.proof(id, "GET", &me, None).await;
    let proof = proof.expect("a proof");
    let call = async |url: &Url| status(&by_hand(&bench, url, &access, &proof).await);
    assert_eq!(call(&me).await, 200);
    assert_eq!(call(&me).await, 401);
    assert_eq!(call(&server.api("/notes")).await, 401);
}

#[tokio::test]
async fn without_a_person_and_where_the_server_gives_a_plain_token() {
    let (server, bench) = (server(true).await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = ClientProfile {
        auth: AuthMethod::ClientSecretBasic,
        ..binding(false)
    };
    let profile = ClientProfile {
        client_id: OidcOptions::ROBOT.into(),
        name: "robot".into(),
        scopes: vec!["notes:read".into()],
        ..profile
    };
    let secret = Some(OidcOptions::ROBOT_SECRET);
    let client = bench.client(known.id, profile, secret).await;
    let grant = || DirectGrant::ClientCredentials;
    let robot = bench
        .workbench
        .obtain_token(login_form(client.id, "robot"), grant())
        .await
        .expect("a token");
    assert!(robot.is_bound());
    let notes = server.api("/notes");
    assert_eq!(status(&bench.get(notes.as_str(), robot.id).await), 200);
    let renewed = bench.workbench.refresh_token(robot.id).await;
    assert!(renewed.expect("anew").token.is_bound());
    assert_eq!(status(&bench.get(notes.as_str(), robot.id).await), 200);

    let plain = r#"{"access_token":"pl4in","token_type":"bearer","expires_in":3600}"#;
    let fault = Fault::reply(200, "application/json", plain);
    server.next_token_calls(1, fault).await.expect("ordered");
    let downgraded = bench
        .workbench
        .obtain_token(login_form(client.id, "plain"), grant())
        .await
        .expect("a token");
    assert!(!downgraded.is_bound());
    let detail = bench.workbench.token_detail(downgraded.id).await;
    let detail = detail.expect("it");
    assert!(detail.unbound && detail.bound_to.is_none());
    let told = format!("{:?}", detail.transcripts);
    assert!(told.contains("gave a plain bearer token"), "{told}");
    let sent = bench.get(server.api("/echo").as_str(), downgraded.id).await;
    assert_eq!(status(&sent), 200);
    let calls = server.api_calls().await.expect("calls");
    let call = calls.last().expect("a call");
    assert_eq!(call.header("authorization"), Some("Bearer pl4in"));
    assert!(call.header("dpop").is_none());
}

#[tokio::test]
async fn a_server_that_never_has_enough_nonces_is_asked_twice() {
    let (server, bench) = (server(false).await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let id = logged_in(&server, &bench, &known, false).await;
    let before = server.token_posts().await.expect("the ledger").len();
    let Fault::Reply {
        status,
        mut headers,
        body,
    } = Fault::reply(400, "application/json", r#"{"error":"use_dpop_nonce"}"#)
    else {
        unreachable!("a reply is one");
    };
    headers.insert("dpop-nonce".into(), "never-enough".into());
    let fault = Fault::Reply {
        status,
        headers,
        body,
    };
    server.next_token_calls(5, fault).await.expect("ordered");
    let error = bench
        .workbench
        .refresh_token(id)
        .await
        .expect_err("refused");
    assert!(
        error
            .said()
            .is_some_and(|said| said.contains("use_dpop_nonce"))
    );
    let posts = server.token_posts().await.expect("the ledger");
    assert_eq!(posts.len() - before, 2, "the question and one more try");
    assert!(bench.token("alice").await.renewable(), "the token is kept");
}
