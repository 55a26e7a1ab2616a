//! The state of the double: codes, and families of refresh tokens with their use.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{CLIENT_ID, CLIENT_SECRET, wire::Post};

/// The reaction to a refresh token that is used a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leniency {
    /// The whole family is revoked.
    Strict,
    /// It works again until its successor is used, because the response may have been lost.
    Grace,
}

/// Prefixes of the double's secrets, for which a scan can search.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    pub(crate) code: String,
    pub(crate) access: String,
    pub(crate) refresh: String,
    /// Required for ID tokens.
    pub(crate) id_token: Option<String>,
    pub(crate) client_secret: String,
}

impl Default for Values {
    fn default() -> Self {
        Self {
            code: "code".into(),
            access: "access".into(),
            refresh: "refresh".into(),
            id_token: None,
            client_secret: CLIENT_SECRET.into(),
        }
    }
}

pub(super) struct Grants {
    leniency: Leniency,
    values: Values,
    pub(super) lifetime: i64,
    pub(super) reuses: usize,
    serial: u32,
    codes: HashSet<String>,
    refresh: HashMap<String, Refresh>,
    /// The valid access tokens with their family. Only the newest of a family is valid.
    access: HashMap<String, u32>,
    revoked: HashSet<u32>,
}

struct Refresh {
    family: u32,
    scope: String,
    successor: Option<String>,
}

/// A refusal: status, `error`, `error_description`.
type Refused = (u16, &'static str, &'static str);

impl Grants {
    pub(super) fn new(leniency: Leniency, values: Values) -> Self {
        Self {
            leniency,
            values,
            lifetime: 3600,
            reuses: 0,
            serial: 0,
            codes: HashSet::new(),
            refresh: HashMap::new(),
            access: HashMap::new(),
            revoked: HashSet::new(),
        }
    }

    pub(super) fn code(&mut self) -> String {
        let serial = self.next();
        let code = format!("{}-{serial}", self.values.code);
        self.codes.insert(code.clone());
        code
    }

    pub(super) fn accepts(&self, access: &str) -> bool {
        let family = self.access.get(access);
        family.is_some_and(|family| !self.revoked.contains(family))
    }

    pub(super) fn revoke_all(&mut self) {
        self.revoked.extend(self.access.values().copied());
        let families = self.refresh.values().map(|refresh| refresh.family);
        self.revoked.extend(families);
    }

    /// The response of the token endpoint (RFC 6749 §3.2): status and body.
    pub(super) fn act(&mut self, post: &Post) -> (u16, Map<String, Value>) {
        let granted = self.authenticate(post).and_then(|()| match &*post.grant {
            "authorization_code" => self.exchange(post),
            "refresh_token" => self.renew(post),
            "client_credentials" => {
                let family = self.next();
                Ok(self.reply(family, &post.scope, None))
            }
            _ => Err((400, "unsupported_grant_type", "no such grant")),
        });
        match granted {
            Ok(reply) => (200, reply),
            Err((status, error, description)) => {
                let body = json!({ "error": error, "error_description": description });
                let Value::Object(members) = body else {
                    unreachable!("an object")
                };
                (status, members)
            }
        }
    }

    fn authenticate(&self, post: &Post) -> Result<(), Refused> {
        let expected = (CLIENT_ID.to_owned(), self.values.client_secret.clone());
        if post.client == Some(expected) {
            Ok(())
        } else {
            Err((401, "invalid_client", "unknown client or wrong secret"))
        }
    }

    fn exchange(&mut self, post: &Post) -> Result<Map<String, Value>, Refused> {
        let code = post.code.as_deref().unwrap_or_default();
        if !self.codes.remove(code) {
            return Err((400, "invalid_grant", "the code is unknown or was used"));
        }
        if post.verifier.as_deref().is_none_or(|v| v.len() < 43) {
            return Err((400, "invalid_request", "the code verifier is missing"));
        }
        let family = self.next();
        let refresh = self.refresh_token(family, "read write");
        Ok(self.reply(family, "read write", Some(refresh)))
    }

    fn renew(&mut self, post: &Post) -> Result<Map<String, Value>, Refused> {
        let sent = post.refresh.as_deref().unwrap_or_default();
        let dead = (
            400,
            "invalid_grant",
            "the refresh token is unknown or revoked",
        );
        let known = self.refresh.get(sent).ok_or(dead)?;
        let (family, scope) = (known.family, known.scope.clone());
        if self.revoked.contains(&family) {
            return Err(dead);
        }
        if let Some(successor) = known.successor.clone() {
            self.reuses += 1;
            let unused = self.refresh.get(&successor);
            let unused = unused.is_some_and(|successor| successor.successor.is_none());
            if self.leniency == Leniency::Strict || !unused {
                self.revoked.insert(family);
                return Err((400, "invalid_grant", "the refresh token was used before"));
            }
            self.refresh.remove(&successor);
        }
        let next = self.refresh_token(family, &scope);
        if let Some(spent) = self.refresh.get_mut(sent) {
            spent.successor = Some(next.clone());
        }
        Ok(self.reply(family, &scope, Some(next)))
    }

    fn reply(&mut self, family: u32, scope: &str, refresh: Option<String>) -> Map<String, Value> {
        let serial = self.next();
        let access = format!("{}-{family}-{serial}", self.values.access);
        self.access.retain(|_, known| *known != family);
        self.access.insert(access.clone(), family);
        let mut reply = Map::new();
        reply.insert("access_token".into(), access.into());
        reply.insert("token_type".into(), "Bearer".into());
        reply.insert("expires_in".into(), self.lifetime.into());
        reply.insert("scope".into(), scope.into());
        if let Some(refresh) = refresh {
            reply.insert("refresh_token".into(), refresh.into());
        }
        if let Some(canary) = &self.values.id_token {
            reply.insert("id_token".into(), id_token(canary).into());
        }
        reply
    }

    fn refresh_token(&mut self, family: u32, scope: &str) -> String {
        let serial = self.next();
        let refresh = format!("{}-{family}-{serial}", self.values.refresh);
        let known = Refresh {
            family,
            scope: scope.to_owned(),
            successor: None,
        };
        self.refresh.insert(refresh.clone(), known);
        refresh
    }

    fn next(&mut self) -> u32 {
        self.serial += 1;
        self.serial
    }
}

/// A JWT with a canary instead of a signature.
pub(crate) fn id_token(canary: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
    let claims = json!({ "sub": "alice-7", "aud": CLIENT_ID, "preferred_username": "alice" });
    let part = |value: &Value| BASE64URL.encode(value.to_string());
    let head = part(&json!({ "alg": "RS256" }));
    format!("{head}.{}.{canary}", part(&claims))
}
