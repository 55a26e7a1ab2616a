//! Where in a reply the token stands: at its top (RFC 6749 §5.1), or in an object of its own, as
//! with Slack (`authed_user`) and Withings (`body`).

use super::{
    super::{error::TokenError, members::Members, own_words, said},
    Reading,
};
use crate::redact::Redactor;

/// The access token's own name, and the one that programs in other languages give it.
pub(super) const ACCESS: [&str; 2] = ["access_token", "accessToken"];

/// So many members of a reply without a token are named.
const NAMED: usize = 20;

/// The members among which the token stands.
pub(super) struct Holder {
    /// Those of its object, then those around it that have other names.
    pub(super) members: Members,
    /// The name of the access token there.
    pub(super) access: String,
    /// The path to the object; none where it is the reply itself.
    pub(super) path: Option<String>,
    /// How many of the members are the object's own.
    pub(super) own: usize,
}

impl Holder {
    pub(super) fn find(
        members: Members,
        reading: Reading<'_>,
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
        if let Some(access) = ACCESS
            .iter()
            .find(|name| members.raw(name).is_some_and(is_said))
        {
            return Ok(Self::here(members, access));
        }
        let objects: Vec<String> = members
            .iter()
            .filter(|(_, json)| Members::of_object(json).is_some_and(|inner| holds_token(&inner)))
            .map(|(name, _)| name.to_owned())
            .collect();
        match objects.as_slice() {
            [only] => Ok(Self::inside(members, only, ACCESS[0])),
            _ => Err(TokenError::NoAccessToken {
                said: own_words::of(&members, redactor),
                names: members
                    .iter()
                    .take(NAMED)
                    .map(|(name, _)| said::clean(name))
                    .collect(),
                candidates: objects,
            }),
        }
    }

    fn here(members: Members, access: &str) -> Self {
        Self {
            members,
            access: access.to_owned(),
            path: None,
            own: 0,
        }
    }

    fn inside(members: Members, path: &str, access: &str) -> Self {
        let inner = path
            .split('.')
            .try_fold(None, |inner: Option<Members>, name| {
                let around = inner.as_ref().unwrap_or(&members);
                around.inside(name).map(Some)
            });
        let Some(Some(mut inner)) = inner else {
            return Self::here(members, access);
        };
        let access = ACCESS
            .iter()
            .find(|name| inner.raw(name).is_some_and(is_said))
            .filter(|_| access == ACCESS[0])
            .map_or_else(|| access.to_owned(), |name| (*name).to_owned());
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
fn follow<'a>(members: &Members, path: &'a str) -> Option<(Option<String>, &'a str)> {
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

fn holds_token(members: &Members) -> bool {
    ACCESS
        .iter()
        .any(|name| members.text(name).is_some_and(|text| !text.is_empty()))
}

fn is_said(raw: &str) -> bool {
    raw != "\"\""
}
