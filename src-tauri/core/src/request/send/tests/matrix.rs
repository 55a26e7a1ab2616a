//! Redirects in all combinations of 5 statuses, 9 targets and 6 placements of a credential.

use std::sync::{Arc, Mutex};

use super::{CANARY, Sent, Token, sent};
use crate::request::testing::{draft, field, trusting};
use tokenry_doubles::{Asked, Certificate, Reply, TestServer};
use tokenry_model::{
    request::{Body, Draft},
    server::Placement,
};
use tokenry_oauth::http::Http;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    SamePath,
    OtherPath,
    SameOriginWithUserinfo,
    OtherPort,
    OtherHost,
    OtherHostEchoing,
    HttpsToHttp,
    HttpToHttps,
    FileScheme,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carrier {
    InjectedHeader,
    QueryToken,
    BodyToken,
    TypedAuthorization,
    Cookie,
    ApiKey,
}

const TARGETS: [Target; 9] = [
    Target::SamePath,
    Target::OtherPath,
    Target::SameOriginWithUserinfo,
    Target::OtherPort,
    Target::OtherHost,
    Target::OtherHostEchoing,
    Target::HttpsToHttp,
    Target::HttpToHttps,
    Target::FileScheme,
];
const CARRIERS: [Carrier; 6] = [
    Carrier::InjectedHeader,
    Carrier::QueryToken,
    Carrier::BodyToken,
    Carrier::TypedAuthorization,
    Carrier::Cookie,
    Carrier::ApiKey,
];

impl Target {
    fn is_same_origin(self) -> bool {
        matches!(
            self,
            Self::SamePath | Self::OtherPath | Self::SameOriginWithUserinfo
        )
    }
}

/// Two recording servers, of which the first redirects to a given target.
struct Pair {
    first: TestServer,
    second: TestServer,
    answer: Arc<Mutex<(u16, String)>>,
    http: Http,
}

impl Pair {
    fn new() -> Self {
        let answer = Arc::new(Mutex::new((302, String::new())));
        let told = Arc::clone(&answer);
        let arrived = |seen: &Asked| !seen.line.contains("/start");
        let certificates = [Certificate::self_signed(), Certificate::self_signed()];
        let http = trusting(certificates.iter().map(Certificate::root));
        let [first, second] = certificates;
        let first = TestServer::with_certificate(first, move |seen| {
            if arrived(seen) {
                Reply::new("200 OK", "arrived")
            } else {
                let (status, location) = told.lock().expect("no panic").clone();
                Reply::redirect(status, &location)
            }
        });
        let second = TestServer::with_certificate(second, |_| Reply::new("200 OK", "arrived"));
        Self {
            first,
            second,
            answer,
            http,
        }
    }

    /// Sends a request to `/start`, which redirects to `target` with `status`.
    async fn run(&self, status: u16, target: Target, carrier: Carrier) -> Case {
        let (here, there) = (self.first.port(), self.second.port());
        let scheme = if target == Target::HttpsToHttp {
            "https"
        } else {
            "http"
        };
        let base = format!("{scheme}://127.0.0.1:{here}");
        let location = match target {
            // A redirect to the same path would loop, so a parameter distinguishes it.
            Target::SamePath => "?arrived".to_owned(),
            Target::OtherPath => "/landed".to_owned(),
            Target::SameOriginWithUserinfo => {
                format!("http://user:{CANARY}-2@127.0.0.1:{here}/landed")
            }
            Target::OtherPort => format!("http://127.0.0.1:{there}/landed"),
            Target::OtherHost => format!("http://localhost:{here}/landed"),
            Target::OtherHostEchoing => {
                format!("http://localhost:{here}/landed?a=1&echo=x%20{CANARY}#{CANARY}")
            }
            Target::HttpsToHttp => format!("http://127.0.0.1:{here}/landed"),
            Target::HttpToHttps => format!("https://127.0.0.1:{here}/landed"),
            Target::FileScheme => "file:///etc/passwd".to_owned(),
        };
        *self.answer.lock().expect("no panic") = (status, location);
        let path = if target == Target::SamePath {
            "/"
        } else {
            "/start"
        };
        let (draft, token) = loaded(carrier, &base, path, target == Target::SamePath);
        let done = sent(&self.http, &draft, token.as_ref()).await;
        let mut seen = self.first.take();
        seen.extend(self.second.asked());
        if !self.second.asked().is_empty() {
            self.second.take();
        }
        Case { done, seen }
    }
}

struct Case {
    done: Sent,
    /// All requests, the first one first.
    seen: Vec<Asked>,
}

/// A request with the canary in one place only.
fn loaded(carrier: Carrier, base: &str, path: &str, start: bool) -> (Draft, Option<Token>) {
    let url = format!("{base}{path}{}", if start { "?/start" } else { "" });
    let mut request = draft("GET", &url);
    let at = |placement| Some(Token::of(base, placement));
    let token = match carrier {
        Carrier::InjectedHeader => at(Placement::default()),
        Carrier::QueryToken => at(Placement::Query {
            name: "access_token".into(),
        }),
        Carrier::BodyToken => {
            request.method = "POST".into();
            request.body = Body::Form {
                fields: vec![field("a", "1")],
            };
            at(Placement::Body {
                name: "access_token".into(),
            })
        }
        Carrier::TypedAuthorization => {
            request
                .headers
                .push(field("Authorization", &format!("Bearer {CANARY}")));
            None
        }
        Carrier::Cookie => {
            request
                .headers
                .push(field("Cookie", &format!("sid={CANARY}; theme=dark")));
            None
        }
        Carrier::ApiKey => {
            request.headers.push(field("X-Api-Key", CANARY));
            None
        }
    };
    request.headers.push(field("X-Harmless", "stays"));
    (request, token)
}

#[tokio::test]
async fn no_credential_leaves_its_origin() {
    let pair = Pair::new();
    let mut cases = 0;
    for status in [301, 302, 303, 307, 308] {
        for target in TARGETS {
            for carrier in CARRIERS {
                let what = format!("{status} {target:?} {carrier:?}");
                let case = pair.run(status, target, carrier).await;
                check(status, target, carrier, &case, &what);
                cases += 1;
            }
        }
    }
    assert_eq!(cases, 270);
}

fn check(status: u16, target: Target, carrier: Carrier, case: &Case, what: &str) {
    let Case { done, seen } = case;
    assert!(
        seen[0].holds(CANARY),
        "{what}: the first request carries it"
    );
    let answer = done.answer();
    let keeps_body = carrier == Carrier::BodyToken && matches!(status, 307 | 308);
    let stops = target == Target::FileScheme || (keeps_body && !target.is_same_origin());
    if stops {
        assert_eq!(seen.len(), 1, "{what}: it is not followed");
        assert_eq!(
            (answer.status, done.body.as_str()),
            (status, "moved"),
            "{what}"
        );
        let note = answer.note.as_deref().expect("the answer says why");
        assert!(note.contains("was not followed"), "{what}: {note}");
        assert!(
            done.notes().contains(note),
            "{what}: so does the transcript"
        );
        return;
    }

    assert_eq!(seen.len(), 2, "{what}: it is followed once");
    let last = &seen[1];
    assert_eq!(
        (answer.status, done.body.as_str()),
        (200, "arrived"),
        "{what}"
    );
    assert_eq!(answer.note, None, "{what}");
    assert_eq!(last.header("x-harmless"), Some("stays"), "{what}");
    assert_eq!(last.tls, target == Target::HttpToHttps, "{what}");
    if !target.is_same_origin() {
        assert!(!last.holds(CANARY), "{what}: {last:?}");
        assert_eq!(last.header("authorization"), None, "{what}");
        assert_eq!(last.header("cookie"), None, "{what}");
        if target == Target::OtherHostEchoing {
            assert!(last.line.ends_with("/landed?a=1"), "{what}: {}", last.line);
        }
        if carrier != Carrier::BodyToken {
            assert!(
                done.notes().contains("Not sent there:"),
                "{what}: {}",
                done.notes()
            );
        }
        return;
    }
    let lost = carrier == Carrier::BodyToken && !keeps_body;
    assert_eq!(last.holds(CANARY), !lost, "{what}: {last:?}");
    assert!(
        !last.holds(&format!("{CANARY}-2")),
        "{what}: the redirect's own is not used"
    );
    let method = if keeps_body { "POST" } else { "GET" };
    assert!(last.line.starts_with(method), "{what}: {}", last.line);
    if lost {
        assert_eq!(
            (last.body.as_str(), last.header("content-type")),
            ("", None),
            "{what}"
        );
    }
}
