//! Another program writes to the database. No secret is sent where it wrote, and a person sees the
//! differences.

use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokenry_core::{
    error::{Error, ErrorKind},
    refresh::Need,
    sending::SendOrder,
    workbench::SecretChange,
};
use tokenry_model::{client::AuthMethod, secret::Secret, server::ServerProfile, token::TokenState};
use tokenry_vault::authentic::ChangedField;

use crate::{
    bench::{Bench, Scratch, client_profile, login_form},
    double::Double,
    refresh::LATER,
};

/// A server that must not receive any request.
struct Elsewhere(std::net::TcpListener);

impl Elsewhere {
    fn new() -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        listener.set_nonblocking(true).expect("does not wait");
        Self(listener)
    }

    fn url(&self, path: &str) -> url::Url {
        let address = self.0.local_addr().expect("an address");
        let url = format!("http://{address}{path}");
        url.parse().expect("a URL")
    }

    fn is_untouched(&self) -> bool {
        self.0.accept().is_err()
    }
}

pub(crate) async fn sql(place: &Scratch, statement: &str) {
    let mut connection: SqliteConnection = SqliteConnectOptions::new()
        .filename(place.data().join("tokenry.db"))
        .connect()
        .await
        .expect("SQLite opens it");
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned()))
        .execute(&mut connection)
        .await
        .expect("it may write");
    connection.close().await.expect("it closes");
}

/// Replaces the member `what` of every server's profile with the JSON value `with`.
fn server_field(what: &str, with: &str) -> String {
    format!("UPDATE servers SET profile = json_set(profile, '$.{what}', json('{with}'))")
}

fn client_field(what: &str, with: &str) -> String {
    format!("UPDATE clients SET profile = json_set(profile, '$.{what}', json('{with}'))")
}

fn changed(error: &Error) -> bool {
    error.kind() == ErrorKind::Changed
}

#[tokio::test]
async fn no_secret_is_sent_where_another_program_wrote() {
    let evil = Elsewhere::new();
    let token_url = format!("\"{}\"", evil.url("/token"));
    for statement in [
        server_field("endpoints.token", &token_url),
        server_field("endpoints.revocation", &token_url),
        server_field("base_url", &format!("\"{}\"", evil.url("/api"))),
        server_field("origins", "[\"http://127.0.0.1:1\"]"),
        server_field("habits.plain_http", "true"),
        server_field("habits.placement", "{\"in\":\"query\",\"name\":\"t\"}"),
        client_field("auth", "\"client_secret_basic\""),
        client_field("client_id", "\"another\""),
        client_field("redirect_uri", "\"http://127.0.0.1:1/callback\""),
        client_field(
            "extras",
            "[{\"on\":\"token\",\"place\":\"body\",\"name\":\"x\",\"value\":\"y\"}]",
        ),
        // The upgrade does not run again for rows without a seal.
        format!(
            "{}; UPDATE servers SET seal = NULL",
            server_field("endpoints.token", &token_url)
        ),
        "UPDATE clients SET seal = NULL".to_owned(),
        "UPDATE tokens SET seal = NULL".to_owned(),
        "UPDATE tokens SET client = NULL".to_owned(),
    ] {
        let (place, double) = (Scratch::new(), Double::start());
        let bench = place.bench().await;
        let token = bench.log_in(&double).await;
        let client = bench.clients().await.expect("the list")[0].clone();
        bench.close().await;
        let asked = double.posts().len();
        sql(&place, &statement).await;

        let bench = place.bench().await;
        place.clock.advance(LATER);
        let refused = bench.fresh(token, Need::Margin).await.expect_err("refused");
        let unrenewable = statement.contains("client = NULL");
        assert!(changed(&refused) || unrenewable, "{statement}: {refused}");
        let refused = bench.start_login(login_form(client.id)).await;
        let of_token = statement.contains("UPDATE tokens");
        assert!(
            of_token || changed(&refused.expect_err("refused")),
            "{statement}"
        );
        let refused = bench.introspect_token(token).await.expect_err("refused");
        assert!(changed(&refused), "{statement}: {refused}");
        let refused = bench.send(order(&bench, &double, token)).await;
        assert!(refused.is_err(), "{statement}");
        let keep = SecretChange::Keep;
        let edited = bench
            .edit_client(client.id, client.profile.clone(), keep)
            .await;
        assert!(
            of_token || changed(&edited.expect_err("refused")),
            "{statement}"
        );
        assert!(evil.is_untouched(), "{statement}");
        assert_eq!(
            double.posts().len(),
            asked,
            "{statement}: nothing was sent at all"
        );

        // The change is shown, and remains until a person decides.
        assert!(
            !bench.changed().await.expect("the list").is_empty(),
            "{statement}"
        );
        assert_eq!(bench.tokens().await.expect("the list").len(), 1);
        bench.token_detail(token).await.expect("a token's page");
        bench.close().await;
    }
}

pub(crate) fn order(
    _: &Bench,
    double: &Double,
    token: tokenry_model::id::Id<tokenry_model::token::Token>,
) -> SendOrder {
    let mut content = crate::drafts::typed("x");
    content.draft.url = double.url("/api/me").to_string();
    content.draft.token = Some(token);
    SendOrder {
        send_id: "1".into(),
        request: None,
        draft: content.draft,
        values: Vec::new(),
        consent: None,
        remember_consent: false,
        renew_first: false,
    }
}

#[tokio::test]
async fn changes_are_shown_and_restored_or_confirmed() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let server = bench.servers().await.expect("the list")[0].server.clone();
    assert_eq!(bench.changed().await.expect("the list"), []);
    let evil = "http://127.0.0.1:1/token";
    let set = server_field("endpoints.token", &format!("\"{evil}\""));

    sql(&place, &set).await;
    let all = bench.changed().await.expect("the list");
    let [one] = &all[..] else {
        panic!("one row: {all:?}")
    };
    let field = ChangedField {
        name: "token endpoint".into(),
        was: double.url("/token").to_string(),
        is: evil.into(),
    };
    assert_eq!((one.fields.as_slice(), one.known), (&[field][..], true));
    let told = bench
        .fresh(token, Need::New { than: 1 })
        .await
        .expect_err("refused");
    assert!(told.to_string().contains(evil), "{told}");
    assert!(
        told.to_string()
            .contains("differs from what Tokenry stored"),
        "{told}"
    );

    bench.put_back(one).await.expect("put back");
    assert_eq!(bench.changed().await.expect("the list"), []);
    let back = bench.server(server.id).await.expect("it is there");
    assert_eq!(back.profile, server.profile);
    bench.refresh_token(token).await.expect("renewed again");

    // Only what was shown is confirmed, and nothing written since.
    sql(&place, &set).await;
    let shown = bench.changed().await.expect("the list").remove(0);
    sql(
        &place,
        &server_field("endpoints.token", "\"http://127.0.0.1:2/token\""),
    )
    .await;
    let refused = bench
        .confirm_changed(&shown)
        .await
        .expect_err("not what was shown");
    assert!(changed(&refused), "{refused}");
    let shown = bench.changed().await.expect("the list").remove(0);
    bench.confirm_changed(&shown).await.expect("confirmed");
    assert_eq!(bench.changed().await.expect("the list"), []);
    let refused = bench
        .refresh_token(token)
        .await
        .expect_err("nobody is there");
    assert!(!changed(&refused), "{refused}");

    // Without the seal the original is unknown.
    sql(&place, "UPDATE servers SET seal = x'00'").await;
    let shown = bench.changed().await.expect("the list").remove(0);
    assert_eq!((shown.known, shown.fields.len()), (false, 0));
    let unknown = bench.put_back(&shown).await.expect_err("unknown");
    assert!(matches!(unknown, Error::NothingKnown { .. }), "{unknown}");
    bench.confirm_changed(&shown).await.expect("confirmed");
    assert_eq!(bench.changed().await.expect("the list"), []);
}

#[tokio::test]
async fn a_client_of_another_server_gets_no_token() {
    let (place, double, other) = (Scratch::new(), Double::start(), Elsewhere::new());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let mut profile = ServerProfile::at("Other", other.url("/api"));
    profile.endpoints.token = Some(other.url("/token"));
    let server = bench
        .workbench
        .add_server(profile)
        .await
        .expect("another server");
    let mut client = client_profile();
    client.name = "Other".into();
    client.auth = AuthMethod::None;
    bench
        .workbench
        .add_client(server.id, client, None::<Secret>)
        .await
        .expect("another client");
    bench.close().await;
    sql(
        &place,
        "UPDATE tokens SET client = (SELECT id FROM clients WHERE name = 'Other')",
    )
    .await;
    let bench = place.bench().await;
    place.clock.advance(LATER);
    let refused = bench.fresh(token, Need::Margin).await.expect_err("refused");
    assert!(changed(&refused), "{refused}");
    let all = bench.changed().await.expect("the list");
    let [one] = &all[..] else {
        panic!("one row: {all:?}")
    };
    assert_eq!(one.fields[0].was, "“Photos app”");
    assert_eq!(one.fields[0].is, "“Other”");
    assert!(other.is_untouched());
    bench.put_back(one).await.expect("put back");
    bench.fresh(token, Need::Margin).await.expect("renewed");
}

#[tokio::test]
async fn a_token_from_the_future_is_due() {
    let (place, double) = (Scratch::new(), Double::start());
    let year = tokenry_model::clock::SignedDuration::from_hours(365 * 24);
    place.clock.advance(year);
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    place.clock.advance(-year);
    let summary = bench.token_summary(token).await.expect("a summary");
    assert_eq!(summary.state, TokenState::Refreshable);
    assert!(
        summary
            .clock_warning
            .is_some_and(|told| told.contains("clock"))
    );
    let before = double.refreshes();
    bench.fresh(token, Need::Margin).await.expect("renewed");
    assert_eq!(double.refreshes(), before + 1);
    let summary = bench.token_summary(token).await.expect("a summary");
    assert_eq!(
        (summary.state, summary.clock_warning),
        (TokenState::Valid, None)
    );
    // A small correction of the clock changes nothing.
    place
        .clock
        .advance(tokenry_model::clock::SignedDuration::from_secs(-60));
    let summary = bench.token_summary(token).await.expect("a summary");
    assert_eq!(summary.state, TokenState::Valid);
}
