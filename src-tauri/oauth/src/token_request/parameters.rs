//! The parameters of a request in the order in which they are sent, before they are encoded.

use std::borrow::Cow;

use tokenry_model::secret::Secret;

/// Names and values, those of the client in their middle. What is empty says nothing, and is left
/// out.
#[derive(Clone, Default)]
pub(crate) struct Parameters<'a> {
    before: Vec<Parameter<'a>>,
    client: Vec<Parameter<'a>>,
    behind: Vec<Parameter<'a>>,
}

type Parameter<'a> = (Cow<'a, str>, Value<'a>);

/// The value of a parameter.
#[derive(Clone)]
pub(crate) enum Value<'a> {
    Plain(Cow<'a, str>),
    Secret(Cow<'a, Secret>),
}

impl<'a> Parameters<'a> {
    /// Those of a grant (RFC 6749 §4.5).
    pub(super) fn of_grant(grant_type: &'static str) -> Self {
        Self::default().with("grant_type", grant_type)
    }

    #[must_use]
    pub(crate) fn with(
        mut self,
        name: impl Into<Cow<'a, str>>,
        value: impl Into<Value<'a>>,
    ) -> Self {
        push(&mut self.before, name, value);
        self
    }

    /// Without scopes none are sent, and the server grants its default (RFC 6749 §3.3).
    #[must_use]
    pub(crate) fn with_scopes(self, scopes: &[String]) -> Self {
        self.with("scope", scopes.join(" "))
    }

    /// Behind the client's own.
    #[must_use]
    pub(super) fn with_behind(
        mut self,
        name: impl Into<Cow<'a, str>>,
        value: impl Into<Value<'a>>,
    ) -> Self {
        push(&mut self.behind, name, value);
        self
    }

    pub(super) fn push_behind(
        &mut self,
        name: impl Into<Cow<'a, str>>,
        value: impl Into<Value<'a>>,
    ) {
        push(&mut self.behind, name, value);
    }

    /// One of the client's own, unless it stands among the first already.
    pub(super) fn push_client(&mut self, name: &'static str, value: impl Into<Value<'a>>) {
        if self.before.iter().all(|(known, _)| known != name) {
            push(&mut self.client, name, value);
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.before.retain(|(known, _)| known != name);
    }

    pub(super) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.all().filter_map(|(_, value)| match value {
            Value::Secret(secret) => Some(secret.as_ref()),
            Value::Plain(_) => None,
        })
    }

    /// In the open, for the wire.
    pub(super) fn exposed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all().map(|(name, value)| (&**name, value.expose()))
    }

    fn all(&self) -> impl Iterator<Item = &Parameter<'a>> {
        self.before.iter().chain(&self.client).chain(&self.behind)
    }
}

fn push<'a>(
    to: &mut Vec<Parameter<'a>>,
    name: impl Into<Cow<'a, str>>,
    value: impl Into<Value<'a>>,
) {
    let value = value.into();
    if !value.expose().is_empty() {
        to.push((name.into(), value));
    }
}

impl Value<'_> {
    fn expose(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(secret) => secret.expose(),
        }
    }
}

/// Names alone: a value may be secret that nobody has called so.
impl std::fmt::Debug for Parameters<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.all().map(|(name, _)| name))
            .finish()
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Plain(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Plain(text.into())
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Plain(text)
    }
}

impl<'a> From<&'a Secret> for Value<'a> {
    fn from(secret: &'a Secret) -> Self {
        Self::Secret(Cow::Borrowed(secret))
    }
}

impl From<Secret> for Value<'_> {
    fn from(secret: Secret) -> Self {
        Self::Secret(Cow::Owned(secret))
    }
}
