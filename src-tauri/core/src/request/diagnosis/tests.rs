//! Diagnoses of responses as real servers send them.

mod forbidden;
mod grants;
mod refused;
mod scopes;
mod time;
mod unseen;

use serde_json::{Value, json};
use url::Url;

use super::Case;
use super::Fitting;
use super::Known;
use super::diagnose;
use crate::request::diagnosis::RequestFacts;
use crate::request::diagnosis::SentToken;
use tokenry_model::authorization_params::AuthorizationParams;
use tokenry_model::client::AuthMethod;
use tokenry_model::client::Client;
use tokenry_model::client::ClientProfile;
use tokenry_model::client::ClientSecurity;
use tokenry_model::clock::Ambient;
use tokenry_model::clock::SignedDuration;
use tokenry_model::clock::Timestamp;
use tokenry_model::diagnosis::Cause;
use tokenry_model::diagnosis::Diagnosis;
use tokenry_model::diagnosis::Repair;
use tokenry_model::grant::Grant;
use tokenry_model::id::Id;
use tokenry_model::jwt::Jwt;
use tokenry_model::jwt::unsigned;
use tokenry_model::request::ResponseHead;
use tokenry_model::sealed::Sealed;
use tokenry_model::server::Placement;
use tokenry_model::server::Server;
use tokenry_model::server::ServerProfile;
use tokenry_model::token::Expiry;
use tokenry_model::token::ExpirySource;
use tokenry_model::token::Health;
use tokenry_model::token::Scopes;
use tokenry_model::token::Token;
use tokenry_model::token::TokenSecrets;

/// The value of `now` in these tests: Sun, 06 Nov 1994 08:49:37 GMT.
const NOW: i64 = 784_111_777;
const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

/// A call with alice's token, and its response. By default: a JSON API at the token's own server,
/// and a refreshable token from a login that is valid for another 43 minutes.
struct Call {
    answer: ResponseHead,
    body: String,
    token: Option<Token>,
    claims: Option<Value>,
    server: ServerProfile,
    placement: Placement,
    of_recipe: Option<Placement>,
    client: Option<ClientProfile>,
    renewed: bool,
    asked: RequestFacts,
    fitting: Vec<Fitting>,
    known: bool,
}

fn call(status: u16) -> Call {
    Call {
        answer: ResponseHead {
            status,
            url: "https://api.photos.example/v1/me".into(),
            ..ResponseHead::default()
        },
        body: String::new(),
        token: Some(token()),
        claims: None,
        server: ServerProfile {
            issuer: Some("https://id.photos.example".into()),
            ..ServerProfile::at("Photos", url("https://api.photos.example/v1"))
        },
        placement: Placement::default(),
        of_recipe: None,
        client: Some(client()),
        renewed: false,
        asked: RequestFacts::default(),
        fitting: Vec::new(),
        known: true,
    }
}

impl Call {
    fn header(mut self, name: &str, value: &str) -> Self {
        self.answer.headers.push((name.into(), value.into()));
        self
    }

    fn challenge(self, value: &str) -> Self {
        self.header("WWW-Authenticate", value)
    }

    fn json(self, body: &Value) -> Self {
        let called = self.header("Content-Type", "application/json");
        Self {
            body: body.to_string(),
            ..called
        }
    }

    fn html(self, body: &str) -> Self {
        let called = self.header("Content-Type", "text/html; charset=utf-8");
        Self {
            body: body.into(),
            ..called
        }
    }

    fn token(mut self, change: impl FnOnce(&mut Token)) -> Self {
        change(self.token.as_mut().expect("a token"));
        self
    }

    fn claims(mut self, claims: Value) -> Self {
        self.claims = Some(claims);
        self
    }

    fn pasted(mut self) -> Self {
        self.client = None;
        self.token(|token| {
            token.client = None;
            token.grant = Grant::Pasted;
            token.secrets.refresh = None;
        })
    }

    fn other_token(mut self, name: &str, scopes: &[&str]) -> Self {
        self.fitting.push(Fitting {
            id: Id::new(&Ambient::system()),
            name: name.into(),
            scopes: list(scopes),
        });
        self
    }

    fn look(&self) -> Option<Diagnosis> {
        let claims = self.claims.as_ref();
        let claims = claims.map(|claims| Jwt::decode(&unsigned(claims)).expect("a JWT"));
        let held = self.token.as_ref().map(|token| SentToken {
            token,
            claims: claims.as_ref(),
            server: &self.server,
            placement: &self.placement,
            placement_of_recipe: self.of_recipe.as_ref(),
            client: self.client.as_ref(),
            can_log_in: self.client.is_some(),
            renewed: self.renewed,
            introspectable: true,
        });
        diagnose(&Case {
            answer: &self.answer,
            body: &self.body,
            now: now(),
            asked: self.asked,
            held,
            fitting: &self.fitting,
            known: self.known.then_some(Known {
                name: "Photos",
                client: None,
            }),
        })
    }

    #[track_caller]
    fn diagnosis(&self) -> Diagnosis {
        let found = self.look().expect("a diagnosis");
        for words in [&found.happened, &found.meaning, &found.advice] {
            assert!(words.ends_with(['.', '?']), "a sentence: {words:?}");
            assert!(!words.contains("  "), "one space: {words:?}");
        }
        found
    }
}

fn token() -> Token {
    let id = Id::new(&Ambient::system());
    Token {
        id,
        server: Id::<Server>::new(&Ambient::system()),
        client: Some(Id::<Client>::new(&Ambient::system())),
        name: "alice@photos".into(),
        grant: Grant::AuthorizationCode,
        account: None,
        scopes: Scopes {
            requested: list(&["read"]),
            further: AuthorizationParams::default(),
            granted: Some(list(&["read"])),
            details: None,
        },
        token_type: "Bearer".into(),
        placement: None,
        expiry: Expiry {
            at: Some(now() + SignedDuration::from_mins(43)),
            source: ExpirySource::ExpiresIn,
        },
        health: Health::Fine,
        health_words: None,
        generation: 1,
        secrets: TokenSecrets {
            access: Sealed::from_bytes(vec![1]),
            refresh: Some(Sealed::from_bytes(vec![2])),
            id_token: None,
            previous_refresh: None,
            dpop_key: None,
            members: None,
        },
        created_at: now(),
        obtained_at: now(),
        used_at: None,
    }
}

fn client() -> ClientProfile {
    ClientProfile {
        name: "Photos app".into(),
        client_id: "photos".into(),
        auth: AuthMethod::None,
        redirect_uri: "http://127.0.0.1/callback".into(),
        further_redirects: Vec::new(),
        scopes: list(&["read"]),
        token_style: None,
        placement: None,
        extras: Vec::new(),
        hardening: ClientSecurity::default(),
        sealed: None,
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(NOW).expect("a time")
}

fn url(text: &str) -> Url {
    text.parse().expect("a URL")
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn log_in(scopes: &[&str]) -> Repair {
    Repair::LogIn {
        scopes: Some(list(scopes)),
        params: Vec::new(),
    }
}

#[test]
fn other_responses_have_no_diagnosis() {
    for status in [200, 204, 302, 400, 404, 429, 500] {
        assert_eq!(call(status).json(&json!({"a": 1})).look(), None, "{status}");
    }
    let page = call(200).html("<html><title>Photos</title><h1>Albums</h1></html>");
    assert_eq!(page.look(), None, "not a login page");
}
