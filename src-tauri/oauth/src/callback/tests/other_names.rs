//! The code, and a no, under names that are not the standard's.

use super::*;

#[test]
fn the_code_may_have_another_name() {
    for (own, query, expected, beside) in [
        (None, "auth_code=c", Some("c"), 0),
        (
            None,
            "spapi_oauth_code=c&selling_partner_id=7",
            Some("c"),
            1,
        ),
        (None, "code=c&auth_code=d", Some("c"), 1),
        (None, "Code=c", Some("c"), 0),
        (None, "access_code=c&shop=a", Some("c"), 1),
        (None, "authorizationCode=c", Some("c"), 0),
        (None, "zip_code=c", None, 0),
        (None, "ticket=c", None, 0),
        (Some("ticket"), "ticket=c", Some("c"), 0),
        (Some("ticket"), "ticket=c&code=d", Some("c"), 0),
        (Some("ticket"), "code=d", Some("d"), 0),
        (Some("ticket"), "auth_code=d", None, 0),
    ] {
        let pending = Pending {
            code_name: own.map(str::to_owned),
            ..deep_link()
        };
        let address = format!("app.tokenry:/callback?{query}&state={STATE}");
        match (judge_address(&pending, &address), expected) {
            (CallbackVerdict::Code(answered), Some(expected)) => {
                assert_eq!(answered.code.expose(), expected, "{query}");
                assert_eq!(answered.beside.len(), beside, "{query}");
            }
            (CallbackVerdict::NotOurs(NotOurs::OtherNames { names }), None) => {
                assert!(query.starts_with(&names), "{names} of {query}");
            }
            (other, _) => panic!("{query}: {other:?}"),
        }
        // Without our state there is no looking for it.
        let address = format!("app.tokenry:/callback?{query}&state=x");
        assert_eq!(
            refusal(judge_address(&pending, &address)),
            Some(NotOurs::OtherState)
        );
    }
}

#[test]
fn a_no_may_have_another_name() {
    for (query, error, description) in [
        (
            "error_code=200&error_message=No+way&error_reason=user_denied",
            "user_denied",
            Some("No way"),
        ),
        ("errcode=40029&errmsg=invalid", "40029", Some("invalid")),
        ("errorCode=E1&errorMessage=denied", "E1", Some("denied")),
        ("error_description=Only+this", "Only this", None),
    ] {
        let address = format!("app.tokenry:/callback?{query}&state={STATE}");
        match judge_address(&deep_link(), &address) {
            CallbackVerdict::Denied(denial) => {
                assert_eq!(denial.error, error, "{query}");
                assert_eq!(denial.description.as_deref(), description, "{query}");
            }
            other => panic!("{query}: {other:?}"),
        }
        // Anybody can say no without our state.
        let address = format!("app.tokenry:/callback?{query}&state=x");
        assert_eq!(
            refusal(judge_address(&deep_link(), &address)),
            Some(NotOurs::OtherState)
        );
    }
    let fine = format!("app.tokenry:/callback?errcode=0&code=c&state={STATE}");
    assert_eq!(
        code(judge_address(&deep_link(), &fine)).as_deref(),
        Some("c")
    );
}
