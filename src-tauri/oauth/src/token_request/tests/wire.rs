//! The very bytes that go out: which parameter stands behind which, header by header.

use super::{SECRET, client, requests, server};
use crate::token_endpoint::{PreparedTokenRequest, TokenEndpoint};
use tokenry_model::{
    client::AuthMethod,
    clock::Ambient,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, TokenStyle},
};
use url::Url;

/// [`super::ID`] and [`SECRET`] in a form.
const POSTED: &str = "client_id=app%3A1+%C3%A9&client_secret=p%2Bw%2F%3D%26%25%3A+%C3%BC";

/// The parameters before and after the client's in each of [`requests::all`].
const FORMS: [(&str, &str); 7] = [
    (
        "grant_type=authorization_code&code=c0de%261&code_verifier=ver1fier",
        "&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback",
    ),
    ("grant_type=refresh_token&refresh_token=r3fresh%2B1", ""),
    ("grant_type=client_credentials&scope=read+write%3Ax", ""),
    (
        "grant_type=password&username=alice&password=pa55+word&scope=read+write%3Ax",
        "",
    ),
    (
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d3vice",
        "",
    ),
    (
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&scope=read+write%3Ax",
        "&assertion=eyJ.e30.x",
    ),
    (
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange\
         &scope=read+write%3Ax",
        "&subject_token=subj3ct\
         &subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token\
         &actor_token=act0r\
         &actor_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token\
         &requested_token_type=urn%3Ax",
    ),
];

/// The code's, in the three styles a server may like it in.
const CODE_AS_FORM: &str = "grant_type=authorization_code&code=c0de%261&code_verifier=ver1fier";
const REDIRECT_AS_FORM: &str = "redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback";

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn extra(place: ExtraPlace, name: &str, value: &str) -> Extra {
    Extra {
        on: ExtraStep::Token,
        place,
        name: name.into(),
        value: value.into(),
    }
}

fn body(prepared: &PreparedTokenRequest) -> String {
    let body = prepared.request.body().and_then(reqwest::Body::as_bytes);
    String::from_utf8(body.expect("a body").to_vec()).expect("a readable body")
}

/// The whole request, line by line.
fn lines(prepared: &PreparedTokenRequest) -> Vec<String> {
    let request = &prepared.request;
    let first = format!("{} {}", request.method(), request.url());
    let headers = request.headers().iter().map(|(name, value)| {
        let value = value.to_str().expect("a readable header");
        format!("{name}: {value}")
    });
    [first]
        .into_iter()
        .chain(headers)
        .chain([body(prepared)])
        .collect()
}

#[test]
fn parameters_keep_their_order() {
    let (server, ambient, secret) = (
        server(TokenStyle::Form),
        Ambient::system(),
        Secret::new(SECRET),
    );
    let mut profile = client(AuthMethod::ClientSecretPost);
    profile.extras = vec![
        Extra {
            on: ExtraStep::Refresh,
            ..extra(ExtraPlace::Body, "last", "1")
        },
        extra(ExtraPlace::Body, "last", "1"),
    ];
    let asked = [
        pair("resource", "https://a.example"),
        pair("resource", "urn:b"),
        pair("empty", ""),
        pair("audience", "x"),
    ];
    let further = "&resource=https%3A%2F%2Fa.example&resource=urn%3Ab&audience=x&last=1";
    for (request, (before, behind)) in requests::all().into_iter().zip(FORMS) {
        let endpoint = TokenEndpoint::of(&server, &profile, Some(&secret), &ambient).expect("one");
        let prepared = request.prepare(&endpoint.asking(&asked)).expect(before);
        assert_eq!(
            body(&prepared),
            format!("{before}&{POSTED}{behind}{further}")
        );
    }
}

#[test]
fn an_assertion_of_the_client_stands_behind_what_is_asked() {
    let (server, ambient) = (server(TokenStyle::Form), Ambient::system());
    let secret = Secret::new(SECRET.repeat(4));
    let mut profile = client(AuthMethod::ClientSecretJwt);
    profile.extras = vec![extra(ExtraPlace::Body, "last", "1")];
    let asked = [pair("audience", "x")];
    for (request, (before, behind)) in requests::all().into_iter().zip(FORMS) {
        if before.contains("refresh") {
            continue;
        }
        let endpoint = TokenEndpoint::of(&server, &profile, Some(&secret), &ambient).expect("one");
        let prepared = request.prepare(&endpoint.asking(&asked)).expect(before);
        let body = body(&prepared);
        let (start, assertion) = body.split_once("&client_assertion=").expect("one");
        assert_eq!(
            start,
            format!(
                "{before}&client_id=app%3A1+%C3%A9{behind}&audience=x&client_assertion_type=urn%3A\
                 ietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
            )
        );
        let (jwt, last) = assertion.split_once('&').expect("an extra behind it");
        assert_eq!(jwt.split('.').count(), 3, "{jwt}");
        assert_eq!(last, "last=1");
    }
}

#[test]
fn every_method_in_every_style() {
    const BASIC: &str = "authorization: Basic \
        YXBwJTNBMSslQzMlQTk6cCUyQnclMkYlM0QlMjYlMjUlM0ErJUMzJUJD";
    const RAW: &str = "authorization: Basic YXBwOjEgw6k6cCt3Lz0mJTogw7w=";
    const JSON: &str = r#""code":"c0de&1","code_verifier":"ver1fier","grant_type":"authorization_code","redirect_uri":"http://127.0.0.1:4711/callback""#;
    let (ambient, secret) = (Ambient::system(), Secret::new(SECRET));
    for (auth, header, in_form, in_json) in [
        (AuthMethod::ClientSecretBasic, Some(BASIC), "", ""),
        (AuthMethod::ClientSecretBasicRaw, Some(RAW), "", ""),
        (
            AuthMethod::ClientSecretPost,
            None,
            POSTED,
            r#""client_id":"app:1 é","client_secret":"p+w/=&%: ü","#,
        ),
        (
            AuthMethod::None,
            None,
            "client_id=app%3A1+%C3%A9",
            r#""client_id":"app:1 é","#,
        ),
    ] {
        let join = if in_form.is_empty() { "" } else { "&" };
        let form = format!("{CODE_AS_FORM}{join}{in_form}&{REDIRECT_AS_FORM}");
        // In JSON the order means nothing, and they stand by their names.
        let (first, rest) = (in_json, JSON);
        let json = format!("{{{first}{rest}}}");
        for style in [TokenStyle::Form, TokenStyle::Json, TokenStyle::Query] {
            let (server, profile) = (server(style), client(auth));
            let endpoint = TokenEndpoint::of(&server, &profile, Some(&secret), &ambient);
            let prepared = requests::authorization_code().prepare(&endpoint.expect("one"));
            let prepared = prepared.expect("prepared");
            let address = "POST https://id.example/token?tenant=7".to_owned();
            let mut expected = vec!["accept: application/json".to_owned()];
            expected.extend(header.map(str::to_owned));
            match style {
                TokenStyle::Form => {
                    expected.insert(0, address);
                    expected.push("content-type: application/x-www-form-urlencoded".into());
                    expected.push(form.clone());
                }
                TokenStyle::Json => {
                    expected.insert(0, address);
                    expected.push("content-type: application/json".into());
                    expected.push(json.clone());
                }
                TokenStyle::Query => {
                    expected.insert(0, format!("{address}&{form}"));
                    expected.push(String::new());
                }
            }
            assert_eq!(lines(&prepared), expected, "{auth:?} {style:?}");
        }
    }
}

#[test]
fn a_parameter_said_twice_is_a_list_in_json_and_an_extra_takes_its_place() {
    let (server, ambient) = (server(TokenStyle::Json), Ambient::system());
    let mut profile = client(AuthMethod::None);
    profile.extras = vec![
        extra(ExtraPlace::Body, "code", "other"),
        extra(ExtraPlace::Body, "x", "1"),
        extra(ExtraPlace::Body, "x", "2"),
        extra(ExtraPlace::Body, "x", "\"3\"\n"),
        extra(ExtraPlace::Query, "code_verifier", "beside"),
        extra(ExtraPlace::Body, "empty", ""),
    ];
    let endpoint = TokenEndpoint::of(&server, &profile, None, &ambient).expect("one");
    let asked = [pair("resource", "urn:a"), pair("resource", "urn:b")];
    let prepared = requests::authorization_code().prepare(&endpoint.asking(&asked));
    let prepared = prepared.expect("prepared");
    assert_eq!(
        lines(&prepared),
        [
            "POST https://id.example/token?tenant=7&code_verifier=beside",
            "accept: application/json",
            "content-type: application/json",
            r#"{"client_id":"app:1 é","code":"other","code_verifier":"ver1fier","grant_type":"authorization_code","redirect_uri":"http://127.0.0.1:4711/callback","resource":["urn:a","urn:b"],"x":["1","2","\"3\"\n"]}"#,
        ]
    );
}

#[test]
fn extras_stand_behind_and_in_the_query_they_take_the_place_of_what_travels_there() {
    let (server, ambient) = (server(TokenStyle::Query), Ambient::system());
    let mut profile = client(AuthMethod::None);
    profile.extras = vec![
        extra(ExtraPlace::Query, "code", "other"),
        extra(ExtraPlace::Body, "code_verifier", "beside"),
        extra(ExtraPlace::Header, "X-B", "b"),
        extra(ExtraPlace::Header, "X-A", "a"),
    ];
    let endpoint = TokenEndpoint::of(&server, &profile, None, &ambient).expect("one");
    let prepared = requests::authorization_code()
        .prepare(&endpoint)
        .expect("prepared");
    let query = "grant_type=authorization_code&code_verifier=ver1fier&client_id=app%3A1+%C3%A9";
    assert_eq!(
        lines(&prepared),
        [
            &*format!(
                "POST https://id.example/token?tenant=7&{query}&{REDIRECT_AS_FORM}&code=other"
            ),
            "accept: application/json",
            "x-b: b",
            "x-a: a",
            "content-type: application/x-www-form-urlencoded",
            "code_verifier=beside",
        ]
    );
}

#[test]
fn a_name_and_password_in_the_address_go_as_basic_where_nothing_else_does() {
    const USERINFO: &str = "authorization: Basic YW5uYTpwQHNzIQ==";
    let (ambient, secret) = (Ambient::system(), Secret::new("s3cret"));
    let mut server = server(TokenStyle::Form);
    let address = "https://anna:p%40ss!@id.example/token#part";
    server.endpoints.token = Some(Url::parse(address).expect("an address"));
    let authorization = extra(ExtraPlace::Header, "Authorization", "Custom x");
    for (auth, extras, expected) in [
        (AuthMethod::None, vec![], USERINFO),
        (AuthMethod::ClientSecretPost, vec![], USERINFO),
        (
            AuthMethod::ClientSecretBasic,
            vec![],
            "authorization: Basic YXBwJTNBMSslQzMlQTk6czNjcmV0",
        ),
        (
            AuthMethod::None,
            vec![authorization.clone()],
            "authorization: Custom x",
        ),
        (
            AuthMethod::ClientSecretBasic,
            vec![authorization],
            "authorization: Custom x",
        ),
    ] {
        let mut profile = client(auth);
        profile.extras = extras;
        let endpoint = TokenEndpoint::of(&server, &profile, Some(&secret), &ambient).expect("one");
        let prepared = requests::client_credentials(&[])
            .prepare(&endpoint)
            .expect("prepared");
        let lines = lines(&prepared);
        assert_eq!(lines[0], "POST https://id.example/token", "{auth:?}");
        let found: Vec<_> = lines
            .iter()
            .filter(|line| line.starts_with("authorization"))
            .collect();
        assert_eq!(found, [expected], "{auth:?}");
        let told = prepared.redactor().text("they said p@ss! to it");
        assert!(!told.contains("p@ss!"), "{told}");
    }
}
