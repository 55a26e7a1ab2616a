//! The requests of a collection. Those that get a token describe the server, and the others are
//! saved ([`drafting`]).

mod authorized;
mod drafting;

use std::collections::BTreeMap;

use url::Url;

use super::{
    auth::{self, Authorized},
    format::{Auth, Collection, Item, Request},
};
use crate::{
    authorize,
    call::{self, bare, root, typed_address},
    device_request,
    draft::{CollectionDraft, Ignored, ImportPlan, RequestDraft, ServerDraft, TokenDraft, Trust},
    token_request,
};
use tokenry_model::{
    redact::is_secret_name,
    variables::{Variable, Variables},
};

/// Common variables for the URL of the API.
const BASE: [&str; 6] = ["base_url", "baseUrl", "baseURL", "base-url", "url", "host"];

pub(super) fn read(collection: &Collection, values: &Variables, trust: &Trust) -> ImportPlan {
    let mut understood = ImportPlan::trusting(trust);
    let mut walk = Walk {
        values,
        understood: &mut understood,
        requests: Vec::new(),
        tokens: Vec::new(),
        origins: BTreeMap::new(),
    };
    walk.used(collection.auth.as_ref());
    walk.items(&collection.items, "", collection.auth.as_ref());
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
            variables: kept(values, &requests),
            requests,
        });
    }
    understood
}

struct Walk<'a> {
    values: &'a Variables,
    understood: &'a mut ImportPlan,
    requests: Vec<RequestDraft>,
    tokens: Vec<TokenDraft>,
    /// The number of requests to each origin.
    origins: BTreeMap<Url, usize>,
}

impl Walk<'_> {
    fn items(&mut self, items: &[Item], folder: &str, above: Option<&Auth>) {
        for item in items {
            let name = match (folder, item.name.as_str()) {
                ("", "") => "Request".to_owned(),
                ("", name) => name.to_owned(),
                (folder, "") => folder.to_owned(),
                (folder, name) => format!("{folder} / {name}"),
            };
            let auth = item.auth.as_ref();
            self.used(auth);
            self.items(&item.inner, &name, auth.or(above));
            if let Some(request) = &item.request {
                let auth = request.auth.as_ref().or(auth).or(above);
                self.request(name, request, auth);
            }
        }
    }

    fn used(&mut self, auth: Option<&Auth>) {
        let Some(auth) = auth else {
            return;
        };
        match auth::read(auth, self.values, self.understood) {
            Authorized::Server(server) => self.understood.add(*server),
            Authorized::Token(token) => {
                let known = |one: &TokenDraft| one.access.same_as(token.access.expose());
                if !self.tokens.iter().any(known) {
                    self.tokens.push(token);
                }
            }
            Authorized::Nothing => {}
        }
    }

    fn request(&mut self, name: String, whole: &Request, auth: Option<&Auth>) {
        let mut draft = self.draft(&name, whole);
        let mut filled = draft.filled(self.values);
        // The value of a variable may have been copied and exported too.
        filled.url = typed_address(&filled.url);
        if let Some(mut call) = call::of(&filled) {
            call.basic = whole
                .auth
                .as_ref()
                .and_then(|auth| auth::basic(auth, self.values));
            let trust = &self.understood.trust;
            let plan = if token_request::is_one(&call) {
                Some(token_request::read(&call, trust))
            } else if authorize::is_one(&call.url) {
                Some(authorize::read(&call.url, trust))
            } else if device_request::is_one(&call) {
                Some(device_request::read(&call, trust))
            } else {
                None
            };
            if let Some(mut plan) = plan {
                plan.kinds.clear();
                self.understood.join(plan);
                self.understood.leave(Ignored::new(
                    format!("the request “{name}”"),
                    "It requests a token, which Tokenry does itself.",
                ));
                return;
            }
            *self.origins.entry(root(&call.url)).or_default() += 1;
        }
        self.used(whole.auth.as_ref());
        if let Some(auth) = auth
            && let Err(why) = authorized::put(&mut draft, auth, self.values)
        {
            let what = format!("the authorization of “{name}”");
            self.understood.leave(Ignored::new(what, why));
        }
        for variable in draft.filled(self.values).variables() {
            self.understood.miss(variable);
        }
        let kind = auth.map_or("", |auth| auth.kind.as_str());
        self.requests.push(RequestDraft {
            name,
            draft,
            with_token: matches!(kind, "oauth2" | "bearer"),
        });
    }
}

/// Returns the variables to keep with the requests: those in use, and all others that are not
/// secrets. A client or a token now holds the secrets.
fn kept(values: &Variables, requests: &[RequestDraft]) -> Vec<Variable> {
    let used = values.within(
        requests
            .iter()
            .flat_map(|request| request.draft.variables()),
    );
    let all = values
        .written()
        .filter(|(name, _)| used.contains(*name) || !is_secret_name(name));
    all.map(|(name, value)| Variable {
        name: name.to_owned(),
        value: value.to_owned(),
    })
    .collect()
}

/// Returns the URL of the API: from a variable, or else the most common origin.
fn base(values: &Variables, origins: BTreeMap<Url, usize>) -> Option<Url> {
    let named = BASE.iter().filter_map(|name| values.get(name));
    let mut urls = named.filter_map(|value| Url::parse(&value).ok());
    let named = urls.find(|url| matches!(url.scheme(), "http" | "https"));
    named.map(|url| bare(&url)).or_else(|| {
        let most = origins.into_iter().max_by_key(|(_, count)| *count);
        most.map(|(url, _)| url)
    })
}

/// Assigns the API's URL and the tokens to their servers.
fn settle(base: Option<&Url>, tokens: Vec<TokenDraft>, understood: &mut ImportPlan) {
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
