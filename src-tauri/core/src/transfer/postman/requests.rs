//! The requests of a collection: those that get a token tell about the server, the others are
//! saved.

use std::collections::BTreeMap;

use url::Url;

use super::{
    auth::{self, Told},
    format::{Address, Auth, Body, Collection, Headers, Item, Pair, Request, WholeRequest},
};
use crate::{
    request::{self, Draft, Field, SendSettings},
    transfer::{
        authorize,
        call::{Call, CallBody, bare, pairs, root},
        draft::{CollectionDraft, Left, RequestDraft, ServerDraft, TokenDraft, Understood},
        placeholder::{Values, left_in},
        token_request,
    },
};

/// Variables that hold the address of the API, as most collections have one.
const BASE: [&str; 6] = ["base_url", "baseUrl", "baseURL", "base-url", "url", "host"];

pub(super) fn read(collection: &Collection, values: &Values) -> Understood {
    let mut understood = Understood::default();
    let mut walk = Walk {
        values,
        understood: &mut understood,
        requests: Vec::new(),
        tokens: Vec::new(),
        origins: BTreeMap::new(),
    };
    walk.used(collection.auth.as_ref());
    walk.items(&collection.item, "", collection.auth.as_ref());
    let Walk {
        requests,
        tokens,
        origins,
        ..
    } = walk;
    let base = base(values, origins);
    settle(base.as_ref(), tokens, &mut understood);
    if !requests.is_empty() {
        understood.collections.push(CollectionDraft {
            name: collection.name().to_owned(),
            requests,
        });
    }
    understood
}

struct Walk<'a> {
    values: &'a Values,
    understood: &'a mut Understood,
    requests: Vec<RequestDraft>,
    tokens: Vec<TokenDraft>,
    /// How many requests go to each.
    origins: BTreeMap<Url, usize>,
}

impl Walk<'_> {
    fn items(&mut self, items: &[Item], folder: &str, above: Option<&Auth>) {
        for item in items {
            let name = match (folder, item.name.0.trim()) {
                ("", "") => "Request".to_owned(),
                ("", name) => name.to_owned(),
                (folder, "") => folder.to_owned(),
                (folder, name) => format!("{folder} / {name}"),
            };
            let auth = item.auth.as_ref();
            self.used(auth);
            if let Some(inner) = &item.inner {
                self.items(inner, &name, auth.or(above));
            }
            match &item.request {
                Some(Request::Whole(whole)) => {
                    self.request(name, whole, whole.auth.as_ref().or(auth).or(above));
                }
                Some(Request::Address(address)) => {
                    let whole = WholeRequest {
                        method: super::format::Text("GET".into()),
                        url: Some(Address::Text(address.clone())),
                        header: Headers::default(),
                        body: None,
                        auth: None,
                    };
                    self.request(name, &whole, auth.or(above));
                }
                None => {}
            }
        }
    }

    fn used(&mut self, auth: Option<&Auth>) {
        let Some(auth) = auth else {
            return;
        };
        match auth::read(auth, self.values, self.understood) {
            Told::Server(server) => self.understood.add(*server),
            Told::Token(token) => {
                let known = |one: &TokenDraft| one.access.same_as(token.access.expose());
                if !self.tokens.iter().any(known) {
                    self.tokens.push(token);
                }
            }
            Told::Nothing => {}
        }
    }

    fn request(&mut self, name: String, whole: &WholeRequest, auth: Option<&Auth>) {
        let draft = self.draft(&name, whole);
        if let Some(mut call) = call(&draft) {
            call.basic = whole
                .auth
                .as_ref()
                .and_then(|auth| auth::basic(auth, self.values));
            let told = if token_request::is_one(&call) {
                Some(token_request::read(&call))
            } else if authorize::is_one(&call.url) {
                Some(authorize::read(&call.url))
            } else {
                None
            };
            if let Some(mut told) = told {
                told.kinds.clear();
                self.understood.join(told);
                self.understood.leave(Left::new(
                    format!("the request “{name}”"),
                    "It gets a token, which Tokenry does by itself.",
                ));
                return;
            }
            *self.origins.entry(root(&call.url)).or_default() += 1;
        }
        self.used(whole.auth.as_ref());
        for variable in left_of(&draft) {
            self.understood.miss(variable);
        }
        let kind = auth.map_or("", |auth| auth.kind.0.as_str());
        self.requests.push(RequestDraft {
            name,
            draft,
            with_token: matches!(kind, "oauth2" | "bearer"),
        });
    }

    fn draft(&mut self, name: &str, whole: &WholeRequest) -> Draft {
        let (url, parameters) = self.address(whole.url.as_ref());
        let method = whole.method.0.trim().to_ascii_uppercase();
        Draft {
            method: if method.is_empty() {
                "GET".into()
            } else {
                method
            },
            url,
            parameters,
            headers: self.headers(&whole.header),
            body: whole
                .body
                .as_ref()
                .filter(|body| !body.disabled)
                .map_or(request::Body::None, |body| self.body(name, body)),
            token: None,
            settings: SendSettings::default(),
        }
    }

    /// The address, and the parameters that are switched off: those that are on stand in it.
    fn address(&self, address: Option<&Address>) -> (String, Vec<Field>) {
        match address {
            None => (String::new(), Vec::new()),
            Some(Address::Text(text)) => (self.values.fill(text), Vec::new()),
            Some(Address::Parts {
                raw,
                query,
                variable,
            }) => {
                let mut url = raw.0.clone();
                for part in variable {
                    let (from, to) = (format!("/:{}", part.key.0), format!("/{}", part.value.0));
                    if !part.value.0.is_empty() && !part.key.0.is_empty() {
                        url = in_path(&url, &from, &to);
                    }
                }
                let off = query.iter().filter(|pair| !pair.on());
                (
                    self.values.fill(&url),
                    off.map(|pair| self.field(pair)).collect(),
                )
            }
        }
    }

    fn headers(&self, headers: &Headers) -> Vec<Field> {
        match headers {
            Headers::List(pairs) => pairs
                .iter()
                .filter(|pair| !pair.key.0.trim().is_empty())
                .map(|pair| self.field(pair))
                .collect(),
            Headers::Text(text) => text
                .lines()
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| Field {
                    name: name.trim().to_owned(),
                    value: self.values.fill(value.trim()),
                    enabled: true,
                })
                .collect(),
        }
    }

    fn body(&mut self, name: &str, body: &Body) -> request::Body {
        let fields = |pairs: &[Pair]| pairs.iter().map(|pair| self.field(pair)).collect();
        match body.mode.0.as_str() {
            "raw" if body.raw.0.is_empty() => request::Body::None,
            "raw" => {
                let text = self.values.fill(&body.raw.0);
                let json = body.language() == "json"
                    || (body.language().is_empty() && text.trim_start().starts_with(['{', '[']));
                if json {
                    request::Body::Json { text }
                } else {
                    request::Body::Text { text }
                }
            }
            "urlencoded" => request::Body::Form {
                fields: fields(&body.urlencoded),
            },
            "formdata" => {
                let (files, texts): (Vec<Pair>, Vec<Pair>) = body
                    .formdata
                    .iter()
                    .cloned()
                    .partition(|pair| pair.kind.0 == "file");
                let form = request::Body::Form {
                    fields: fields(&texts),
                };
                let what = format!("the multipart body of “{name}”");
                let why = if files.is_empty() {
                    "Its fields are sent as an ordinary form."
                } else {
                    "Its fields are sent as an ordinary form, without the files."
                };
                self.understood.leave(Left::new(what, why));
                form
            }
            "" => request::Body::None,
            other => {
                let what = format!("the body of “{name}” ({other})");
                self.understood
                    .leave(Left::new(what, "Tokenry does not send this kind of body."));
                request::Body::None
            }
        }
    }

    fn field(&self, pair: &Pair) -> Field {
        Field {
            name: self.values.fill(&pair.key.0),
            value: self.values.fill(&pair.value.0),
            enabled: pair.on(),
        }
    }
}

/// Replaces a whole segment of the path.
fn in_path(url: &str, from: &str, to: &str) -> String {
    let ends = |at: usize| {
        let next = url[at + from.len()..].chars().next();
        next.is_none_or(|next| matches!(next, '/' | '?' | '#'))
    };
    match url
        .match_indices(from)
        .map(|(at, _)| at)
        .find(|at| ends(*at))
    {
        Some(at) => format!("{}{to}{}", &url[..at], &url[at + from.len()..]),
        None => url.to_owned(),
    }
}

/// The draft as a call, if its address can be read.
fn call(draft: &Draft) -> Option<Call> {
    let url = Url::parse(&draft.url).ok().filter(Url::has_host)?;
    let on = |fields: &[Field]| -> Vec<(String, String)> {
        let used = fields.iter().filter(|field| field.enabled);
        used.map(|field| (field.name.clone(), field.value.clone()))
            .collect()
    };
    let body = match &draft.body {
        request::Body::None => CallBody::None,
        request::Body::Form { fields } => CallBody::Form(on(fields)),
        request::Body::Json { text } => {
            serde_json::from_str(text).map_or(CallBody::Other, CallBody::Json)
        }
        request::Body::Text { text } if text.contains("grant_type=") => {
            CallBody::Form(pairs(text).collect())
        }
        request::Body::Text { .. } => CallBody::Other,
    };
    Some(Call {
        method: draft.method.clone(),
        url,
        headers: on(&draft.headers),
        body,
        basic: None,
    })
}

/// The variables that a draft still holds.
fn left_of(draft: &Draft) -> Vec<String> {
    let mut texts = vec![draft.url.as_str()];
    let fields = draft.parameters.iter().chain(&draft.headers);
    texts.extend(fields.flat_map(|field| [field.name.as_str(), field.value.as_str()]));
    match &draft.body {
        request::Body::None => {}
        request::Body::Json { text } | request::Body::Text { text } => texts.push(text),
        request::Body::Form { fields } => {
            texts.extend(
                fields
                    .iter()
                    .flat_map(|field| [field.name.as_str(), field.value.as_str()]),
            );
        }
    }
    texts.into_iter().flat_map(left_in).collect()
}

/// Where the API is: a variable that says so, else where most requests go.
fn base(values: &Values, origins: BTreeMap<Url, usize>) -> Option<Url> {
    let told = BASE.iter().filter_map(|name| values.get(name));
    let mut told = told.filter_map(|value| Url::parse(&value).ok());
    let told = told.find(|url| matches!(url.scheme(), "http" | "https"));
    told.map(|url| bare(&url)).or_else(|| {
        let most = origins.into_iter().max_by_key(|(_, count)| *count);
        most.map(|(url, _)| url)
    })
}

/// Puts the API's address and the tokens where they belong.
fn settle(base: Option<&Url>, tokens: Vec<TokenDraft>, understood: &mut Understood) {
    let Some(base) = base else {
        return;
    };
    match understood.servers.first_mut() {
        Some(server) => {
            server.profile.base_url = base.clone();
            server.base_told = true;
            server.tokens.extend(tokens);
        }
        None if tokens.is_empty() => {}
        None => {
            let mut server = ServerDraft::at(base);
            server.profile.base_url = base.clone();
            server.base_told = true;
            server.tokens = tokens;
            understood.add(server);
        }
    }
}
