//! Where in a reply the token stands: at its top (RFC 6749 §5.1), or in an object of its own, as
//! with Slack (`authed_user`), Withings (`body`) and Cognito (`AuthenticationResult`), however deep.
//! Where several objects hold one, nobody but a person can say which is meant.

use super::super::error::TokenError;
use super::super::own_words;
use super::super::reply_fields::ReplyFields;
use super::super::sanitize;
use crate::reply::ReplyRules;
use tokenry_model::{redact::Redactor, spelling::squashed};

/// The access token's own name, and the one that programs in other languages give it.
pub(super) const ACCESS: [&str; 2] = ["access_token", "accessToken"];

/// Objects inside objects are searched this far.
const DEEPEST: usize = 4;

/// So many members of a reply without a token are named.
const NAMED: usize = 20;

/// The members among which the token stands.
pub(super) struct Holder {
    /// Those of its object, then those around it that have other names.
    pub(super) members: ReplyFields,
    /// The name of the access token there.
    pub(super) access: String,
    /// The path to the object; none where it is the reply itself.
    pub(super) path: Option<String>,
    /// The number of members that are the object's own.
    pub(super) own: usize,
}

impl Holder {
    pub(super) fn find(
        members: ReplyFields,
        reading: ReplyRules<'_>,
        redactor: &Redactor,
    ) -> Result<Self, TokenError> {
        if let Some(path) = reading.token_member
            && let Some((object, access)) = follow(&members, path)
        {
            return Ok(match object {
                Some(object) => Self::inside(members, &object, access),
                None => Self::here(members, access),
            });
        }
        if let Some(access) = access_name(&members) {
            return Ok(Self::here(members, &access));
        }
        let mut paths = Vec::new();
        search(&members, "", DEEPEST, &access_name, &mut paths);
        if paths.is_empty() {
            search(&members, "", DEEPEST, &lone_token, &mut paths);
            if let Some(access) = lone_token(&members) {
                paths.push((String::new(), access));
            }
        }
        if paths.is_empty()
            && let Some(own) = ACCESS
                .iter()
                .find(|name| members.raw(name).is_some_and(is_said))
        {
            // `{"access_token": {"value": "…"}}`; or nothing that is a token.
            let value = members.inside(own).and_then(|inner| inner.text("value"));
            return Ok(match value {
                Some(_) => Self::inside(members, own, "value"),
                None => Self::here(members, own),
            });
        }
        match paths.as_slice() {
            [(path, access)] if path.is_empty() => Ok(Self::here(members, access)),
            [(path, access)] => Ok(Self::inside(members, path, access)),
            _ => Err(TokenError::NoAccessToken {
                said: own_words::of(&members, redactor),
                names: members
                    .iter()
                    .take(NAMED)
                    .map(|(name, _)| sanitize::clean(name))
                    .collect(),
                candidates: paths.into_iter().map(|(path, _)| path).collect(),
            }),
        }
    }

    fn here(members: ReplyFields, access: &str) -> Self {
        Self {
            members,
            access: access.to_owned(),
            path: None,
            own: 0,
        }
    }

    fn inside(members: ReplyFields, path: &str, access: &str) -> Self {
        let inner = path
            .split('.')
            .try_fold(None, |inner: Option<ReplyFields>, name| {
                let around = inner.as_ref().unwrap_or(&members);
                around.inside(name).map(Some)
            });
        let Some(Some(mut inner)) = inner else {
            return Self::here(members, access);
        };
        let access = Some(access)
            .filter(|access| *access == ACCESS[0])
            .and_then(|_| access_name(&inner))
            .unwrap_or_else(|| access.to_owned());
        let outermost = path.split('.').next().unwrap_or_default();
        let own = inner.iter().count();
        inner.surround(members, outermost);
        Self {
            members: inner,
            own,
            access,
            path: Some(path.to_owned()),
        }
    }
}

/// Where a path leads: to an object that holds a token, or to a text that is one. `None` for the
/// object is the reply itself.
fn follow<'a>(members: &ReplyFields, path: &'a str) -> Option<(Option<String>, &'a str)> {
    let (objects, last) = match path.rsplit_once('.') {
        Some((objects, last)) => (Some(objects), last),
        None => (None, path),
    };
    let mut within = None;
    for name in objects.into_iter().flat_map(|path| path.split('.')) {
        let inner = within.as_ref().unwrap_or(members).inside(name)?;
        within = Some(inner);
    }
    let around = within.as_ref().unwrap_or(members);
    if around.inside(last).is_some() {
        return Some((Some(path.to_owned()), ACCESS[0]));
    }
    around.text(last)?;
    Some((objects.map(str::to_owned), last))
}

/// The name under which an access token stands here: the standard's own, or the same as other
/// programs spell it.
fn access_name(members: &ReplyFields) -> Option<String> {
    let plain = |raw: &str| is_said(raw) && !raw.starts_with(['{', '[']);
    let own = ACCESS
        .iter()
        .find(|name| members.raw(name).is_some_and(plain));
    if let Some(own) = own {
        return Some((*own).to_owned());
    }
    let is_it = |(name, _): &(&str, &str)| squashed(name) == "accesstoken";
    let (name, _) = members.iter().filter(|(_, raw)| is_text(raw)).find(is_it)?;
    Some(name.to_owned())
}

/// Where nothing is called an access token: the one member that says so with a word before it
/// (`tenant_access_token`), or is called just `token`.
fn lone_token(members: &ReplyFields) -> Option<String> {
    let texts = || members.iter().filter(|(_, raw)| is_text(raw));
    let named = |is_it: &dyn Fn(&str) -> bool| {
        let mut found = texts().filter(|(name, _)| is_it(&squashed(name)));
        match (found.next(), found.next()) {
            (Some((name, _)), None) => Some(name.to_owned()),
            _ => None,
        }
    };
    named(&|name| name.ends_with("accesstoken")).or_else(|| named(&|name| name == "token"))
}

/// The objects inside, however deep, that hold a token. One that holds one is not looked into.
fn search(
    members: &ReplyFields,
    path: &str,
    depth: usize,
    access: &dyn Fn(&ReplyFields) -> Option<String>,
    found: &mut Vec<(String, String)>,
) {
    if depth == 0 || found.len() > NAMED {
        return;
    }
    for (name, json) in members.iter() {
        // A path is written with dots.
        if name.contains('.') || name.is_empty() {
            continue;
        }
        let Some(inner) = ReplyFields::of_object(json) else {
            continue;
        };
        let path = match path {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        match access(&inner) {
            Some(access) => found.push((path, access)),
            None => search(&inner, &path, depth - 1, access, found),
        }
    }
}

fn is_text(raw: &str) -> bool {
    raw.starts_with('"') && is_said(raw)
}

fn is_said(raw: &str) -> bool {
    raw != "\"\""
}
