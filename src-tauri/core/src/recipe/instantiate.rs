//! A recipe applied to a server: its profile, the call that verifies a token, and the steps that
//! register a client.

use std::collections::BTreeMap;

use url::Url;

use super::{
    Placing, Recipe, RecipeError, Where,
    template::{self, TemplateError, Values},
};
use tokenry_model::server::{Endpoints, Habits, Placement, ServerProfile};
use tokenry_oauth::userinfo::Question;

/// A recipe applied to one server.
#[derive(Debug, Clone)]
pub struct Placed<'a> {
    recipe: &'a Recipe,
    values: Values,
    /// The variables that a person set, by name.
    told: BTreeMap<String, String>,
}

/// Instructions for registering a client by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    pub page: Option<Url>,
    pub steps: Vec<String>,
}

impl Recipe {
    /// Applies the recipe to a URL as a person typed it. The variables in `told` take precedence over
    /// values from the URL.
    pub fn at(&self, address: &Url, told: &[(String, String)]) -> Result<Placed<'_>, RecipeError> {
        self.check_parts(told)?;
        let mut placed = self.unplaced();
        placed.learn(&[address.as_str()], address);
        for (name, value) in told {
            placed.tell(name, value);
        }
        Ok(placed)
    }

    /// Checks that the recipe has all of these variables.
    pub(super) fn check_parts(&self, told: &[(String, String)]) -> Result<(), RecipeError> {
        let unknown = |(name, _): &&(String, String)| !self.has_variable(name);
        match told.iter().find(unknown) {
            Some((name, _)) => Err(RecipeError::NoSuchVariable {
                recipe: self.id.clone(),
                name: name.clone(),
            }),
            None => Ok(()),
        }
    }

    fn has_variable(&self, name: &str) -> bool {
        self.variables.iter().any(|variable| variable.name == name)
    }

    fn unplaced(&self) -> Placed<'_> {
        Placed {
            recipe: self,
            values: Values::default(),
            told: BTreeMap::new(),
        }
    }

    /// Applies the recipe to a stored server. A variable is what a person set, or else is read from the
    /// URLs of the server.
    pub fn of(&self, profile: &ServerProfile) -> Placed<'_> {
        let mut placed = self.unplaced();
        let authorize = profile.endpoints.authorize.as_ref();
        let token = profile.endpoints.token.as_ref();
        let told: Vec<&str> = [Some(&profile.base_url), authorize, token]
            .into_iter()
            .flatten()
            .map(Url::as_str)
            .chain(profile.issuer.as_deref())
            .collect();
        placed.learn(&told, &profile.base_url);
        // The URL of a self-hosted API is stored as the base URL of the server.
        let api = self.address.api.as_deref().unwrap_or_default();
        if let Some((name, value)) = template::only_part(api, profile.base_url.as_str())
            && self.has_variable(name)
        {
            placed.values.set(name, value);
        }
        for (name, value) in &profile.recipe_parts {
            if self.has_variable(name) {
                placed.tell(name, value);
            }
        }
        placed
    }
}

impl Placed<'_> {
    /// The server profile that the recipe describes.
    pub fn profile(&self) -> Result<ServerProfile, RecipeError> {
        self.made().map_err(|source| self.unfit(source))
    }

    /// Completes a profile from the server's own metadata. Existing endpoints are kept, and missing ones
    /// are added under the rule of [`Endpoints::join`].
    pub fn complete(&self, profile: &mut ServerProfile) -> Result<(), RecipeError> {
        let known = self.profile()?;
        profile.endpoints.join(known.endpoints);
        if profile.scopes.is_empty() {
            profile.scopes = known.scopes;
        }
        if profile.auth_methods.is_empty() {
            profile.auth_methods = known.auth_methods;
        }
        profile.base_url = known.base_url;
        profile.name = known.name;
        profile.origins = known.origins;
        profile.habits = known.habits;
        profile.recipe = known.recipe;
        profile.recipe_parts = known.recipe_parts;
        Ok(())
    }

    /// The call that proves that a token works, if the recipe has one.
    pub fn question(&self) -> Result<Option<Question>, RecipeError> {
        let Some(verify) = &self.recipe.verify else {
            return Ok(None);
        };
        let url = self.values.address(&verify.url);
        let headers = self.recipe.headers.iter();
        Ok(Some(Question {
            url: url.map_err(|source| self.unfit(source))?,
            headers: headers.map(|(n, v)| (n.clone(), v.clone())).collect(),
            account: verify.account.clone(),
            subject: verify.subject.clone(),
        }))
    }

    /// Instructions for registering a client named `name` with this redirect URI by hand.
    pub fn steps(&self, name: &str, redirect_uri: &str) -> Result<Steps, RecipeError> {
        let mut values = self.values.clone();
        values.set("name", name);
        values.set("redirect_uri", redirect_uri);
        let registration = &self.recipe.registration;
        let page = registration.page.as_ref();
        let filled = || {
            Ok(Steps {
                page: page.map(|page| values.address(page)).transpose()?,
                steps: registration
                    .steps
                    .iter()
                    .map(|step| values.fill(step))
                    .collect::<Result<_, _>>()?,
            })
        };
        filled().map_err(|source| self.unfit(source))
    }

    /// Fills in a URL template of the recipe, such as that of a probe.
    pub fn address(&self, template: &str) -> Result<Url, RecipeError> {
        let url = self.values.address(template);
        url.map_err(|source| self.unfit(source))
    }

    /// Sets a variable to the value that a person gave.
    fn tell(&mut self, name: &str, value: &str) {
        self.values.set(name, value);
        self.told.insert(name.to_owned(), value.to_owned());
    }

    /// Sets `{base}` and the variables from the known URLs.
    fn learn(&mut self, told: &[&str], address: &Url) {
        let recipe = self.recipe;
        let base = match &recipe.address.fixed {
            Some(fixed) => fixed.trim_end_matches('/').to_owned(),
            None => base_of(address, &recipe.address.cut),
        };
        self.values.set("base", base);
        for variable in &recipe.variables {
            let after = variable.after.as_deref();
            let found = after.and_then(|after| {
                let mut told = told.iter();
                told.find_map(|address| segment_after(address, after))
            });
            if let Some(value) = found.or(variable.default.as_deref()) {
                self.values.set(&variable.name, value);
            }
        }
    }

    fn made(&self) -> Result<ServerProfile, TemplateError> {
        let recipe = self.recipe;
        let base = self.values.address("{base}")?;
        let api = match &recipe.address.api {
            Some(api) => self.values.address(api)?,
            None => base.clone(),
        };
        let name = match &recipe.address.fixed {
            Some(_) => recipe.name.clone(),
            None => base.host_str().unwrap_or(&recipe.name).to_owned(),
        };
        let optional = |template: &Option<String>| {
            let template = template.as_deref();
            template.map(|text| self.values.address(text)).transpose()
        };
        let ends = &recipe.endpoints;
        let mut profile = ServerProfile::at(name, api);
        profile.endpoints = Endpoints {
            authorize: optional(&ends.authorize)?,
            token: optional(&ends.token)?,
            userinfo: optional(&ends.userinfo)?,
            revocation: optional(&ends.revocation)?,
            introspection: optional(&ends.introspection)?,
            registration: optional(&ends.registration)?,
            device: optional(&ends.device)?,
            pushed_authorization: optional(&ends.pushed_authorization)?,
            jwks: optional(&ends.jwks)?,
            end_session: optional(&ends.end_session)?,
        };
        let issuer = recipe.address.issuer.as_deref();
        profile.issuer = issuer.map(|text| self.values.fill(text)).transpose()?;
        profile.habits = Habits {
            token_style: recipe.wire.token_style,
            placement: recipe
                .wire
                .placement
                .as_ref()
                .map(Placing::placement)
                .unwrap_or_default(),
            extras: recipe.wire.extras.clone(),
            code_name: recipe.wire.code_name.clone(),
            plain_http: false,
            token_member: recipe.wire.token_member.clone(),
            any_token_type: false,
        };
        for origin in &recipe.address.origins {
            let origin = self.values.address(origin)?.origin();
            profile.origins.push(origin.ascii_serialization());
        }
        profile.scopes = recipe
            .scopes
            .iter()
            .map(|scope| scope.name.clone())
            .collect();
        profile.auth_methods = recipe
            .auth_methods
            .iter()
            .map(|method| method.as_str().to_owned())
            .collect();
        profile.recipe = Some(recipe.id.clone());
        profile.recipe_parts.clone_from(&self.told);
        Ok(profile)
    }

    fn unfit(&self, source: TemplateError) -> RecipeError {
        RecipeError::Unfit {
            recipe: self.recipe.id.clone(),
            source,
        }
    }
}

impl Placing {
    /// Converts it to the placement of a server profile.
    pub fn placement(&self) -> Placement {
        let name = self.name.clone();
        match self.place {
            Where::Header => Placement::Header {
                name,
                prefix: self.prefix.clone().unwrap_or_default(),
            },
            Where::Query => Placement::Query { name },
            Where::Body => Placement::Body { name },
        }
    }
}

/// The URL without query, fragment and final slash, cut off at the first of the paths in `cut`.
fn base_of(address: &Url, cut: &[String]) -> String {
    let mut url = address.clone();
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().to_owned();
    let ends = |cut: &String| {
        path.match_indices(cut.as_str())
            .map(|(at, _)| at)
            .find(|at| {
                let behind = &path[at + cut.len()..];
                behind.is_empty() || behind.starts_with('/') || cut.ends_with('@')
            })
    };
    let end = cut.iter().filter_map(ends).min().unwrap_or(path.len());
    url.set_path(&path[..end]);
    url.as_str().trim_end_matches('/').to_owned()
}

/// The path segment after `after` in a URL, ignoring its scheme.
fn segment_after<'a>(address: &'a str, after: &str) -> Option<&'a str> {
    let (_, address) = address.split_once("://")?;
    let (_, behind) = address.split_once(after)?;
    let segment = behind.split(['/', '?', '#']).next()?;
    (!segment.is_empty()).then_some(segment)
}
