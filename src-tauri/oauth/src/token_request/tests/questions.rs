//! What the endpoints beside the token endpoint hear (RFC 7009, RFC 7662, RFC 8628, RFC 9126), as it
//! comes out of the socket.

use tokenry_doubles::{Asked, Reply, TestServer};
use url::Url;

use super::{SECRET, client, server};
use crate::{
    authorize::{AuthorizeForm, authorize},
    device::{self, DeviceForm},
    http::{Http, HttpSettings},
    introspection, par, revocation,
};
use tokenry_model::{
    client::{AuthMethod, ClientProfile},
    clock::Ambient,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, ServerProfile, TokenStyle},
    token_type_hint::TokenTypeHint,
};

#[derive(Debug, Clone, Copy)]
enum Question {
    Revoke,
    Introspect,
    Device,
    Push,
}

/// Asks a server that refuses. What it heard.
async fn heard(question: Question, server: ServerProfile, client: ClientProfile) -> Vec<Asked> {
    let double = TestServer::saying(Reply::new("400 Bad Request", ""));
    let url = Url::parse(&double.url("/beside")).expect("an address");
    let mut server = server;
    server.endpoints.authorize = Some(url.clone());
    server.endpoints.revocation = Some(url.clone());
    server.endpoints.introspection = Some(url.clone());
    server.endpoints.device = Some(url.clone());
    server.endpoints.pushed_authorization = Some(url);
    ask(question, &server, &client).await;
    double.take()
}

async fn ask(question: Question, server: &ServerProfile, client: &ClientProfile) {
    let http = Http::with(HttpSettings {
        system_proxy: false,
        ..HttpSettings::default()
    });
    let (ambient, secret, token) = (
        Ambient::system(),
        Secret::new(SECRET),
        Secret::new("t0ken+1"),
    );
    let scopes = ["read".to_owned(), "write:x".to_owned()];
    match question {
        Question::Revoke => {
            let endpoint = revocation::endpoint(server, client, Some(&secret), &ambient);
            let endpoint = endpoint.expect("one");
            let revoked =
                revocation::revoke(&http, &endpoint, &token, TokenTypeHint::Refresh).await;
            revoked.outcome.expect_err("refused");
        }
        Question::Introspect => {
            let endpoint = introspection::endpoint(server, client, Some(&secret), &ambient);
            let endpoint = endpoint.expect("one");
            let answered = introspection::introspect(&http, &endpoint, &token).await;
            answered.outcome.expect_err("refused");
        }
        Question::Device => {
            let form = DeviceForm {
                server,
                client,
                secret: Some(&secret),
                scopes: &scopes,
                params: &[
                    ("resource".to_owned(), "urn:a".to_owned()),
                    ("audience".to_owned(), "said".to_owned()),
                ],
            };
            let begun = device::begin(&http, form, &ambient).await;
            begun.codes.expect_err("refused");
        }
        Question::Push => {
            let form = AuthorizeForm {
                server,
                client,
                redirect_uri: "http://127.0.0.1:4711/callback",
                scopes: &[],
                params: &[("resource".to_owned(), "urn:a".to_owned())],
                implicit: true,
                dpop_jkt: None,
            };
            let whole = authorize(form, &ambient).expect("an address");
            let pushed = par::push(&http, server, client, Some(&secret), &ambient, &whole).await;
            pushed.url.expect_err("refused");
        }
    }
}

fn extra(place: ExtraPlace, name: &str, value: &str) -> Extra {
    Extra {
        on: ExtraStep::Authorize,
        place,
        name: name.into(),
        value: value.into(),
    }
}

#[tokio::test]
async fn each_question_is_put_by_every_method() {
    const POST: &str = "client_id=app%3A1+%C3%A9&client_secret=p%2Bw%2F%3D%26%25%3A+%C3%BC";
    const ID: &str = "client_id=app%3A1+%C3%A9";
    let basic = "Basic YXBwJTNBMSslQzMlQTk6cCUyQnclMkYlM0QlMjYlMjUlM0ErJUMzJUJD";
    let raw = "Basic YXBwOjEgw6k6cCt3Lz0mJTogw7w=";
    for (auth, authorization, client_params) in [
        (AuthMethod::ClientSecretBasic, Some(basic), ""),
        (AuthMethod::ClientSecretBasicRaw, Some(raw), ""),
        (AuthMethod::ClientSecretPost, None, POST),
        (AuthMethod::None, None, ID),
    ] {
        for (question, first, behind) in [
            (
                Question::Revoke,
                "token=t0ken%2B1&token_type_hint=refresh_token",
                "",
            ),
            (
                Question::Introspect,
                "token=t0ken%2B1&token_type_hint=access_token",
                "",
            ),
            (
                Question::Device,
                "scope=read+write%3Ax",
                "&resource=urn%3Aa&audience=said&tone=low",
            ),
        ] {
            let what = format!("{question:?} {auth:?}");
            let mut client = client(auth);
            client.extras = vec![
                extra(ExtraPlace::Body, "tone", "low"),
                extra(ExtraPlace::Body, "audience", "usual"),
            ];
            let heard = heard(question, server(TokenStyle::Query), client).await;
            let [request] = &heard[..] else {
                panic!("{what}: {heard:?}");
            };
            assert_eq!(request.line, "POST /beside", "{what}");
            let kind = request.header("content-type");
            assert_eq!(kind, Some("application/x-www-form-urlencoded"), "{what}");
            assert_eq!(request.header("authorization"), authorization, "{what}");
            let join = if client_params.is_empty() { "" } else { "&" };
            let expected = format!("{first}{join}{client_params}{behind}");
            assert_eq!(request.body, expected, "{what}");
        }
    }
}

#[tokio::test]
async fn what_is_pushed_names_the_client_once_and_takes_the_headers_along() {
    for (auth, named, proven) in [
        (AuthMethod::ClientSecretBasic, true, ""),
        (AuthMethod::ClientSecretBasicRaw, false, ""),
        (
            AuthMethod::ClientSecretPost,
            true,
            "&client_secret=p%2Bw%2F%3D%26%25%3A+%C3%BC",
        ),
        (AuthMethod::None, true, ""),
    ] {
        let mut client = client(auth);
        client.extras = vec![
            extra(ExtraPlace::Header, "X-Tenant", "t1"),
            extra(ExtraPlace::Query, "tone", "low"),
        ];
        let heard = heard(Question::Push, server(TokenStyle::Form), client).await;
        let [request] = &heard[..] else {
            panic!("{auth:?}: {heard:?}");
        };
        assert_eq!(request.header("x-tenant"), Some("t1"), "{auth:?}");
        let (before, rest) = request.body.split_once("state=").expect("a state");
        let (_, behind) = rest.split_once('&').expect("more behind it");
        let id = if named {
            "client_id=app%3A1+%C3%A9&"
        } else {
            ""
        };
        assert_eq!(before, format!("response_type=token&{id}"), "{auth:?}");
        assert_eq!(
            behind,
            format!(
                "redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback&tone=low&resource=urn%3Aa\
                 {proven}"
            ),
            "{auth:?}"
        );
    }
}

#[tokio::test]
async fn json_follows_the_form_and_says_the_same() {
    for question in [
        Question::Revoke,
        Question::Introspect,
        Question::Device,
        Question::Push,
    ] {
        let client = client(AuthMethod::ClientSecretPost);
        let heard = heard(question, server(TokenStyle::Json), client).await;
        let [form, json] = &heard[..] else {
            panic!("{question:?}: {heard:?}");
        };
        assert!(json.is_json(), "{question:?}: {json:?}");
        let json: std::collections::BTreeMap<String, String> =
            serde_json::from_str(&json.body).expect("an object of texts");
        let form = url::form_urlencoded::parse(form.body.as_bytes()).into_owned();
        assert_eq!(json, form.collect(), "{question:?}");
    }
}
