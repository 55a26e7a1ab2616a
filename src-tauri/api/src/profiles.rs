//! Between the forms of servers and clients and the profiles of the core.

use tokenry_core::workbench::{SealedExtra, SecretChange, Workbench};
use tokenry_model::{
    client::ClientProfile,
    secret::Secret,
    server::{Endpoints, Extra, Habits, Placement, ServerProfile},
};
use url::Url;

use crate::{
    error::CommandError,
    server_forms::{ClientForm, ProfileOfForm, SealedExtraForm, ServerForm},
};

impl From<&ServerProfile> for ServerForm {
    fn from(profile: &ServerProfile) -> Self {
        let text = |url: &Option<Url>| url.as_ref().map(Url::to_string).unwrap_or_default();
        let endpoints = &profile.endpoints;
        Self {
            name: profile.name.clone(),
            base_url: profile.base_url.to_string(),
            issuer: profile.issuer.clone().unwrap_or_default(),
            authorize_url: text(&endpoints.authorize),
            token_url: text(&endpoints.token),
            userinfo_url: text(&endpoints.userinfo),
            revocation_url: text(&endpoints.revocation),
            introspection_url: text(&endpoints.introspection),
            registration_url: text(&endpoints.registration),
            device_url: text(&endpoints.device),
            pushed_authorization_url: text(&endpoints.pushed_authorization),
            jwks_url: text(&endpoints.jwks),
            end_session_url: text(&endpoints.end_session),
            token_style: profile.habits.token_style,
            placement: profile.habits.placement.clone(),
            extras: profile.habits.extras.clone(),
            code_name: profile.habits.code_name.clone().unwrap_or_default(),
            origins: profile.origins.clone(),
            scopes: profile.scopes.clone(),
            auth_methods: profile.auth_methods.clone(),
            promises_iss: profile.promises_iss,
            requires_pushed: profile.requires_pushed,
            dpop_algs: profile.dpop_algs.clone(),
            mtls_aliases: profile
                .mtls_aliases
                .iter()
                .map(|(name, url)| (name.clone(), url.to_string()))
                .collect(),
            plain_http: profile.habits.plain_http,
            token_member: profile.habits.token_member.clone().unwrap_or_default(),
            any_token_type: profile.habits.any_token_type,
            recipe: profile.recipe.clone().unwrap_or_default(),
            recipe_parts: profile.recipe_parts.clone(),
            accepted: profile.accepted.clone(),
        }
    }
}

impl TryFrom<ServerForm> for ServerProfile {
    type Error = CommandError;

    fn try_from(form: ServerForm) -> Result<Self, CommandError> {
        let base_url = address("address", &form.base_url)?.ok_or_else(|| {
            CommandError::bad_input("The address is missing.", "Type where the API is reached.")
        })?;
        Ok(Self {
            name: form.name.trim().to_owned(),
            base_url,
            issuer: Some(form.issuer.trim().to_owned()).filter(|issuer| !issuer.is_empty()),
            endpoints: Endpoints {
                authorize: address("authorize URL", &form.authorize_url)?,
                token: address("token URL", &form.token_url)?,
                userinfo: address("userinfo URL", &form.userinfo_url)?,
                revocation: address("revocation URL", &form.revocation_url)?,
                introspection: address("introspection URL", &form.introspection_url)?,
                registration: address("registration URL", &form.registration_url)?,
                device: address("device authorization URL", &form.device_url)?,
                pushed_authorization: address(
                    "pushed authorization URL",
                    &form.pushed_authorization_url,
                )?,
                jwks: address("JWKS URL", &form.jwks_url)?,
                end_session: address("end session URL", &form.end_session_url)?,
            },
            habits: Habits {
                token_style: form.token_style,
                placement: placement(form.placement),
                extras: form.extras.into_iter().map(extra).collect(),
                code_name: Some(form.code_name.trim().to_owned()).filter(|name| !name.is_empty()),
                plain_http: form.plain_http,
                token_member: Some(form.token_member.trim().to_owned())
                    .filter(|member| !member.is_empty()),
                any_token_type: form.any_token_type,
            },
            origins: trimmed(form.origins),
            scopes: trimmed(form.scopes),
            auth_methods: trimmed(form.auth_methods),
            promises_iss: form.promises_iss,
            requires_pushed: form.requires_pushed,
            dpop_algs: trimmed(form.dpop_algs),
            mtls_aliases: form
                .mtls_aliases
                .into_iter()
                .filter_map(|(name, url)| Some((name, Url::parse(&url).ok()?)))
                .collect(),
            recipe: Some(form.recipe).filter(|recipe| !recipe.is_empty()),
            recipe_parts: form.recipe_parts,
            accepted: form.accepted,
            // The workbench knows.
            unconfirmed: Vec::new(),
            sealed: None,
        })
    }
}

impl From<&ClientProfile> for ClientForm {
    fn from(profile: &ClientProfile) -> Self {
        Self {
            name: profile.name.clone(),
            client_id: profile.client_id.clone(),
            auth: profile.auth,
            redirect_uri: profile.redirect_uri.clone(),
            further_redirects: profile.further_redirects.clone(),
            scopes: profile.scopes.clone(),
            token_style: profile.token_style,
            placement: profile.placement.clone(),
            extras: profile.extras.clone(),
            hardening: (&profile.hardening).into(),
            secret: None,
        }
    }
}

impl From<ClientForm> for ClientProfile {
    fn from(form: ClientForm) -> Self {
        Self {
            name: form.name.trim().to_owned(),
            client_id: form.client_id.trim().to_owned(),
            auth: form.auth,
            redirect_uri: form.redirect_uri.trim().to_owned(),
            further_redirects: trimmed(form.further_redirects),
            scopes: trimmed(form.scopes),
            token_style: form.token_style,
            placement: form.placement.map(placement),
            extras: form.extras.into_iter().map(extra).collect(),
            hardening: form.hardening.into(),
            sealed: None,
        }
    }
}

impl SealedExtraForm {
    /// The secret, because a person asks to see it.
    pub async fn reveal(self, workbench: &Workbench) -> Result<Secret, CommandError> {
        let extra = SealedExtra {
            on: self.on,
            place: self.place,
            name: self.name,
            nth: self.nth as usize,
        };
        Ok(match self.of {
            ProfileOfForm::Server { id } => {
                workbench
                    .reveal_server_extra(crate::id(&id)?, &extra)
                    .await?
            }
            ProfileOfForm::Client { id } => {
                workbench
                    .reveal_client_extra(crate::id(&id)?, &extra)
                    .await?
            }
        })
    }
}

pub(crate) fn address(what: &str, text: &str) -> Result<Option<Url>, CommandError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Some(url)),
        _ => Err(CommandError::bad_input(
            format!("The {what} “{text}” is not a web address."),
            "It begins with https:// (or http:// on this machine or network).",
        )),
    }
}

/// As it was typed, without blanks around its names.
fn placement(typed: Placement) -> Placement {
    let bare = |text: String| text.trim().to_owned();
    match typed {
        Placement::Header { name, prefix } => Placement::Header {
            name: bare(name),
            prefix: bare(prefix),
        },
        Placement::Query { name } => Placement::Query { name: bare(name) },
        Placement::Body { name } => Placement::Body { name: bare(name) },
    }
}

fn extra(typed: Extra) -> Extra {
    Extra {
        name: typed.name.trim().to_owned(),
        ..typed
    }
}

fn trimmed(texts: Vec<String>) -> Vec<String> {
    texts
        .into_iter()
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}

impl ClientForm {
    /// The profile, and what the form does to the stored secret.
    pub fn split(mut self) -> (ClientProfile, SecretChange) {
        let change = match self.secret.take() {
            None => SecretChange::Keep,
            Some(text) if text.is_empty() => SecretChange::Remove,
            Some(text) => SecretChange::Set(Secret::new(text)),
        };
        (self.into(), change)
    }
}
