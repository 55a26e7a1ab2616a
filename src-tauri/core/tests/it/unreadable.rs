//! Unreadable rows: they do not affect others, are reported, and can be removed.

use tokenry_model::{secret::Secret, server::ServerProfile};

use crate::{
    bench::{Scratch, client_profile},
    double::Double,
    tampered::sql,
};

#[tokio::test]
async fn an_unreadable_row_does_not_affect_others() {
    for (what, statement) in [
        (
            "server",
            "UPDATE servers SET profile = '{' WHERE name = 'Bad'",
        ),
        (
            "client",
            "UPDATE clients SET profile = '[]' WHERE name = 'Bad'",
        ),
        ("token", "UPDATE tokens SET scopes = 'x' WHERE name = 'Bad'"),
        (
            "token",
            "UPDATE tokens SET obtained_at = 9223372036854775807 WHERE name = 'Bad'",
        ),
        (
            "request",
            "UPDATE requests SET updated_at = 9223372036854775807 WHERE name = 'Bad'",
        ),
        (
            "collection",
            "PRAGMA ignore_check_constraints = ON; \
             UPDATE collections SET id = x'00' WHERE name = 'Bad'",
        ),
        (
            "draft",
            "UPDATE drafts SET updated_at = 9223372036854775807 \
             WHERE id = (SELECT id FROM drafts ORDER BY rowid LIMIT 1)",
        ),
        (
            "exchange",
            "UPDATE exchanges SET sent_at = 9223372036854775807 \
             WHERE id = (SELECT id FROM exchanges ORDER BY rowid LIMIT 1)",
        ),
    ] {
        let (place, double) = (Scratch::new(), Double::start());
        let bench = place.bench().await;
        let token = bench.log_in(&double).await;
        let bad = ServerProfile::at("Bad", double.url("/api"));
        let bad = bench
            .workbench
            .add_server(bad)
            .await
            .expect("another server");
        let mut client = client_profile();
        client.name = "Bad".into();
        let secret = Some(Secret::new("s"));
        bench
            .workbench
            .add_client(bad.id, client, secret)
            .await
            .expect("another client");
        bench
            .paste_token(bad.id, "Bad", &Secret::new("t"), None)
            .await
            .expect("another token");
        for name in ["Bad", "Good"] {
            bench
                .save_request(None, None, name, crate::drafts::typed("x").draft)
                .await
                .expect("saved");
        }
        for name in ["Bad", "Good"] {
            bench.add_collection(name).await.expect("a collection");
            bench
                .keep_draft(None, None, crate::drafts::typed(name))
                .await
                .expect("a draft");
            bench
                .send(crate::tampered::order(&bench, &double, token))
                .await
                .expect("an exchange");
        }
        sql(&place, statement).await;

        let unreadable = bench.unreadable().await.expect("the list");
        let [one] = &unreadable[..] else {
            panic!("{statement}: {unreadable:?}")
        };
        assert_eq!(
            (one.what.to_string().as_str(), one.name.as_deref()),
            (
                what,
                (!["draft", "exchange"].contains(&what)).then_some("Bad")
            )
        );
        assert!(!one.reason.is_empty(), "{statement}");
        assert!(one.is_called(&one.called()), "{statement}");
        assert!(!one.is_called("Good"), "{statement}");
        let left = |name: &str| usize::from(name != what) + 1;
        assert_eq!(
            bench.servers().await.expect("servers").len(),
            left("server"),
            "{statement}"
        );
        assert_eq!(
            bench.clients().await.expect("clients").len(),
            left("client"),
            "{statement}"
        );
        assert_eq!(
            bench.tokens().await.expect("tokens").len(),
            left("token"),
            "{statement}"
        );
        let workspace = bench.workspace().await.expect("requests");
        assert_eq!(workspace.requests.len(), left("request"), "{statement}");
        let collections = workspace.collections.len();
        assert_eq!(collections, left("collection"), "{statement}");
        let drafts = bench.drafts().await.expect("drafts").len();
        assert_eq!(drafts, left("draft"), "{statement}");
        let history = bench.history(None).await.expect("the history");
        assert_eq!(history.entries.len(), left("exchange"), "{statement}");
        bench
            .refresh_token(token)
            .await
            .expect("the good one works");

        bench.remove_unreadable(one).await.expect("removed");
        assert_eq!(
            bench.unreadable().await.expect("the list"),
            [],
            "{statement}"
        );
        bench.remove_unreadable(one).await.expect_err("only once");
    }
}

#[tokio::test]
async fn what_does_not_open_is_listed_and_can_be_removed() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench
        .keep_draft(None, None, crate::drafts::typed("x"))
        .await
        .expect("a draft");
    bench
        .send(crate::tampered::order(&bench, &double, token))
        .await
        .expect("an exchange");
    sql(
        &place,
        "UPDATE drafts SET content = x'00'; UPDATE exchanges SET content = x'00'",
    )
    .await;
    let drafts = bench.drafts().await.expect("the list");
    assert_eq!((drafts.len(), &drafts[0].content), (1, &None));
    let history = bench.history(None).await.expect("the list").entries;
    assert_eq!((history.len(), &history[0].summary), (1, &None));
    bench.drop_draft(drafts[0].id).await.expect("forgotten");
    bench
        .forget_exchange(history[0].id)
        .await
        .expect("forgotten");
    assert_eq!(bench.drafts().await.expect("the list"), []);
    assert_eq!(bench.history(None).await.expect("the list").entries, []);
    bench.get(token).await.expect("the rest is there");
}
